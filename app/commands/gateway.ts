// `laddbok gateway`: only the gateway, for as many processes as stations need.

import type { Command } from '../command.ts';
import { openGateway } from '../parts.ts';
import { untilStopped } from '../until-stopped.ts';
import { openLogFor } from '../wire.ts';

export const gateway: Command = {
  name: 'gateway',
  about: 'run only the gateway',
  usage: '',
  help: 'Takes stations in and writes what they say to the log. Give all gateways one LADDBOK_SECRET.',
  flags: {},
  run: async ({ config, logger, print }) => {
    const { log, ocpp } = await openLogFor(config, logger);
    const started = await openGateway({ config, logger, log, codec: ocpp });
    print(`Stations connect to ws://${config.LADDBOK_HOST}:${started.port}/<station id>`);
    return untilStopped(
      [],
      [
        ['the gateway', () => started.stop()],
        ['the log', () => log.close()],
      ],
      logger,
    );
  },
};
