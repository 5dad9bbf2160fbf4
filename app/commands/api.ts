// `laddbok api`: only the API, over a ClickHouse server or the endpoint of a running `up`.

import type { Command } from '../command.ts';
import { openApi } from '../parts.ts';
import { patiently } from '../patiently.ts';
import { findRunning } from '../running.ts';
import { untilStopped } from '../until-stopped.ts';
import { openLogFor, openStoreToRead } from '../wire.ts';

export const api: Command = {
  name: 'api',
  about: 'run only the API',
  usage: '',
  help: 'Answers questions over ClickHouse, or over the embedded store of a running `laddbok up`.',
  flags: {},
  run: async ({ config, logger, print }) => {
    const { log, ocpp } = await openLogFor(config, logger);
    const endpoint = findRunning(config)?.clickhouse ?? '';
    const open = () => openStoreToRead(config, endpoint);
    const store = await patiently('The API', open, { logger });
    const started = await openApi({ config, logger, log, codec: ocpp }, { store });
    print(`API at http://${config.LADDBOK_HOST}:${started.port}`);
    return untilStopped(
      [],
      [
        ['the API', () => started.close()],
        ['the store', () => store.close()],
        ['the log', () => log.close()],
      ],
      logger,
    );
  },
};
