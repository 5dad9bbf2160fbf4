// Which form an answer takes: by the parameter `format`, else by the header Accept.

export const formats = ['json', 'ndjson', 'csv', 'parquet', 'xlsx'] as const;
export type Format = (typeof formats)[number];

export const contentTypes: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Formats that are saved as a file, not read by eye. */
export const isFile = (format: Format): boolean => format !== 'json' && format !== 'ndjson';

const formatsByType: ReadonlyMap<string, Format> = new Map([
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['text/csv', 'csv'],
  ['application/vnd.apache.parquet', 'parquet'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ['application/*', 'json'],
  ['text/*', 'csv'],
  ['*/*', 'json'],
]);

interface Wish {
  readonly type: string;
  readonly quality: number;
}

const wishOf = (text: string): Wish => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = q === undefined ? 1 : Number(q.slice(2));
  return { type, quality: Number.isFinite(quality) ? quality : 0 };
};

/** The form that the header Accept asks for most (RFC 9110, 12.5.1); null where we have none. */
export const formatOfAccept = (accept: string | undefined): Format | null => {
  if (accept === undefined || accept.trim() === '') return 'json';
  const wishes = accept
    .split(',')
    .map(wishOf)
    .filter(({ quality }) => quality > 0)
    // The sort is stable: among equals the first named wins.
    .sort((a, b) => b.quality - a.quality);
  for (const { type } of wishes) {
    const format = formatsByType.get(type);
    if (format !== undefined) return format;
  }
  return null;
};

/** Formats that are no text; they are made otherwise. */
export const isBinary = (format: Format): format is 'parquet' | 'xlsx' =>
  format === 'parquet' || format === 'xlsx';
