// A backup taken from a running process while it works, put back elsewhere, and gone on from.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { day_ms } from '../lib/time.ts';
import { inFolder, runCommand, startUp, type Up } from './command.ts';
import { inTemporaryFolder, record } from './pipeline.ts';

const from = Date.UTC(2026, 2, 1);
const { lines } = record({ seed: 'backup', stations: 3, from, to: from + day_ms });

const sessionsOf = async (up: Up): Promise<string> => {
  const range = `from=${new Date(from - day_ms).toISOString()}&limit=10000`;
  const answer = await fetch(`${up.api}/v1/sessions?${range}&format=csv`);
  return answer.text();
};

const complete = async (up: Up): Promise<void> => {
  for (;;) {
    const answer = await fetch(`${up.api}/v1/stations`);
    const { complete: isComplete } = (await answer.json()) as { readonly complete: boolean };
    if (isComplete) return;
  }
};

const done = { code: 0 };

test(
  'a backup taken under load holds every event, and what is missing is sent again',
  () =>
    inTemporaryFolder(async (folder) => {
      const [home, copy, elsewhere] = ['home', 'copy', 'elsewhere'].map((name) =>
        join(folder, name),
      );
      const file = join(folder, 'day.jsonl');
      await writeFile(file, lines.join('\n'));
      const [first, second] = [inFolder(home ?? ''), inFolder(elsewhere ?? '')];

      const up = await startUp(first);
      const importing = runCommand(['import', file], first);
      // In the middle of it: how much the copy holds is not the same every time, and need not be.
      expect(await runCommand(['backup', copy ?? ''], first)).toMatchObject(done);
      expect(existsSync(join(copy ?? '', 'backup.json'))).toBe(true);
      expect(await importing).toMatchObject(done);
      await complete(up);
      const whole = await sessionsOf(up);
      expect(whole.split('\n').length).toBeGreaterThan(5);
      expect((await runCommand(['backup', copy ?? ''], first)).err.join()).toContain('not empty');
      await up.stop();

      expect(await runCommand(['restore', copy ?? ''], second)).toMatchObject(done);
      expect((await runCommand(['restore', copy ?? ''], second)).code).not.toBe(0);
      const other = await startUp(second);
      // The source still has what came after the copy: told again, it counts once.
      expect(await runCommand(['import', file], second)).toMatchObject(done);
      await complete(other);
      expect(await sessionsOf(other)).toBe(whole);
      expect(await runCommand(['verify'], second)).toMatchObject(done);
      await other.stop();
    }),
  180_000,
);
