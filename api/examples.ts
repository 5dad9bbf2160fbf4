// Examples for the OpenAPI document: each answer gets one that fits its schema, where it has none.

interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly pattern?: string;
  readonly example?: unknown;
  readonly 'x-nullable'?: boolean;
}

interface Media {
  readonly schema?: Schema;
  example?: unknown;
  readonly examples?: unknown;
}

interface Parameter {
  readonly name?: string;
  example?: unknown;
}

interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, Media>> }>
  >;
}

interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Texts that stand for what a field of that name holds. */
const texts: Readonly<Record<string, string>> = {
  station_id: 'CS-1',
  site_id: 'SITE-1',
  session_id: '7d1f0c52a9',
  transaction_id: '42',
  event_id: '0198f/42',
  cdr_id: 'CDR-1',
  tariff_id: 'T1',
  currency: 'EUR',
  next: 'eyJhIjoxfQ',
  detail: 'In a few words.',
};

const instants = ['2026-03-15T08:00:00.000Z', '2026-03-15T09:00:00.000Z'] as const;

const textOf = ({ format, minLength = 0 }: Schema, name: string): string => {
  if (format === 'date-time') return /end|until|_to$/.test(name) ? instants[1] : instants[0];
  if (format === 'date') return '2026-03-15';
  return (texts[name] ?? name).padEnd(minLength, '0');
};

const typesOf = ({ type }: Schema): readonly string[] => (type === undefined ? [] : [type].flat());

const objectOf = ({ properties = {} }: Schema): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, exampleOf(schema, name)]),
  );

/** A value that fits a schema, as a reader of the documentation would write one. */
export const exampleOf = (schema: Schema, name = 'value'): unknown => {
  if (schema.example !== undefined) return schema.example;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [first] = schema.anyOf ?? [];
  if (first !== undefined) return exampleOf(first, name);
  const types = typesOf(schema);
  if (types.includes('object') || schema.properties !== undefined) return objectOf(schema);
  if (types.includes('array')) return [exampleOf(schema.items ?? {}, name.replace(/s$/, ''))];
  if (types.includes('integer')) return Math.max(1, schema.minimum ?? 1);
  if (types.includes('number')) return Math.max(12.5, schema.minimum ?? 0);
  if (types.includes('boolean')) return true;
  return types.length === 0 || types.includes('string') ? textOf(schema, name) : null;
};

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'responses' in value;

const addTo = ({ responses = {} }: Operation): void => {
  for (const [status, { content = {} }] of Object.entries(responses)) {
    const media = content['application/json'];
    if (!status.startsWith('2') || media?.schema === undefined) continue;
    if (media.example === undefined && media.examples === undefined)
      media.example = exampleOf(media.schema);
  }
};

type Given = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const addToParameters = ({ operationId = '', parameters = [] }: Operation, given: Given): void => {
  const own = given[operationId] ?? {};
  for (const parameter of parameters) {
    const example = own[parameter.name ?? ''];
    if (example !== undefined) parameter.example = example;
  }
};

/**
 * Gives examples to the answers of a document that have none, and to parameters those that are
 * given by the name of the operation. The document is changed in place: it was made for this.
 */
export const addExamples = <T extends object>(document: T, given: Given): T => {
  const paths = Object.values((document as Document).paths ?? {});
  for (const operation of paths.flatMap((methods) => Object.values(methods))) {
    if (!isOperation(operation)) continue;
    addTo(operation);
    addToParameters(operation, given);
  }
  return document;
};
