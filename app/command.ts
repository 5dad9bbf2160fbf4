// What a command of `laddbok` is.

import type { Logger } from '../lib/logger.ts';
import type { Config } from './config.ts';

type Flags = Readonly<Record<string, string | boolean | undefined>>;

export interface Invocation {
  readonly flags: Flags;
  readonly args: readonly string[];
  readonly config: Config;
  readonly logger: Logger;
  /** Writes a line to standard output. */
  readonly print: (line: string) => void;
}

export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly about: string;
}

export interface Command {
  /** What stands behind the name, as `FILE`. */
  readonly usage: string;
  /** More, for `--help`. */
  readonly help: string;
  readonly flags: Readonly<Record<string, Flag>>;
  /** Resolves to the exit code: 0 done, 1 not as it should be. */
  run(invocation: Invocation): Promise<number>;
}
