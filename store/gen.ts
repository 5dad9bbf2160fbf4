// `npm run gen`: writes schemas/tables/*.sql, what is created in the store for each table.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reviewFiles } from './review.ts';

const folder = join(process.cwd(), 'schemas', 'tables');
const files = await reviewFiles(join(import.meta.dirname, '..', 'processors'));
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name));
for (const [name, text] of files) writeFileSync(join(folder, name), text);
