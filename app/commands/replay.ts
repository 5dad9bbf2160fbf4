// `laddbok replay`: makes every table again from the log.

import { ocppTopic } from '../../log/port.ts';
import type { Command } from '../command.ts';
import { currentSet, openFold } from '../fold.ts';
import { progressOn, shareText } from '../progress.ts';
import { replay } from '../replay.ts';
import { openLogFor, openStoreFor } from '../wire.ts';

export const replayCommand: Command = {
  name: 'replay',
  about: 'empty the tables and make them again from the log',
  usage: '',
  help: [
    'Empties the tables and folds the whole log into them. Readers see the tables fill meanwhile.',
    'Interrupted, `laddbok up` or `process` goes on from where it was. Needs the embedded store for',
    'itself: stop `laddbok up` first.',
  ].join('\n'),
  flags: { json: { type: 'boolean', about: 'print the outcome as JSON' } },
  run: async ({ config, logger, flags, print }) => {
    const store = await openStoreFor(config);
    const { log, ocpp } = await openLogFor(config, { logger });
    const progress = progressOn(process.stderr);
    try {
      const done = await replay({
        log,
        store,
        logger,
        codec: ocpp,
        fold: await openFold(),
        topic: ocppTopic,
        epoch: config.LADDBOK_EPOCH,
        set: currentSet,
        onProgress: ({ events, ofEvents }) =>
          progress.show(`${shareText(events, ofEvents)} events`),
      });
      progress.done();
      const { events, rows } = done;
      print(
        flags['json'] === true
          ? JSON.stringify({ events, rows })
          : `${events} events, ${rows} rows.`,
      );
      return 0;
    } finally {
      progress.done();
      await store.close();
      await log.close();
    }
  },
};
