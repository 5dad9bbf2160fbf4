// Part of `npm run gen`: writes .env.example from the settings.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleEnv } from './config.ts';

writeFileSync(join(process.cwd(), '.env.example'), exampleEnv());
