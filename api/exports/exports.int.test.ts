// Exports over real tables: whole or not at all, the same bytes again, and differences explained.

import { spawnSync } from 'node:child_process';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sessions } from '../../processors/sessions/table.ts';
import { aSession } from '../../test/api-rows.ts';
import { withExports } from '../../test/export-runs.ts';
import { parquetRows } from '../../test/parquet-rows.ts';
import { unzipped } from '../../test/unzipped.ts';
import { checkFolder } from './check.ts';
import { compareFolders } from './compare.ts';
import { allExports, exportNamed } from './exports.ts';

const at = Date.parse;

const days = [1, 2, 3, 17, 31];
const rows = days.flatMap((day) =>
  ['A', 'B'].map((station_id) => {
    const started_at = at('2026-03-01T10:00:00Z') + (day - 1) * 86_400_000;
    return aSession({
      station_id,
      session_id: `s${day}${station_id}`,
      id_token: '=1+1',
      started_at,
      opened_at: started_at + 250,
      ended_at: started_at + 3_600_000,
    });
  }),
);

const rig = withExports(async (store) => {
  await store.add(sessions, rows);
});

const manifestIn = async (folder: string) =>
  JSON.parse((await rig.read(folder, 'manifest.json')).toString()) as Record<string, unknown>;

const linesIn = async (folder: string, name: string) =>
  (await rig.read(folder, name)).toString().trimEnd().split(/\r?\n/);

