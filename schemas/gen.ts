// `npm run gen`: writes every generated file of this folder.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSchemas, registryTextOf, typesTextOf } from './generate.ts';

const folder = join(process.cwd(), 'schemas');
const schemas = readSchemas(join(folder, 'events'));
writeFileSync(join(folder, 'events.gen.ts'), await typesTextOf(schemas));

const registry = join(folder, 'registry.json');
const before = existsSync(registry) ? readFileSync(registry, 'utf8') : '[]';
writeFileSync(registry, registryTextOf(before, schemas));
