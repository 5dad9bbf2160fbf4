// `laddbok api`: only the API, over a ClickHouse server or the endpoint of a running `up`.

import type { Command } from '../command.ts';
import { openApi } from '../parts.ts';
import { patiently } from '../patiently.ts';
import { findRunning } from '../running.ts';
import { live } from '../life.ts';
import { openLogFor, openStoreToRead } from '../wire.ts';

export const api: Command = {
  usage: '',
  help: 'Answers questions over ClickHouse, or over the embedded store of a running `laddbok up`.',
  flags: {},
  run: ({ config, logger, print }) =>
    live(logger, async (life) => {
      const patience = { logger, ending: life.ending };
      const { log, ledger } = await openLogFor(config, patience);
      life.ground('the log', () => log.close());
      const endpoint = findRunning(config)?.clickhouse ?? '';
      const open = () => openStoreToRead(config, endpoint);
      const store = await patiently('The API', open, patience);
      life.ground('the store', () => store.close());
      const started = await openApi({ config, logger, log, ledger }, { store });
      life.part('the API', () => started.close());
      print(`API at http://${config.LADDBOK_API_HOST}:${started.port}`);
    }),
};
