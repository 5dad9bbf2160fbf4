// `laddbok process`: only the pump; several processes on Kafka share the partitions.

import type { Command } from '../command.ts';
import { openPump } from '../parts.ts';
import { patiently } from '../patiently.ts';
import { untilStopped } from '../until-stopped.ts';
import { openLogFor, openStoreFor } from '../wire.ts';

export const processCommand: Command = {
  name: 'process',
  about: 'run only the pump from the log to the store',
  usage: '',
  help: 'Folds the log into the tables. On Kafka several processes share the partitions.',
  flags: {},
  run: async ({ config, logger, print }) => {
    const { log, ocpp } = await openLogFor(config, logger);
    const store = await patiently('The pump', () => openStoreFor(config), { logger });
    const pump = await openPump({ config, logger, log, codec: ocpp }, store);
    print(`Folding the ${log.engine} log into ${store.engine}.`);
    return untilStopped(
      [pump.failed],
      [
        ['the pump', () => pump.stop()],
        ['the store', () => store.close()],
        ['the log', () => log.close()],
      ],
      logger,
    );
  },
};
