// `laddbok gateway`: only the gateway, for as many processes as stations need.

import type { Command } from '../command.ts';
import { openGateway } from '../parts.ts';
import { live } from '../life.ts';
import { isTapping, openTap } from '../tapping.ts';
import { openLogFor } from '../wire.ts';

export const gatewayCommand: Command = {
  name: 'gateway',
  about: 'run only the gateway',
  usage: '',
  help: 'Takes stations in and writes what they say to the log. Give all gateways one LADDBOK_SECRET.',
  flags: {},
  run: ({ config, logger, print }) =>
    live(logger, async (life) => {
      const opening = openLogFor(config, { logger, ending: life.ending });
      // Where some stations are passed on, the tap has the ports, also before the log is there.
      const tap = isTapping(config) ? await openTap({ config, logger }, opening, 'gateway') : null;
      if (tap !== null) life.part('the tap', () => tap.stop());
      const { log, ocpp, ledger } = await (tap?.opened ?? opening);
      life.ground('the log', () => log.close());
      const isBesideTap = tap !== null;
      const ground = { config, logger, log, codec: ocpp, ledger, isBesideTap };
      const gateway = await openGateway(ground);
      life.part('the gateway', () => gateway.stop());
      tap?.handOver(gateway.take);
      const { port, tlsPort } = tap ?? gateway;
      print(`Stations connect to ws://${config.LADDBOK_HOST}:${port}/<station id>`);
      if (tlsPort !== null) print(`and to wss://${config.LADDBOK_HOST}:${tlsPort}/<station id>`);
    }),
};
