// As an operator: tables made again beside a running Laddbok, a backup of it, and its restore.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { day_ms } from '../lib/time.ts';
import { inFolder, runCommand, startUp } from './command.ts';
import { inTemporaryFolder, record } from './pipeline.ts';

const from = Date.UTC(2026, 2, 1);
const { lines } = record({ seed: 'backup', stations: 1, from, to: from + day_ms });

test('a running Laddbok is rebuilt and backed up, and what is restored elsewhere verifies', async () => {
  await inTemporaryFolder(async (folder) => {
    const [here, there, backup] = ['here', 'there', 'backup'].map((name) => join(folder, name));
    const file = join(folder, 'recording.jsonl');
    writeFileSync(file, lines.join('\n'));
    mkdirSync(String(here));
    const settings = inFolder(String(here));
    expect((await runCommand(['import', file], settings)).code).toBe(0);
    const up = await startUp(settings);
    const swapped = await runCommand(['replay', '--swap', '--json'], settings);
    expect(swapped.err).toEqual([]);
    expect(JSON.parse(swapped.out.join(''))).toMatchObject({ set: 2, served: 2, setAside: 0 });
    const taken = await runCommand(['backup', String(backup)], settings);
    expect(taken.code).toBe(0);
    const twice = await runCommand(['backup', String(backup)], settings);
    expect(twice.err.join(' ')).toContain('it is not empty');
    expect((await up.stop()).code).toBe(0);
    const elsewhere = inFolder(String(there));
    expect((await runCommand(['restore', String(backup)], elsewhere)).code).toBe(0);
    const verified = await runCommand(['verify', '--json'], elsewhere);
    const verdict = JSON.parse(verified.out.join('')) as { readonly events: number };
    expect(verdict).toMatchObject({ differences: 0, behind: 0 });
    expect(verdict.events).toBeGreaterThanOrEqual(lines.length);
  });
});
