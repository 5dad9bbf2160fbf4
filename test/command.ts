// The command `laddbok` as people run it, in a process and a data folder of its own.

import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const program = join(import.meta.dirname, '..', 'bin', 'laddbok.cjs');

/** Settings by name; what the shell of the tests has set for Laddbok is not passed on. */
export type Settings = Readonly<Record<string, string>>;

const ours = /^(?:LADDBOK|KAFKA|CLICKHOUSE|SCHEMA_REGISTRY)_/;

const environment = (settings: Settings): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))),
  ...settings,
});

/** A data folder, and any free ports. */
export const inFolder = (folder: string, more: Settings = {}): Settings => ({
  LADDBOK_DATA: folder,
  LADDBOK_GATEWAY_PORT: '0',
  LADDBOK_API_PORT: '0',
  LADDBOK_CLICKHOUSE_PORT: '0',
  ...more,
});

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

export interface CommandProcess {
  readonly process: ChildProcess;
  /** Lines of standard output and of standard error, so far. */
  readonly out: readonly string[];
  readonly err: readonly string[];
  /** Resolves once a line says so; rejects when the process ends before. */
  heard(line: RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

const linesOf = (stream: Readable, tell: () => void): string[] => {
  const lines: string[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    lines.push(line);
    tell();
  });
  return lines;
};

/** Starts `laddbok` with arguments. Give `stdin` the text that it reads. */
export const startCommand = (
  args: readonly string[],
  settings: Settings,
  stdin = '',
): CommandProcess => {
  const env = environment(settings);
  const child = spawn(process.execPath, [program, ...args], { env });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const out = linesOf(child.stdout, tell);
  const err = linesOf(child.stderr, tell);
  child.stdin.on('error', () => undefined).end(stdin);
  let over = false;
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      over = true;
      process.removeListener('exit', kill);
      resolve({ code, out, err });
      tell();
    });
  });
  const heard = (line: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const satisfied = [...out, ...err].some((one) => line.test(one));
        if (!satisfied && !over) return;
        listeners.delete(look);
        if (satisfied) resolve();
        else reject(new Error(`laddbok ${args.join(' ')} ended: ${[...out, ...err].join(' | ')}`));
      };
      listeners.add(look);
      look();
    });
  return { process: child, out, err, heard, ended };
};

/** Runs `laddbok` to its end. */
export const runCommand = (
  args: readonly string[],
  settings: Settings,
  stdin = '',
): Promise<Ended> => startCommand(args, settings, stdin).ended;

/** Where a `laddbok up` can be reached, as it noted in its data folder. */
export interface Addresses {
  readonly pid: number;
  readonly api: string;
  readonly gateway: string;
  readonly clickhouse: string;
}

export interface Up extends Addresses {
  readonly command: CommandProcess;
  /** From the start of the process until everything listens. */
  readonly start_ms: number;
  /** Asks it to stop and waits for its end. */
  stop(): Promise<Ended>;
  /** Ends it as a power cut would. */
  kill(): Promise<Ended>;
}

/** The `laddbok up` that a process is to become, once it says that everything listens. */
export const upOf = async (
  command: CommandProcess,
  settings: Settings,
  began: number,
): Promise<Up> => {
  await command.heard(/^(?:ClickHouse endpoint|API and its pages) .*http/);
  const start_ms = Math.round(performance.now() - began);
  const noted = readFileSync(join(settings['LADDBOK_DATA'] ?? '', 'running.json'), 'utf8');
  const end = (signal: 'SIGTERM' | 'SIGKILL') => async (): Promise<Ended> => {
    command.process.kill(signal);
    return command.ended;
  };
  return {
    ...(JSON.parse(noted) as Addresses),
    command,
    start_ms,
    stop: end('SIGTERM'),
    kill: end('SIGKILL'),
  };
};

/** Starts `laddbok up` and resolves once it says that everything listens. */
export const startUp = async (settings: Settings): Promise<Up> => {
  const began = performance.now();
  return upOf(startCommand(['up'], settings), settings, began);
};
