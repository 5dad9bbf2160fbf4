// When a figure is of, and as of when: the month that a rulebook's window ends with, and known_at.

import { Type } from 'typebox';
import { instantOf, notAnInstant } from '../ask.ts';
import type { Complaint } from '../define.ts';
import { monthOf } from './windows.ts';

export const momentParams = {
  known_at: Type.Optional(
    Type.String({
      maxLength: 40,
      description:
        'By what had been recorded in the ledger up to this instant: ports and exclusions ' +
        'as they ' +
        'were known then. Default: by everything.',
    }),
  ),
  month: Type.Optional(
    Type.String({
      pattern: '^[0-9]{4}-[0-9]{2}$',
      description:
        'A month, as 2026-03: each rulebook answers for its own window that ends with it, in its ' +
        'own zone. Without it the range is the window, and a rule judges only what it knows.',
    }),
  ),
};

/** What is wrong with a month, or with a month and a range at once. */
export const momentRefused = (params: Readonly<Record<string, unknown>>): readonly Complaint[] => {
  const { month, known_at } = params;
  if (typeof known_at === 'string' && instantOf(known_at, 'UTC') === null)
    return notAnInstant('known_at', known_at);
  if (typeof month !== 'string') return [];
  const bad = (detail: string): readonly Complaint[] => [
    { code: 'bad_parameter', parameter: 'month', detail },
  ];
  if (monthOf(month) === null) return bad(`"${month}" is no month. Write it as 2026-03.`);
  const doubled = params['from'] !== undefined || params['to'] !== undefined;
  return doubled ? bad('Give a month, or a range by from and to, and not both.') : [];
};
