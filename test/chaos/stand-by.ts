// A `laddbok` that has loaded everything and waits for a word: the next life of one that is killed.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startCommand, upOf, type CommandProcess, type Settings, type Up } from '../command.ts';

const root = join(import.meta.dirname, '..', '..');
const compiled = (file: string): string =>
  JSON.stringify(pathToFileURL(join(root, 'dist', file)).href);

const loaded = 'Loaded, waiting.';
const word = 'SIGUSR2';

const lines = `
await import(${compiled('app/main.js')});
await import(${compiled('app/commands/up.js')});
const asked = new Promise((resolve) => process.once('${word}', resolve));
// To wait for a signal keeps no process alive.
const staying = setInterval(() => undefined, 60_000);
console.log('${loaded}');
await asked;
clearInterval(staying);
`;

/** Lines of an ES module that a process runs before its own; several may be given. */
export const preloaded = (...modules: readonly string[]): Settings => ({
  NODE_OPTIONS: modules
    .map((one) => `--import=data:text/javascript,${encodeURIComponent(one)}`)
    .join(' '),
});

export interface StandBy {
  readonly command: CommandProcess;
  /** Lets it start, and resolves at once. */
  go(): Promise<void>;
  /** Lets it start, and resolves once it says that everything listens. */
  up(): Promise<Up>;
}

/** Loads a `laddbok up`, after modules of the caller's own. */
export const standBy = (settings: Settings, modules: readonly string[] = []): StandBy => {
  const env = { ...settings, UV_THREADPOOL_SIZE: '16', ...preloaded(...modules, lines) };
  const command = startCommand(['up'], env);
  // Whoever kills it before it has loaded hears of that where it waits.
  const isLoaded = command.heard(new RegExp(loaded));
  isLoaded.catch(() => undefined);
  const go = async (): Promise<void> => {
    await isLoaded;
    command.process.kill(word);
  };
  return {
    command,
    go,
    up: async () => {
      await isLoaded;
      const began = performance.now();
      await go();
      return upOf(command, settings, began);
    },
  };
};
