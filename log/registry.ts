// What a schema id means: asked from the committed file, or from a registry server.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, messageOf } from '../lib/errors.ts';
import type { RegistryRow } from '../schemas/registry.ts';

export interface RegisteredSchema {
  readonly id: number;
  /** The schema as JSON text. */
  readonly schema: string;
}

export interface Registry {
  /** For messages: a file or an address, without credentials. */
  readonly where: string;
  /** The id of a schema under its subject; registers it where the registry can. */
  register(subject: string, schema: string): Promise<number>;
  /** The text of a schema. Rejects with SCHEMA_UNKNOWN where there is no such id. */
  schemaOf(id: number): Promise<string>;
  /** Every version of a subject, oldest first; none where the subject is unknown. */
  versions(subject: string): Promise<readonly RegisteredSchema[]>;
}

const packageFolder = (from: string): string => {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent !== from) return packageFolder(parent);
  throw new AppError('FILE_UNREADABLE', { file: 'package.json', reason: 'no folder above has it' });
};

/** Where the committed registry lies, whether run from source or from `dist/`. */
export const committedRegistry = (): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  return join(packageFolder(here), 'schemas', 'registry.json');
};

const readRows = (file: string): readonly RegistryRow[] => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly RegistryRow[];
  } catch (thrown) {
    throw new AppError('FILE_UNREADABLE', { file, reason: messageOf(thrown) }, thrown);
  }
};

/** The registry in a file. It is read once and never written: `npm run gen` does that. */
export const fileRegistry = (file: string = committedRegistry()): Registry => {
  const rows = readRows(file);
  return {
    where: file,
    register: async (subject, schema) => {
      const row = rows.find((each) => each.subject === subject && each.schema === schema);
      if (row === undefined) throw new AppError('SCHEMA_UNREGISTERED', { subject, registry: file });
      return row.id;
    },
    schemaOf: async (id) => {
      const row = rows.find((each) => each.id === id);
      if (row === undefined) throw new AppError('SCHEMA_UNKNOWN', { id, registry: file });
      return row.schema;
    },
    versions: async (subject) => rows.filter((row) => row.subject === subject),
  };
};
