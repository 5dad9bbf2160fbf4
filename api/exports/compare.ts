// The restatement report: which rows of a new export differ from those of an earlier one, and why.

import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from './check.ts';
import { recordsOf } from './document.ts';
import type { ExportDefinition, ExportFile } from './define.ts';
import type { Manifest } from './manifest.ts';
import { unusable } from './part.ts';
import { csvRows } from './read-csv.ts';

/** Most rows of the earlier export that are held to compare with. */
export const comparedRowsMax = 2_000_000;
/** Most rows that are shown one by one; all are counted. */
export const shownMax = 100;

export interface Change {
  readonly file: string;
  readonly key: readonly string[];
  readonly what: 'added' | 'removed' | 'changed';
  /** Columns that changed, with what they held before and hold now. */
  readonly columns: Readonly<Record<string, readonly [before: string, now: string]>>;
}

export interface Restatement {
  readonly against: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly same: number;
  /** How many rows changed in each column. */
  readonly by_column: Readonly<Record<string, number>>;
  /** What the manifests say differs between the runs. */
  readonly why: readonly string[];
  readonly shown: readonly Change[];
}

type Cells = Readonly<Record<string, string>>;

const named = (heading: readonly string[], cells: readonly string[]): Cells =>
  Object.fromEntries(heading.map((column, i) => [column, cells[i] ?? '']));

const rowsIn = async function* (path: string): AsyncGenerator<Cells> {
  let heading: readonly string[] | null = null;
  for await (const rows of csvRows(createReadStream(path))) {
    for (const { cells } of rows) {
      if (heading !== null) yield named(heading, cells);
      heading ??= cells;
    }
  }
};

const rowsOf = async function* (
  folder: string,
  manifest: Manifest,
  { name, document }: ExportFile,
): AsyncGenerator<Cells> {
  const parts = manifest.files.filter(({ of }) => of === name);
  for (const part of parts) {
    const path = join(folder, part.name);
    yield* document === undefined ? rowsIn(path) : recordsOf(path, document);
  }
};

interface Tally {
  added: number;
  removed: number;
  changed: number;
  same: number;
  readonly by_column: Record<string, number>;
  readonly shown: Change[];
}

const show = (tally: Tally, change: Change): void => {
  if (tally.shown.length < shownMax) tally.shown.push(change);
};

const differing = (before: Cells, now: Cells): Change['columns'] => {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  const pairs = [...names].map((name) => [name, before[name] ?? '', now[name] ?? ''] as const);
  const changed = pairs.filter(([, was, is]) => was !== is);
  return Object.fromEntries(changed.map(([name, was, is]) => [name, [was, is]]));
};

const compareRow = (
  tally: Tally,
  of: Pick<Change, 'file' | 'key'>,
  [before, now]: readonly [Cells | undefined, Cells],
): void => {
  if (before === undefined) {
    tally.added++;
    show(tally, { ...of, what: 'added', columns: {} });
    return;
  }
  const columns = differing(before, now);
  const names = Object.keys(columns);
  if (names.length === 0) {
    tally.same++;
    return;
  }
  tally.changed++;
  for (const name of names) tally.by_column[name] = (tally.by_column[name] ?? 0) + 1;
  show(tally, { ...of, what: 'changed', columns });
};

interface Side {
  readonly folder: string;
  readonly manifest: Manifest;
}

const compareFile = async (tally: Tally, file: ExportFile, [old, now]: readonly [Side, Side]) => {
  const keyOf = (row: Cells): readonly string[] => file.key.map((name) => row[name] ?? '');
  const left = new Map<string, Cells>();
  for await (const row of rowsOf(old.folder, old.manifest, file)) {
    if (left.size >= comparedRowsMax) {
      throw unusable(`more than ${comparedRowsMax} rows cannot be compared; take a shorter range`);
    }
    left.set(JSON.stringify(keyOf(row)), row);
  }
  for await (const row of rowsOf(now.folder, now.manifest, file)) {
    const key = keyOf(row);
    const text = JSON.stringify(key);
    compareRow(tally, { file: file.name, key }, [left.get(text), row]);
    left.delete(text);
  }
  for (const row of left.values()) {
    tally.removed++;
    show(tally, { file: file.name, key: keyOf(row), what: 'removed', columns: {} });
  }
};

const eventsBetween = (old: Manifest, now: Manifest): bigint => {
  const before = new Map(
    old.positions.map(({ topic, partition, next_offset }) => [
      `${topic} ${partition}`,
      next_offset,
    ]),
  );
  let events = 0n;
  for (const { topic, partition, next_offset } of now.positions) {
    events += BigInt(next_offset) - BigInt(before.get(`${topic} ${partition}`) ?? 0);
  }
  return events;
};

const reasonsOf = (old: Manifest, now: Manifest): readonly string[] => {
  const events = eventsBetween(old, now);
  const texts = [
    ['the version of the export', old.version, now.version],
    ['the rulebooks', old.rulebooks.join(' '), now.rulebooks.join(' ')],
    [
      'the range',
      `${old.parameters.from} ${old.parameters.to}`,
      `${now.parameters.from} ${now.parameters.to}`,
    ],
    ['the tenant', old.tenant, now.tenant],
    ['as_of', old.as_of, now.as_of],
    ['complete', String(old.complete), String(now.complete)],
    ['the registry', old.registry, now.registry],
  ] as const;
  return [
    ...(events === 0n ? [] : [`${events} more events of the log are in the tables.`]),
    ...texts
      .filter(([, was, is]) => was !== is)
      .map(([what, was, is]) => `Changed: ${what}, from "${was}" to "${is}".`),
  ];
};

/** Compares two folders of the same export, as CSV or JSON. */
export const compareFolders = async (
  definition: ExportDefinition,
  against: string,
  folder: string,
): Promise<Restatement> => {
  const [old, now] = await Promise.all([readManifest(against), readManifest(folder)]);
  if (old.export !== now.export) throw unusable(`${against} holds ${old.export}`);
  const formats = [old.parameters.format, now.parameters.format];
  if (formats.some((format) => format !== 'csv' && format !== 'json')) {
    throw unusable('only exports as csv or json are compared');
  }
  const tally: Tally = { added: 0, removed: 0, changed: 0, same: 0, by_column: {}, shown: [] };
  const sides = [
    { folder: against, manifest: old },
    { folder, manifest: now },
  ] as const;
  for (const file of definition.files) await compareFile(tally, file, sides);
  return { against, ...tally, why: reasonsOf(old, now) };
};
