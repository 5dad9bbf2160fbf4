// Another process in a test: runs some lines of JavaScript and is heard line by line.

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Child {
  readonly process: ChildProcess;
  /** What it has said so far. */
  readonly lines: readonly string[];
  /** Resolves once something said so far satisfies; rejects when the process ends before. */
  heard(enough: (lines: readonly string[]) => boolean): Promise<void>;
  readonly ended: Promise<void>;
}

/** Starts `command` (by default node itself) on an ES module given as text. */
export const startChild = (script: string, command: readonly string[] = []): Child => {
  const [program = process.execPath, ...args] = command;
  const node = command.length > 0 ? [process.execPath] : [];
  const all = [...args, ...node, '--input-type=module', '-e', script];
  const started = spawn(program, all, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  createInterface({ input: started.stdout }).on('line', (line) => {
    lines.push(line);
    tell();
  });
  let over = false;
  const ended = new Promise<void>((resolve) => {
    started.on('close', () => {
      over = true;
      tell();
      resolve();
    });
  });
  const heard: Child['heard'] = async (enough) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const satisfied = enough(lines);
        if (!satisfied && !over) return;
        listeners.delete(look);
        if (satisfied) resolve();
        else reject(new Error(`The process ended after saying: ${lines.slice(-5).join(' | ')}`));
      };
      listeners.add(look);
      look();
    });
  return { process: started, lines, heard, ended };
};
