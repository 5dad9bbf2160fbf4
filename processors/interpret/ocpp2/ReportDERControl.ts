// OCPP 2.1 ReportDERControl: the controls that a station holds for its grid.

import { field } from '../json.ts';
import { notice } from '../notice.ts';
import type { Interpreter } from '../said.ts';

/** Kinds of controls that a report may list. */
const kinds = [
  'curve',
  'enterService',
  'fixedPFAbsorb',
  'fixedPFInject',
  'fixedVar',
  'freqDroop',
  'gradient',
  'limitMaxDischarge',
] as const;

export const interpret: Interpreter = notice({
  message: 'ReportDERControl',
  subject: (payload) => field(payload, 'requestId'),
  describe: (payload) => kinds.filter((kind) => field(payload, kind) !== undefined).join(' '),
});
