// `laddbok tap`: only the tap, in front of a CSMS that is kept.

import { AppError } from '../../lib/errors.ts';
import type { Command } from '../command.ts';
import { live } from '../life.ts';
import { openFigures } from '../open-figures.ts';
import { isTapping, openTap } from '../tapping.ts';
import { watchTap } from '../watch-tap.ts';
import { openLogFor } from '../wire.ts';

export const tapCommand: Command = {
  usage: '',
  help: [
    'Stands between stations and the CSMS that LADDBOK_TAP_UPSTREAM names. Every byte passes',
    'unchanged in both directions, also while the log is away: what is recorded then waits on the',
    'disk. Stations of LADDBOK_TAP_STATIONS are passed on elsewhere. `laddbok up` and',
    '`laddbok gateway` answer other stations at the same ports. LADDBOK_METRICS_PORT gives it',
    '/metrics and /health.',
  ].join('\n'),
  flags: {},
  run: (invocation) => {
    const { config, logger, print } = invocation;
    if (!isTapping(config)) {
      const problem = 'set LADDBOK_TAP_UPSTREAM to the ws:// or wss:// address of your CSMS';
      throw new AppError('USAGE', { problem });
    }
    return live(logger, async (life) => {
      const opening = openLogFor(config, { logger, ending: life.ending });
      opening.then(
        ({ log }) => life.ground('the log', () => log.close()),
        () => undefined,
      );
      const tap = await openTap({ config, logger, ending: life.ending }, opening, null);
      life.part('the tap', () => tap.stop());
      print(`Stations connect to ws://${config.LADDBOK_HOST}:${tap.port}/<station id>`);
      if (tap.tlsPort !== null)
        print(`and to wss://${config.LADDBOK_HOST}:${tap.tlsPort}/<station id>`);
      await openFigures(invocation, life, watchTap(tap, tap.opened));
      const { log } = await tap.opened;
      print(`Recording into the ${log.engine} log.`);
    });
  },
};
