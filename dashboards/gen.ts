// `npm run gen`: writes dashboards/json, what Grafana and the preview load, from the boards.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boardFiles } from './board-files.ts';

const folder = join(process.cwd(), 'dashboards', 'json');
const files = await boardFiles(join(import.meta.dirname, 'boards'));
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name));
for (const [name, text] of files) writeFileSync(join(folder, name), text);
