// `npm run gen`: writes schemas/tables/*.sql, and the user that may read their views.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readerFile } from './reader.ts';
import { reviewFiles } from './review.ts';

const folder = join(process.cwd(), 'schemas', 'tables');
const files = await reviewFiles(join(import.meta.dirname, '..', 'processors'));
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name));
for (const [name, text] of files) writeFileSync(join(folder, name), text);
// Beside the tables of the rooms, what the alert on lost events takes off.
const tables = [...files.keys()].map((name) => name.replace(/\.sql$/, ''));
const views = [...tables, 'events_set_aside'].toSorted();
const reader = join(process.cwd(), 'dashboards', 'provisioning', 'clickhouse-reader.xml');
writeFileSync(reader, readerFile(views));
