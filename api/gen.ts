// `npm run gen`: writes the typed client out of the OpenAPI document.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { silent } from '../lib/logger.ts';
import { clientText, type Document } from './client-text.ts';
import { buildServer } from './server.ts';

/** Documents are written without data: whoever asks for some is told so. */
const none = async (): Promise<never> => Promise.reject(new TypeError('There is no store here.'));

const app = await buildServer({
  store: {
    engine: 'chdb',
    migrate: none,
    write: none,
    query: none,
    stream: none,
    command: none,
    ping: none,
    close: none,
  },
  logger: silent,
  defaultTenant: 'default',
  watermark: none,
  readiness: none,
  metrics: none,
});
const text = clientText(app.swagger() as unknown as Document);
const options = { parser: 'typescript', printWidth: 100, singleQuote: true } as const;
writeFileSync(join(process.cwd(), 'api', 'client', 'laddbok.gen.ts'), await format(text, options));
await app.close();
