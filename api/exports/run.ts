// Runs an export into a folder: every file whole and judged before any of them gets its name.

import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { xlsxOf, xlsxRowsMax, xlsxTooLong } from '../xlsx.ts';
import type { RowValues } from '../encode.ts';
import type {
  ExportDefinition,
  ExportErrand,
  ExportFormat,
  Finding,
  Note,
  Noting,
  Sidecar,
} from './define.ts';
import {
  manifestName,
  manifestOf,
  manifestText,
  standingOf,
  type Manifest,
  type ManifestFile,
} from './manifest.ts';
import { claimFolder, claimName } from './claim.ts';
import { openOutput } from './output.ts';
import { parquetParts } from './parquet-parts.ts';
import {
  partialEnding,
  partName,
  textParts,
  unusable,
  type Findings,
  type Writing,
} from './part.ts';

export interface Run {
  readonly definition: ExportDefinition;
  readonly errand: ExportErrand;
  readonly format: ExportFormat;
  readonly folder: string;
  /** Whether nothing in the log is missing from the tables. */
  readonly caught_up: boolean;
  /** Names of files that are wanted; all where empty. */
  readonly only: readonly string[];
  readonly onProgress: (rows: number, file: string) => void;
}

export type Outcome =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly findings: readonly Finding[]; readonly count: number };

/**
 * Makes a folder with those above it. Not by the runtime's own `recursive`, which never ends where
 * a folder that is there takes no new one, as below /proc.
 */
const makeFolder = async (folder: string): Promise<void> => {
  const made = async (): Promise<'made' | 'no parent'> => {
    try {
      await mkdir(folder);
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === 'ENOENT') return 'no parent';
      if (code !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw thrown;
    }
    return 'made';
  };
  if ((await made()) === 'made') return;
  await makeFolder(dirname(folder));
  await mkdir(folder);
};

/** A folder that holds something already is not written over: it may have been filed. */
const prepare = async (folder: string): Promise<void> => {
  await makeFolder(resolve(folder));
  const inside = await readdir(folder);
  const other = inside.find((name) => !name.endsWith(partialEnding));
  if (other !== undefined) {
    throw unusable(`the folder ${folder} holds ${other} already; name an empty or a new one`);
  }
  await claimFolder(folder);
  const left = inside.filter((name) => name !== claimName);
  await Promise.all(left.map((name) => rm(join(folder, name))));
};

type OnRows = (rows: number) => void;

const writeText = async (writing: Writing, note: Noting, onRows: OnRows) => {
  const parts = textParts(writing);
  try {
    for await (const rows of writing.file.rows(writing.errand, note)) {
      for (const values of rows) await parts.write(values);
      onRows(rows.length);
    }
    return await parts.end();
  } catch (thrown) {
    await parts.abandon();
    throw thrown;
  }
};

const writeSheet = async (writing: Writing, note: Noting, onRows: OnRows) => {
  const { file, errand, folder, format } = writing;
  const all: RowValues[] = [];
  for await (const rows of file.rows(errand, note)) {
    if (all.length + rows.length > xlsxRowsMax) throw unusable(xlsxTooLong);
    all.push(...rows);
    onRows(rows.length);
  }
  const name = partName(file, 0, format);
  const bytes = await xlsxOf(file.columns, all, { zone: errand.zone, sheet: file.name });
  const output = await openOutput(join(folder, name + partialEnding));
  await output.write(bytes);
  return [{ of: file.name, name, rows: all.length, ...(await output.end()) }];
};

const writeFileOf = (writing: Writing, note: Noting, onRows: OnRows) => {
  if (writing.format === 'parquet') return parquetParts(writing, onRows);
  return writing.format === 'xlsx'
    ? writeSheet(writing, note, onRows)
    : writeText(writing, note, onRows);
};

const writeSidecar = async (folder: string, { name, text }: Sidecar): Promise<ManifestFile> => {
  await writeFile(join(folder, name + partialEnding), text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { of: '', name, rows: 0, bytes: Buffer.byteLength(text), sha256 };
};

interface Written {
  readonly files: readonly ManifestFile[];
  readonly notes: readonly Note[];
  readonly findings: Findings;
}

const writeAll = async (run: Run): Promise<Written> => {
  const { definition, errand, format, folder, only, onProgress } = run;
  const findings: Findings = { shown: [], count: 0 };
  const files: ManifestFile[] = [];
  const notes = new Map<string, number>();
  const note: Noting = (sentence, count = 1) => {
    notes.set(sentence, (notes.get(sentence) ?? 0) + count);
  };
  let rows = 0;
  for (const file of definition.files) {
    if (only.length > 0 && !only.includes(file.name)) continue;
    const writing = { file, errand, format, folder, findings };
    const written = await writeFileOf(writing, note, (more) => {
      rows += more;
      onProgress(rows, file.name);
    });
    for (const one of written) {
      const sidecars = definition.sidecars(one, errand);
      files.push(one);
      for (const sidecar of sidecars) files.push(await writeSidecar(folder, sidecar));
    }
  }
  const noted = [...notes].map(([sentence, count]) => ({ sentence, count }));
  return { files, notes: noted, findings };
};

const removePartials = async (folder: string): Promise<void> => {
  const inside = await readdir(folder);
  const partials = inside.filter((name) => name.endsWith(partialEnding));
  await Promise.all(partials.map((name) => rm(join(folder, name), { force: true })));
};

const refuseBefore = ({ definition, errand, format, only }: Run): void => {
  const { formats, files, name } = definition;
  if (!formats.includes(format)) throw unusable(`${name} is there as ${formats.join(', ')} only`);
  const stranger = only.find((wanted) => !files.some((file) => file.name === wanted));
  if (stranger !== undefined) {
    const known = files.map((file) => file.name).join(', ');
    throw unusable(`${name} has no file "${stranger}"; it has ${known}`);
  }
  const reason = definition.refuse(errand);
  if (reason !== null) throw unusable(reason);
};

/**
 * Writes an export into an empty folder. Files are named once all of them are whole and the rules
 * of the receiver find no fault; the manifest comes last. Nothing is left of what is refused.
 */
export const runExport = async (run: Run): Promise<Outcome> => {
  refuseBefore(run);
  const { folder } = run;
  await prepare(folder);
  try {
    const standing = await standingOf(run.errand.store);
    const { files, notes, findings } = await writeAll(run);
    if (findings.count > 0) return { ok: false, findings: findings.shown, count: findings.count };
    const manifest = manifestOf({ ...run, standing, files, notes });
    await writeFile(join(folder, manifestName + partialEnding), manifestText(manifest));
    for (const name of [...files.map((file) => file.name), manifestName]) {
      await rename(join(folder, name + partialEnding), join(folder, name));
    }
    return { ok: true, manifest };
  } finally {
    await removePartials(folder);
  }
};
