// `npm run gen`: runs the gen.ts of every top folder; what they write is checked in.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './run-child.js';

/** Schemas first: the others are compiled from what they write. */
const order = (a, b) => Number(b === 'schemas') - Number(a === 'schemas') || a.localeCompare(b);

/** Builds, runs each generator, and builds again where one wrote sources; 1 if any failed. */
export const runGenerators = async (root, makeReady) => {
  await makeReady();
  const folders = readdirSync(root)
    .filter((folder) => existsSync(join(root, folder, 'gen.ts')))
    .sort(order);
  for (const folder of folders) {
    await makeReady();
    const { code, output, seconds } = await runChild({
      command: process.execPath,
      args: [join(root, 'dist', folder, 'gen.js')],
      cwd: root,
    });
    process.stdout.write(output);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${seconds.padStart(6)} s  ${folder}/gen.ts`);
    if (code !== 0) return 1;
  }
  return 0;
};
