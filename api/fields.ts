// The fields of an answer: TypeBox schemas that also say how a value of the store is written out.

import { Type, type TObject, type TSchema } from 'typebox';
import type { Column, ColumnType } from '../schemas/table.ts';

/** How a value is written; `zoned` is an instant with the offset of the zone that was asked for. */
export type FieldKind = 'text' | 'integer' | 'decimal' | 'instant' | 'zoned' | 'flag' | 'labels';

const jsonTypes: Readonly<Record<FieldKind, Readonly<Record<string, unknown>>>> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  decimal: { type: 'number' },
  instant: { type: 'string', format: 'date-time' },
  zoned: { type: 'string', format: 'date-time' },
  flag: { type: 'boolean' },
  labels: { type: 'array', items: { type: 'string' } },
};

export interface FieldSchema extends TSchema {
  readonly description: string;
  readonly 'x-kind': FieldKind;
  readonly 'x-nullable': boolean;
}

interface FieldOptions {
  readonly nullable?: boolean;
}

/** A field of an answer, described for the reader of the API. */
export const field = (
  kind: FieldKind,
  description: string,
  options: FieldOptions = {},
): FieldSchema => {
  const json = jsonTypes[kind];
  const nullable = options.nullable === true;
  return {
    ...json,
    ...(nullable ? { type: [json['type'], 'null'] } : {}),
    description,
    'x-kind': kind,
    'x-nullable': nullable,
  };
};

type BareType = Exclude<ColumnType, `Nullable(${string})`>;

const kinds: Readonly<Record<BareType, FieldKind>> = {
  String: 'text',
  'LowCardinality(String)': 'text',
  'DateTime64(3)': 'instant',
  'Decimal(18, 3)': 'decimal',
  UInt8: 'integer',
  UInt16: 'integer',
  UInt32: 'integer',
  UInt64: 'integer',
  Int32: 'integer',
  Bool: 'flag',
  'Array(LowCardinality(String))': 'labels',
};

/** The field that shows a column. */
export const fieldOf = (column: Column): FieldSchema => {
  const nullable = column.type.startsWith('Nullable(');
  const bare = nullable ? column.type.slice('Nullable('.length, -1) : column.type;
  return field(kinds[bare as BareType], column.about, { nullable });
};

type Columned = { readonly columns: Readonly<Record<string, Column>> };

/** The columns of a table that are answered: all but the tenant, which is the asker's own. */
export const columnsOf = (table: Columned): readonly string[] =>
  Object.keys(table.columns).filter((name) => name !== 'tenant');

/** The row of an answer that shows a table as it is. */
export const rowOf = (table: Columned): TObject => {
  const shown = Object.entries(table.columns).filter(([name]) => name !== 'tenant');
  return row(Object.fromEntries(shown.map(([name, column]) => [name, fieldOf(column)])));
};

/** The row of an answer from its fields, in the order in which CSV lists them. */
export const row = (fields: Readonly<Record<string, FieldSchema>>): TObject =>
  Type.Object({ ...fields }, { additionalProperties: false });

export interface RowField {
  readonly name: string;
  readonly kind: FieldKind;
}

const isField = (schema: TSchema): schema is FieldSchema => 'x-kind' in schema;

/** The fields of a row in order. A property that was not made by `field` is a mistake of ours. */
export const fieldsOf = (schema: TObject): readonly RowField[] =>
  Object.entries(schema.properties).map(([name, property]) => {
    if (!isField(property)) throw new TypeError(`The row field ${name} was not made by field().`);
    return { name, kind: property['x-kind'] };
  });