describe('an export', () => {
  test('holds every row of the range in order, and its manifest says what is in it', async () => {
    const { folder } = await rig.run({ name: 'sessions' });
    const [heading = '', ...lines] = await linesIn(folder, 'sessions.csv');
    const place = heading.split(',').indexOf('session_id');
    const expected = rows.map(({ session_id }) => session_id);
    expect(lines.map((line) => line.split(',')[place])).toEqual(expected);
    expect(await manifestIn(folder)).toMatchObject({
      export: 'sessions',
      tenant: 't',
      as_of: '2026-04-01T00:00:00.000Z',
      complete: true,
      parameters: { from: '2026-03-01T00:00:00.000Z', format: 'csv' },
      files: [{ name: 'sessions.csv', rows: 10, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect((await readdir(folder)).toSorted()).toEqual(['manifest.json', 'sessions.csv']);
  });

  test.each(['csv', 'ndjson', 'parquet', 'xlsx'] as const)(
    'as %s is the same to the byte when it is run again over the same tables',
    async (format) => {
      const [first, again] = [
        await rig.run({ name: 'sessions', format }),
        await rig.run({ name: 'sessions', format }),
      ];
      const names = (await readdir(first.folder)).toSorted();
      expect(names.length).toBeGreaterThan(1);
      expect((await readdir(again.folder)).toSorted()).toEqual(names);
      for (const name of names) {
        const [a, b] = [await rig.read(first.folder, name), await rig.read(again.folder, name)];
        expect([name, a.equals(b)]).toEqual([name, true]);
      }
    },
  );

  test('as NDJSON, Parquet and XLSX holds the same rows as CSV does', async () => {
    const ndjson = await rig.run({ name: 'sessions', format: 'ndjson' });
    const lines = await linesIn(ndjson.folder, 'sessions.ndjson');
    const objects = lines.map(
      (line) => JSON.parse(line) as { session_id: string; id_token: string },
    );
    expect(objects.map(({ session_id }) => session_id)).toEqual(rows.map((row) => row.session_id));
    expect(objects[0]?.id_token).toBe('=1+1');
    const parquet = await rig.run({ name: 'sessions', format: 'parquet' });
    const parts = (await readdir(parquet.folder)).filter((name) => name.endsWith('.parquet'));
    const read: unknown[] = [];
    for (const part of parts.toSorted()) {
      const bytes = await rig.read(parquet.folder, part);
      read.push(...(await parquetRows(rig.store(), bytes, 'session_id')));
    }
    expect(read).toEqual(rows.map(({ session_id }) => ({ session_id })));
    const xlsx = await rig.run({ name: 'sessions', format: 'xlsx' });
    const sheet = unzipped(await rig.read(xlsx.folder, 'sessions.xlsx')).get(
      'xl/worksheets/sheet1.xml',
    );
    expect(sheet?.match(/<row /g)).toHaveLength(rows.length + 1);
  });

  test.each(['energy', 'meter-values', 'faults', 'outages'])(
    '%s is a file with a heading where there is nothing to tell',
    async (name) => {
      for (const format of ['csv', 'parquet'] as const) {
        const { folder, outcome } = await rig.run({ name, format });
        expect(outcome.ok).toBe(true);
        const { findings } = await checkFolder(folder, allExports);
        expect(findings).toEqual([]);
      }
    },
  );

  test('is never written over an earlier one', async () => {
    const { folder } = await rig.run({ name: 'sessions' });
    await expect(rig.run({ name: 'sessions', folder })).rejects.toThrow(
      /name an empty or a new one/,
    );
  });

  test('takes over what an interrupted one left, and not what another is writing', async () => {
    const { folder } = await rig.run({ name: 'faults' });
    await rm(join(folder, 'manifest.json'));
    await rename(join(folder, 'faults.csv'), join(folder, 'faults.csv.partial'));
    await writeFile(join(folder, 'export.partial'), String(process.ppid));
    await expect(rig.run({ name: 'faults', folder })).rejects.toThrow(/is writing an export into/);
    expect((await readdir(folder)).toSorted()).toEqual(['export.partial', 'faults.csv.partial']);
    const ended = spawnSync(process.execPath, ['--version']).pid;
    await writeFile(join(folder, 'export.partial'), String(ended));
    await rig.run({ name: 'faults', folder });
    expect((await readdir(folder)).toSorted()).toEqual(['faults.csv', 'manifest.json']);
  });

  test('makes the folders above its own, and ends where a folder takes no new one', async () => {
    const { folder: above } = await rig.run({ name: 'faults' });
    const folder = join(above, '..', 'of', 'spring', 'faults');
    expect(await rig.run({ name: 'faults', folder })).toMatchObject({ outcome: { ok: true } });
    const file = join(folder, 'manifest.json');
    for (const strange of ['/proc/laddbok', '/proc/laddbok/faults', file, join(file, 'faults')])
      await expect(rig.run({ name: 'faults', folder: strange })).rejects.toThrow(/^E[A-Z]+: /);
  });

  test('says so where the range is not over by what is known', async () => {
    const { folder } = await rig.run({ name: 'sessions', as_of: at('2026-03-15T00:00:00Z') });
    expect(await manifestIn(folder)).toMatchObject({
      as_of: '2026-03-15T00:00:00.000Z',
      complete: false,
    });
  });
});

describe('a check of a folder', () => {
  test('finds nothing in an export as it was written', async () => {
    const { folder } = await rig.run({ name: 'sessions' });
    expect(await checkFolder(folder, allExports)).toMatchObject({ rows: 10, count: 0 });
  });

  test('finds a file that was changed, one that is missing, and a stranger', async () => {
    const { folder } = await rig.run({ name: 'sessions' });
    const text = (await rig.read(folder, 'sessions.csv')).toString();
    await writeFile(
      join(folder, 'sessions.csv'),
      text.replace(',true,', ',yes,').replace(',false,', ',no,'),
    );
    await writeFile(join(folder, 'stranger.csv'), 'a\r\n');
    const { findings } = await checkFolder(folder, allExports);
    expect(findings.map(({ file, sentence }) => `${file}: ${sentence.slice(0, 40)}`)).toEqual([
      'sessions.csv: The file was changed: its SHA-256 is not',
      expect.stringMatching(/^sessions\.csv: .* holds no flag/),
      'stranger.csv: The file is in the folder, and not in th',
    ]);
  });
});

describe('a restatement report', () => {
  test('names the rows that were added, removed and changed, by column', async () => {
    const before = await rig.run({ name: 'sessions' });
    const [first, second] = rows;
    if (first === undefined || second === undefined) throw new Error('There are rows.');
    await rig.store().add(sessions, [
      { ...first, energy_wh: 1_000 },
      { ...second, session_id: 'late' },
    ]);
    const after = await rig.run({ name: 'sessions' });
    const definition = exportNamed('sessions');
    if (definition === undefined) throw new Error('There is an export of sessions.');
    const found = await compareFolders(definition, before.folder, after.folder);
    expect(found).toMatchObject({ added: 1, removed: 0, changed: 1, same: 9 });
    expect(found.by_column).toEqual({ energy_wh: 1 });
    expect(found.shown).toContainEqual({
      file: 'sessions',
      key: ['2026-03-01T10:00:00.000Z', 'A', 's1A'],
      what: 'changed',
      columns: { energy_wh: ['12345.678', '1'] },
    });
    const back = await compareFolders(definition, after.folder, before.folder);
    expect(back).toMatchObject({ added: 0, removed: 1, changed: 1 });
  });
});
