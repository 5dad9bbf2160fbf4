// `laddbok gateway`: only the gateway, for as many processes as stations need.

import type { Command } from '../command.ts';
import { openGateway } from '../parts.ts';
import { live } from '../life.ts';
import { openLogFor } from '../wire.ts';

export const gatewayCommand: Command = {
  name: 'gateway',
  about: 'run only the gateway',
  usage: '',
  help: 'Takes stations in and writes what they say to the log. Give all gateways one LADDBOK_SECRET.',
  flags: {},
  run: ({ config, logger, print }) =>
    live(logger, async (life) => {
      const { log, ocpp, ledger } = await openLogFor(config, { logger, ending: life.ending });
      life.ground('the log', () => log.close());
      const gateway = await openGateway({ config, logger, log, codec: ocpp, ledger });
      life.part('the gateway', () => gateway.stop());
      print(`Stations connect to ws://${config.LADDBOK_HOST}:${gateway.port}/<station id>`);
      if (gateway.tlsPort !== null)
        print(`and to wss://${config.LADDBOK_HOST}:${gateway.tlsPort}/<station id>`);
    }),
};
