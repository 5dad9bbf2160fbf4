// Makes events.gen.ts and registry.json from events/*.avsc (`npm run gen`); stale is a red test.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { subjectOf, withSchema, type RegistryRow } from './registry.ts';

export type Avro =
  | string
  | readonly Avro[]
  | {
      readonly type: Avro;
      readonly name?: string;
      readonly namespace?: string;
      readonly doc?: string;
      readonly items?: Avro;
      readonly symbols?: readonly string[];
      readonly fields?: readonly {
        readonly name: string;
        readonly type: Avro;
        readonly doc?: string;
      }[];
    };

const primitives: Readonly<Record<string, string>> = {
  null: 'null',
  string: 'string',
  bytes: 'Uint8Array',
  int: 'number',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
};

const comment = (doc: string | undefined, indent: string): string =>
  doc === undefined ? '' : `${indent}/** ${doc} */\n`;

/** TypeScript for a set of Avro schemas: records as interfaces, enums as unions of literals. */
export const typesOf = (schemas: readonly Avro[]): string => {
  const declared: string[] = [];
  const nameOf = (type: Avro): string => {
    if (typeof type === 'string') return primitives[type] ?? type;
    if (Array.isArray(type)) return type.map(nameOf).join(' | ');
    const node = type as Exclude<Avro, string | readonly Avro[]>;
    if (node.type === 'record') return declareRecord(node);
    if (node.type === 'enum') {
      const symbols = (node.symbols ?? []).map((symbol) => `'${symbol}'`).join(' | ');
      declared.push(`export type ${node.name} = ${symbols};\n`);
      return String(node.name);
    }
    if (node.type === 'array') return `readonly (${nameOf(node.items ?? 'null')})[]`;
    return nameOf(node.type);
  };
  const declareRecord = (node: Exclude<Avro, string | readonly Avro[]>): string => {
    const fields = (node.fields ?? []).map(
      (field) => `${comment(field.doc, '  ')}  readonly ${field.name}: ${nameOf(field.type)};\n`,
    );
    declared.push(`${comment(node.doc, '')}export interface ${node.name} {\n${fields.join('')}}\n`);
    return String(node.name);
  };
  for (const schema of schemas) nameOf(schema);
  const texts = schemas.map((schema) => {
    const { name } = schema as { readonly name: string };
    const about = `/** The schema of ${name}, in the canonical JSON that the registry holds. */`;
    const text = JSON.stringify(JSON.stringify(schema));
    return `${about}\nexport const schemaOf${name} = ${text};\n`;
  });
  const head = '// Generated from schemas/events/*.avsc by `npm run gen`. Do not edit.';
  return [head, ...declared, ...texts].join('\n');
};

/** The schemas of a folder in the order of their file names. */
export const readSchemas = (folder: string): Avro[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.avsc'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Avro);

/** The text of events.gen.ts, formatted. */
export const typesTextOf = async (schemas: readonly Avro[]): Promise<string> =>
  format(typesOf(schemas), { parser: 'typescript', singleQuote: true, printWidth: 100 });

/** The text of registry.json: the rows it had, and a new version of each schema that changed. */
export const registryTextOf = (before: string, schemas: readonly Avro[]): string => {
  let rows = JSON.parse(before) as readonly RegistryRow[];
  for (const schema of schemas) {
    const { namespace } = schema as { readonly namespace?: string };
    rows = withSchema(rows, subjectOf(namespace ?? ''), JSON.stringify(schema));
  }
  return `${JSON.stringify(rows, null, 2)}\n`;
};
