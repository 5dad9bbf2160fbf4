// Restarts a station, or one EVSE of it.

import { oneOf, whole } from '../args.ts';
import { said, unsayable, word } from '../word.ts';

const types2 = { soft: 'Immediate', hard: 'Immediate', on_idle: 'OnIdle' } as const;

export const reset = word({
  name: 'reset',
  about: 'Restarts the station.',
  args: {
    mode: oneOf(
      ['soft', 'hard', 'on_idle', 'resume'],
      'soft stops transactions in good order (default); hard need not in 1.6, and is soft in 2.x; ' +
        'on_idle waits for their end (2.x); resume takes them up again (2.1).',
    ),
    port: whole('2.x: only this EVSE.', [1, 65_535]),
  },
  say16: ({ mode = 'soft', port }) => {
    if (port !== undefined) return unsayable('OCPP 1.6 resets whole stations: leave out port.');
    if (mode === 'soft') return said('Reset', { type: 'Soft' });
    if (mode === 'hard') return said('Reset', { type: 'Hard' });
    return unsayable(`OCPP 1.6 knows no reset ${mode}: give mode soft or hard.`);
  },
  say2: ({ mode = 'soft', port }, { protocol }) => {
    if (mode !== 'resume') return said('Reset', { type: types2[mode], evseId: port });
    return protocol === 'ocpp2.1'
      ? said('Reset', { type: 'ImmediateAndResume', evseId: port })
      : unsayable('OCPP 2.0.1 cannot resume after a reset: give mode soft or on_idle.');
  },
});
