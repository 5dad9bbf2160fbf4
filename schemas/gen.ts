// `npm run gen`: writes every generated file of this folder.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { readSchemas, typesOf } from './generate.ts';

const folder = join(process.cwd(), 'schemas');
const source = typesOf(readSchemas(join(folder, 'events')));
const options = { parser: 'typescript', singleQuote: true, printWidth: 100 };
writeFileSync(join(folder, 'events.gen.ts'), await format(source, options));
