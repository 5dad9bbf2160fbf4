// Checks a folder: every file as its manifest says, every row as the rules of the receiver say.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../lib/errors.ts';
import type { ExportDefinition, ExportFile, Finding, Judging } from './define.ts';
import { judgeDocument } from './document.ts';
import { headingFindings, judgeByKind } from './judge-columns.ts';
import { manifestName, type Manifest, type ManifestFile } from './manifest.ts';
import { addFindings, unusable, type Findings } from './part.ts';
import { emptyRegistry } from './registry.ts';
import { CsvError, csvRows, unguarded } from './read-csv.ts';

export interface Checked {
  readonly manifest: Manifest;
  readonly rows: number;
  readonly findings: readonly Finding[];
  readonly count: number;
}

/** The manifest of a folder. Throws `EXPORT_UNUSABLE` where there is none. */
export const readManifest = async (folder: string): Promise<Manifest> => {
  try {
    return JSON.parse(await readFile(join(folder, manifestName), 'utf8')) as Manifest;
  } catch (error) {
    throw unusable(`${folder} holds no ${manifestName} that can be read: ${messageOf(error)}`);
  }
};

const say = (findings: Findings, file: string, sentence: string): void =>
  addFindings(findings, { file, line: 0 }, [{ column: '', value: '', sentence }]);

const checkBytes = async (folder: string, file: ManifestFile, findings: Findings) => {
  const path = join(folder, file.name);
  const size = await stat(path).then(
    (found) => found.size,
    () => null,
  );
  if (size === null) {
    say(findings, file.name, 'The file is in the manifest, and not in the folder.');
    return false;
  }
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Uint8Array);
  const sha256 = hash.digest('hex');
  if (size === file.bytes && sha256 === file.sha256) return true;
  say(findings, file.name, `The file was changed: its SHA-256 is not ${file.sha256}.`);
  return true;
};

/** Where each column of the export stands in the file. */
const placesOf = (heading: readonly string[], { columns }: ExportFile): readonly number[] =>
  columns.map(({ name }) => heading.indexOf(name));

interface Reading {
  readonly definition: ExportDefinition;
  readonly file: ExportFile;
  readonly name: string;
  readonly judging: Judging;
  readonly findings: Findings;
}

const judgeRows = async (path: string, reading: Reading): Promise<number> => {
  const { file, name, judging, findings, definition } = reading;
  const judge = file.judge?.(judging) ?? judgeByKind(file.columns);
  let places: readonly number[] | null = null;
  let rows = 0;
  for await (const some of csvRows(createReadStream(path))) {
    for (const { line, cells } of some) {
      if (places === null) {
        const heading = cells.map((cell) => cell.replace(/^\ufeff/, ''));
        const said = headingFindings(heading, file.columns, definition.sentences);
        addFindings(findings, { file: name, line }, said);
        places = placesOf(heading, file);
        continue;
      }
      rows++;
      const own = places.map((at) => unguarded(cells[at] ?? '') || null);
      addFindings(findings, { file: name, line }, judge.row(own));
    }
  }
  addFindings(findings, { file: name, line: 0 }, judge.end(rows));
  return rows;
};

/** Judges one CSV file by the rules of an export; answers how many rows it holds. */
export const checkCsv = async (path: string, reading: Reading): Promise<number> => {
  try {
    return await judgeRows(path, reading);
  } catch (error) {
    if (!(error instanceof CsvError) && !(error instanceof TypeError)) throw error;
    const line = error instanceof CsvError ? error.line : 0;
    const sentence = error instanceof CsvError ? error.message : 'The file is no UTF-8.';
    addFindings(reading.findings, { file: reading.name, line }, [
      { column: '', value: '', sentence },
    ]);
    return 0;
  }
};

/** Judges one file by the rules of an export; answers how many rows, or objects, it holds. */
const checkFile = async (path: string, reading: Reading): Promise<number> => {
  const { file, name, judging, findings } = reading;
  if (file.document === undefined) return checkCsv(path, reading);
  const judged = await judgeDocument(path, { file, form: file.document }, judging);
  for (const { line, ...said } of judged.findings) {
    addFindings(findings, { file: name, line }, [said]);
  }
  return judged.objects;
};

/** Checks a folder that an export was written into, or that somebody says was. */
export const checkFolder = async (
  folder: string,
  definitions: readonly ExportDefinition[],
): Promise<Checked> => {
  const manifest = await readManifest(folder);
  const definition = definitions.find((one) => one.name === manifest.export);
  if (definition === undefined) throw unusable(`there is no export ${manifest.export}`);
  const findings: Findings = { shown: [], count: 0 };
  const { from, to } = manifest.parameters;
  const judging = { from: Date.parse(from), to: Date.parse(to), registry: emptyRegistry };
  let rows = 0;
  for (const one of manifest.files) {
    const there = await checkBytes(folder, one, findings);
    const file = definition.files.find(({ name }) => name === one.of);
    if (!there || file === undefined || !/\.(csv|json)$/.test(one.name)) continue;
    if (one.bytes > (file.bytesMax ?? Infinity)) {
      say(findings, one.name, `It is larger than the ${file.bytesMax} bytes that are taken.`);
    }
    const reading = { definition, file, name: one.name, judging, findings };
    const found = await checkFile(join(folder, one.name), reading);
    if (found !== one.rows) {
      say(findings, one.name, `It holds ${found} rows; the manifest says ${one.rows}.`);
    }
    rows += found;
  }
  const known = new Set([manifestName, ...manifest.files.map(({ name }) => name)]);
  for (const name of (await readdir(folder)).filter((inside) => !known.has(inside))) {
    say(findings, name, 'The file is in the folder, and not in the manifest.');
  }
  return { manifest, rows, findings: findings.shown, count: findings.count };
};
