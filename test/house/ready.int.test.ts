// A clone makes itself ready: built when a source changed, once, however many start together.

import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const house = join(import.meta.dirname, '..', '..');
let clone = '';

/** A clone with a main of three lines; packages are linked, so nothing is installed. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'laddbok-ready-'));
  for (const name of ['bin', 'tsconfig.json', 'tsconfig.build.json', 'package.json'])
    cpSync(join(house, name), join(clone, name), { recursive: true });
  symlinkSync(join(house, 'node_modules'), join(clone, 'node_modules'));
  for (const folder of ['app', 'lib']) mkdirSync(join(clone, folder));
  source('lib/word.ts', "export const word: string = 'one';");
  source(
    'app/main.ts',
    "import { word } from '../lib/word.ts';\n" +
      'export const main = async (argv: readonly string[]): Promise<number> => {\n' +
      '  console.log(word, ...argv);\n' +
      '  return Number(argv[0] ?? 0);\n' +
      '};',
  );
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

const source = (path: string, text: string): void => writeFileSync(join(clone, path), `${text}\n`);

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const laddbok = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(clone, 'bin', 'laddbok.cjs'), ...args]);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
  });

test('the first start builds and says nothing on stdout but what the command says', async () => {
  expect(await laddbok()).toEqual({ code: 0, out: 'one\n', err: '' });
});

test("the command's exit code and arguments are handed through", async () => {
  expect(await laddbok('3', 'x')).toEqual({ code: 3, out: 'one 3 x\n', err: '' });
});

test('four that start together on a fresh clone all run, and leave no lock', async () => {
  const good = { code: 0, out: 'one\n', err: '' };
  const all = await Promise.all([laddbok(), laddbok(), laddbok(), laddbok()]);
  expect(all).toEqual([good, good, good, good]);
  expect(readdirSync(join(clone, '.cache'))).toEqual([]);
});

test('a changed source is built anew, and a deleted one leaves dist/', async () => {
  source('lib/gone.ts', 'export const gone = 1;');
  await laddbok();
  expect(existsSync(join(clone, 'dist/lib/gone.js'))).toBe(true);
  rmSync(join(clone, 'lib/gone.ts'));
  source('lib/word.ts', "export const word: string = 'three';");
  expect((await laddbok()).out).toBe('three\n');
  expect(existsSync(join(clone, 'dist/lib/gone.js'))).toBe(false);
});

test('a source put back to an older time is built anew too', async () => {
  await laddbok();
  source('lib/word.ts', "export const word: string = 'two';");
  utimesSync(join(clone, 'lib/word.ts'), 1, 1);
  expect((await laddbok()).out).toBe('two\n');
});

test('a source that does not compile is named, and the last good build stays', async () => {
  await laddbok();
  source('lib/word.ts', 'export const word: string = 1;');
  const { code, out, err } = await laddbok();
  expect({ code, out }).toEqual({ code: 69, out: '' });
  expect(err).toMatch(/building dist.*lib\/word\.ts.*not assignable to type 'string'/s);
  source('lib/word.ts', "export const word: string = 'one';");
  expect((await laddbok()).out).toBe('one\n');
});

test('a lock that a killed process left behind is taken over', async () => {
  const killed = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => killed.on('close', resolve));
  mkdirSync(join(clone, '.cache'));
  writeFileSync(join(clone, '.cache', 'ready.lock'), String(killed.pid));
  expect((await laddbok()).out).toBe('one\n');
});

test('a published package, which has no sources, runs what it brings', async () => {
  await laddbok();
  for (const name of ['app', 'lib', 'tsconfig.build.json', 'dist/.built-from', 'node_modules'])
    rmSync(join(clone, name), { recursive: true });
  expect(await laddbok()).toEqual({ code: 0, out: 'one\n', err: '' });
});

test('a bug in the command ends with its stack and exit code 70', async () => {
  source('app/main.ts', "export const main = (): never => {\n  throw new Error('a bug');\n};");
  const { code, err } = await laddbok();
  expect(code).toBe(70);
  expect(err).toMatch(/Error: a bug\n\s+at main/);
});

interface State {
  readonly packagesAreThere: (root: string) => boolean;
  readonly rememberPackages: (root: string) => void;
}

test('packages count as there when they are those of the lock file', async () => {
  const here = new URL('../../bin/state.js', import.meta.url).href;
  const { packagesAreThere, rememberPackages } = (await import(here)) as State;
  const lock = (version: string) => JSON.stringify({ packages: { 'node_modules/a': { version } } });
  rmSync(join(clone, 'node_modules'));
  source('package-lock.json', lock('1.0.0'));
  expect(packagesAreThere(clone), 'no node_modules').toBe(false);
  mkdirSync(join(clone, 'node_modules'));
  expect(packagesAreThere(clone), 'an empty one').toBe(false);
  source('node_modules/.package-lock.json', lock('1.0.0'));
  expect(packagesAreThere(clone), 'installed by npm ci').toBe(true);
  source('package-lock.json', lock('1.0.1'));
  expect(packagesAreThere(clone), 'another lock file since').toBe(false);
  rememberPackages(clone);
  expect(packagesAreThere(clone), 'installed by us').toBe(true);
});
