// The engines that benches measure: the embedded log and store, as `laddbok up` opens them.

import { join } from 'node:path';
import { silent } from '../lib/logger.ts';
import { openCodecs } from '../log/avro.ts';
import { openEmbeddedLog } from '../log/embedded.ts';
import { fileRegistry } from '../log/registry.ts';

/** The embedded log in a folder, with its codec. */
export const openForBench = async (folder: string) => {
  const codecs = await openCodecs(fileRegistry());
  const log = await openEmbeddedLog({
    folder: join(folder, 'log'),
    schemas: codecs,
    logger: silent,
  });
  return { log, codec: codecs.ocpp };
};
