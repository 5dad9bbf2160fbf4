// `npm run gen`: writes what Grafana and the preview load, from boards and alerts.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertText, boardFiles } from './board-files.ts';

const here = join(process.cwd(), 'dashboards');
const folder = join(here, 'json');
const files = await boardFiles(join(import.meta.dirname, 'boards'));
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name));
for (const [name, text] of files) writeFileSync(join(folder, name), text);
writeFileSync(join(here, 'provisioning', 'alerting', 'laddbok.yml'), await alertText());
