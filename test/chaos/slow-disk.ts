// A disk that is slow to confirm: each sync of a running process waits, its other threads go on.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Prng } from '../../lib/prng.ts';
import type { Blow } from './blows.ts';

const syncs = 'fsync,fdatasync,msync';

const slowing = (delay_ms: number): readonly string[] => {
  const injected = `inject=${syncs}:delay_enter=${delay_ms * 1_000}`;
  return ['-f', '-o', '/dev/null', '-e', `trace=${syncs}`, '-e', injected];
};

/** Longest time that whoever slows takes to begin, and to let go. */
const patience_ms = 10_000;

/** Whether processes can be slowed here; where not, that is said aloud. */
const canSlow = (): boolean => {
  const tried = spawnSync('strace', [...slowing(1), 'true'], { stdio: 'pipe', timeout: 30_000 });
  if (tried.status === 0) return true;
  console.error('NOT RUN: what wants a slow disk, as strace cannot be used here.');
  return false;
};

/** Holds up each sync of a process by so much for so long. */
const slowed = async (pid: number, [delay_ms, for_ms]: readonly [number, number]) => {
  const strace = spawn('strace', [...slowing(delay_ms), '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(strace, 'exit');
  const late = pause(patience_ms, undefined, { ref: false });
  try {
    await Promise.race([once(strace.stderr, 'data'), ended, late]);
    strace.stderr.resume();
    await pause(for_ms);
  } finally {
    strace.kill('SIGTERM');
    const alarm = setTimeout(() => strace.kill('SIGKILL'), patience_ms);
    await ended;
    clearTimeout(alarm);
  }
};

/** The blow, where processes can be slowed. It is dealt beside the others, which fall as before it. */
export const slowDiskBlows = (pid: () => number): readonly Blow[] => {
  if (!canSlow()) return [];
  const strike = async (random: Prng) => {
    const delay_ms = random.between(50, 400);
    const for_ms = random.between(1_000, 3_000);
    await slowed(pid(), [delay_ms, for_ms]);
    return { what: `each sync ${delay_ms} ms later for ${for_ms} ms`, kills: 0 };
  };
  return [{ name: 'slow disk', weight: 1, beside: true, strike }];
};
