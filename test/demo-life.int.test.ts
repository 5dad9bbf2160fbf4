// The demo as people run it: it ends when it is told to, also before its month is in the tables.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { inFolder, startCommand } from './command.ts';

/** Until a condition holds that is looked at now and then. */
const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await holds())) await pause(50);
};

test('a demo that is stopped while it takes its month in stops at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-demo-life-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = inFolder(folder);
  const demo = startCommand(['demo', '--data', folder], settings);
  await until(() => existsSync(join(folder, 'log')) && existsSync(join(folder, 'running.json')));
  demo.process.kill('SIGINT');
  const { code, out, err } = await demo.ended;
  expect([code, out.filter((line) => /in the tables/.test(line))]).toEqual([0, []]);
  expect(err.join('\n')).not.toContain('took too long');
});
