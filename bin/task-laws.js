// `npm run laws -- --minutes N --seed S`: the generated laws over ever new histories.

import { randomInt } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChild } from './run-child.js';

const options = {
  minutes: { type: 'string', default: '10' },
  seed: { type: 'string' },
};

/** Runs the laws round by round, a new seed each, until one breaks or the time is over. */
export const runLaws = async (root, args) => {
  const { values } = parseArgs({ args, options });
  const until = Date.now() + Number(values.minutes) * 60_000;
  const files = await lawFiles(root);
  let seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  do {
    console.log(`laws with LAWS_SEED=${seed}`);
    const { code } = await runChild({
      command: process.execPath,
      args: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'pure', ...files],
      cwd: root,
      show: true,
      env: { ...process.env, LAWS_SEED: String(seed) },
    });
    if (code !== 0) {
      console.error(`A law broke. Once more: npm run laws -- --minutes 0 --seed ${seed}`);
      return code;
    }
    seed = (seed + 1) % 2 ** 31;
  } while (Date.now() < until);
  return 0;
};

const folders = ['api', 'app', 'ingest', 'lib', 'log', 'processors', 'store', 'test'];

/** The pure tests that draw histories. */
const lawFiles = async (root) => {
  const found = [];
  for (const folder of folders) {
    for (const name of await readdir(join(root, folder), { recursive: true })) {
      if (!name.endsWith('.test.ts') || name.endsWith('.int.test.ts')) continue;
      const path = join(folder, name);
      const text = await readFile(join(root, path), 'utf8');
      if (text.includes("from 'fast-check'")) found.push(path);
    }
  }
  return found.toSorted((one, other) => (one < other ? -1 : 1));
};
