// JSON documents of an export read again: judged object by object, and compared record by record.

import { readFile, stat } from 'node:fs/promises';
import { messageOf } from '../../lib/errors.ts';
import type { DocumentForm, ExportFile, Finding, Judging } from './define.ts';
import { unusable } from './part.ts';

/** Largest document that is read again: it is held whole. */
export const documentBytesMax = 256 * 1024 * 1024;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const documentIn = async (path: string): Promise<unknown> => {
  const { size } = await stat(path);
  if (size > documentBytesMax) {
    throw unusable(`${path} is larger than the ${documentBytesMax} bytes that are read again`);
  }
  return JSON.parse(await readFile(path, 'utf8'));
};

interface Judged {
  readonly objects: number;
  readonly findings: readonly Omit<Finding, 'file'>[];
}

/** Judges a document; the line of a finding is the number of its object, 0 of the whole. */
export const judgeDocument = async (
  path: string,
  { file, form }: { readonly file: ExportFile; readonly form: DocumentForm },
  judging: Judging,
): Promise<Judged> => {
  let document: unknown;
  try {
    document = await documentIn(path);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const sentence = `The file is no JSON: ${messageOf(error)}`;
    return { objects: 0, findings: [{ line: 0, column: '', value: '', sentence }] };
  }
  const { findings, objects } = form.read(document);
  const judge = file.judge?.(judging);
  const found = objects.flatMap((object, i) =>
    (judge?.row(['', JSON.stringify(object)]) ?? []).map((one) => ({ line: i + 1, ...one })),
  );
  const whole = [...findings, ...(judge?.end(objects.length) ?? [])];
  return {
    objects: objects.length,
    findings: [...whole.map((one) => ({ line: 0, ...one })), ...found],
  };
};

type Cells = Readonly<Record<string, string>>;

const idOf = (value: Readonly<Record<string, unknown>>): string | null => {
  const { idG, reference } = value;
  if (typeof idG === 'string') return idG;
  return isRecord(reference) && typeof reference['idG'] === 'string' ? reference['idG'] : null;
};

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** The leaves of a value by their paths, and the records within it, which are told by themselves. */
const walk = (value: unknown, path: string, into: Record<string, string>): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap((one, i) => walk(one, `${path}[${i}]`, into));
  if (!isRecord(value)) {
    into[path] = textOf(value);
    return [];
  }
  if (path !== '' && idOf(value) !== null && !path.endsWith('eference')) return [value];
  return Object.entries(value).flatMap(([name, inner]) =>
    walk(inner, path === '' ? name : `${path}.${name}`, into),
  );
};

/** Every object of a document that has an id, without those within it, as cells by path. */
export const recordsIn = function* (value: unknown): Generator<Cells> {
  const cells: Record<string, string> = {};
  const inner = walk(value, '', cells);
  yield { ...cells, id: isRecord(value) ? (idOf(value) ?? '') : '' };
  for (const one of inner) yield* recordsIn(one);
};

/** The records of the objects of a file. */
export const recordsOf = async function* (path: string, form: DocumentForm): AsyncGenerator<Cells> {
  for (const object of form.read(await documentIn(path)).objects) yield* recordsIn(object);
};
