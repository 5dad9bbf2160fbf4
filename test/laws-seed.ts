// What generated laws draw from: the same in every run, so that a change is judged by itself.

import { configureGlobal } from 'fast-check';

// `npm run laws` gives other seeds, over and over: what it finds becomes an example of its law.
configureGlobal({ seed: Number(process.env['LAWS_SEED'] ?? 20_261_121) });
