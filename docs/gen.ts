// `npm run gen`: writes the generated pages of this folder.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { errorTable } from '../lib/errors.ts';
import { errorsPage } from './errors-page.ts';

const page = await format(errorsPage(errorTable), { parser: 'markdown', printWidth: 100 });
writeFileSync(join(process.cwd(), 'docs', 'errors.md'), page);
