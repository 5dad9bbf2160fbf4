// `laddbok process`: only the pump; several processes on Kafka share the partitions.

import type { Command } from '../command.ts';
import { openPump } from '../parts.ts';
import { patiently } from '../patiently.ts';
import { live } from '../life.ts';
import { openLogFor, openStoreFor } from '../wire.ts';

export const processCommand: Command = {
  usage: '',
  help: 'Folds the log into the tables. On Kafka several processes share the partitions.',
  flags: {},
  run: ({ config, logger, print }) =>
    live(logger, async (life) => {
      const patience = { logger, ending: life.ending };
      const { log, ocpp, ledger } = await openLogFor(config, patience);
      life.ground('the log', () => log.close());
      const store = await patiently('The pump', () => openStoreFor(config), patience);
      life.ground('the store', () => store.close());
      const pump = await openPump({ config, log, codec: ocpp, ledger, ...patience }, store);
      life.part('the pump', () => pump.stop());
      life.endsWith(pump.failed);
      print(`Folding the ${log.engine} log into ${store.engine}.`);
    }),
};
