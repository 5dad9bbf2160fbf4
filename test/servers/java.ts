// Java servers for tests: what Maven brings is kept in a cache, ports are free ones, logs are kept.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export const run = promisify(execFile);

const root = join(import.meta.dirname, '..', '..');
const has = async (program: string, flag: string): Promise<boolean> =>
  run(program, [flag]).then(
    () => true,
    () => false,
  );

/**
 * Whether Java servers can be started here. Where not, says aloud what is not run; under `CI=true`
 * that is a failure.
 */
export const canRunJava = async (what: string): Promise<boolean> => {
  const [java, maven] = await Promise.all([has('java', '-version'), has('mvn', '-version')]);
  if (java && maven) return true;
  const missing = [java ? '' : 'java', maven ? '' : 'mvn'].filter(Boolean).join(' and ');
  const message = `NOT RUN: ${what}, as ${missing} cannot be found here.`;
  if (process.env['CI'] === 'true') throw new Error(message);
  console.error(message);
  return false;
};

/** A folder in the cache, filled once; a download that was cut short leaves nothing behind. */
export const cached = async (
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> => {
  const cache = join(realpathSync(join(root, 'node_modules')), '.cache', 'laddbok');
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const begun = mkdtempSync(`${folder}-`);
  try {
    await fill(begun);
    if (!existsSync(folder)) renameSync(begun, folder);
  } finally {
    rmSync(begun, { recursive: true, force: true });
  }
  return folder;
};

/** Ports that nothing listens on now. */
export const freePorts = async (count: number): Promise<number[]> => {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address();
      await new Promise((resolve) => server.close(resolve));
      return typeof address === 'object' && address !== null ? address.port : 0;
    }),
  );
};

export interface JavaServer {
  readonly process: ChildProcess;
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

interface JavaOptions {
  readonly args: readonly string[];
  /** A line that the server prints once it serves, or an address that it then answers. */
  readonly ready: RegExp | URL;
  readonly timeout_ms: number;
}

const lines_kept = 40;
const poll_ms = 200;

/** Resolves once an address answers well, or on abort. */
const answers = async (address: URL, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    const response = await fetch(address, { signal }).catch(() => null);
    await response?.arrayBuffer().catch(() => null);
    if (response?.ok === true) return;
    await pause(poll_ms, undefined, { signal }).catch(() => undefined);
  }
};

/** Starts a Java program and resolves once it says that it is ready. */
export const startJava = async ({ args, ready, timeout_ms }: JavaOptions): Promise<JavaServer> => {
  const started = spawn('java', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => void started.kill('SIGKILL');
  process.once('exit', kill);
  const over = new AbortController();
  const ended = new Promise<void>((resolve) => {
    started.once('close', () => {
      over.abort();
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    process.removeListener('exit', kill);
    started.kill('SIGTERM');
    const timer = setTimeout(kill, 15_000);
    await ended;
    clearTimeout(timer);
  };
  const last: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${why}:\n${last.join('\n')}`));
    const timer = setTimeout(() => fail('The server did not become ready'), timeout_ms).unref();
    const hear = (line: string): void => {
      last.push(line);
      if (last.length > lines_kept) last.shift();
      if (ready instanceof RegExp && ready.test(line)) resolve();
    };
    if (ready instanceof URL) void answers(ready, over.signal).then(resolve);
    createInterface({ input: started.stdout }).on('line', hear);
    createInterface({ input: started.stderr }).on('line', hear);
    started.once('error', (error) => fail(error.message));
    over.signal.addEventListener('abort', () => fail('The server ended'));
    over.signal.addEventListener('abort', () => clearTimeout(timer));
  }).catch(async (thrown: unknown) => {
    await stop();
    throw thrown;
  });
  const cutOff = async (): Promise<void> => {
    process.removeListener('exit', kill);
    kill();
    await ended;
  };
  return { process: started, stop, kill: cutOff };
};
