// An HTTP request in ClickHouse's manner → what is asked: statement, parameters, settings, format.

/** What a request asks for. */
export interface Ask {
  /** The text of the statement; empty for none. */
  readonly sql: string;
  /** What follows the statement in the body of an INSERT. */
  readonly data: Uint8Array | null;
  readonly database: string | null;
  /** Texts of bound parameters, escaped as the client sent them. */
  readonly params: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  /** Format of an answer whose statement names none. */
  readonly format: string;
  readonly queryId: string | null;
  readonly gzip: boolean;
  /** Set where a native client decodes the answer and wants its protocol's additions. */
  readonly nativeClient: boolean;
}

const own = new Set([
  'client_protocol_version',
  'compress',
  'database',
  'decompress',
  'default_format',
  'enable_http_compression',
  'password',
  'query',
  'query_id',
  'quota_key',
  'role',
  'session_id',
  'user',
]);

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const header = (headers: Headers, name: string): string | null => {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
};

const pairs = (query: URLSearchParams, wanted: (name: string) => string | null) => {
  const found: Record<string, string> = {};
  for (const [name, value] of query) {
    const as = wanted(name);
    if (as !== null) found[as] = value;
  }
  return found;
};

/** Reads a request; the statement is in `query`, in the body, or begins in one and ends in the other. */
export const readAsk = (url: URL, headers: Headers, body: Uint8Array): Ask => {
  const query = url.searchParams;
  const begun = query.get('query') ?? '';
  const inserts = /^\s*INSERT\b/i.test(begun) && body.length > 0;
  const rest = inserts ? '' : Buffer.from(body).toString('utf8');
  const encoding = header(headers, 'accept-encoding') ?? '';
  return {
    sql: [begun, rest].filter((part) => part.trim() !== '').join('\n'),
    data: inserts ? body : null,
    database: query.get('database') ?? header(headers, 'x-clickhouse-database'),
    params: pairs(query, (name) => (name.startsWith('param_') ? name.slice(6) : null)),
    settings: pairs(query, (name) => (name.startsWith('param_') || own.has(name) ? null : name)),
    format: query.get('default_format') ?? header(headers, 'x-clickhouse-format') ?? 'TabSeparated',
    queryId: query.get('query_id'),
    gzip: query.get('enable_http_compression') === '1' && /\bgzip\b/.test(encoding),
    nativeClient: query.has('client_protocol_version'),
  };
};

/** Formats that an answer may have: those that need no file of a schema or a template. */
const contentTypes: Readonly<Record<string, string>> = {
  ArrowStream: 'application/octet-stream',
  Arrow: 'application/octet-stream',
  CSV: 'text/csv; charset=UTF-8; header=absent',
  CSVWithNames: 'text/csv; charset=UTF-8; header=present',
  CSVWithNamesAndTypes: 'text/csv; charset=UTF-8; header=present',
  JSON: 'application/json; charset=UTF-8',
  JSONColumns: 'application/json; charset=UTF-8',
  JSONColumnsWithMetadata: 'application/json; charset=UTF-8',
  JSONCompact: 'application/json; charset=UTF-8',
  JSONCompactColumns: 'application/json; charset=UTF-8',
  JSONCompactStrings: 'application/json; charset=UTF-8',
  JSONObjectEachRow: 'application/json; charset=UTF-8',
  JSONStrings: 'application/json; charset=UTF-8',
  JSONEachRow: 'application/x-ndjson; charset=UTF-8',
  JSONLines: 'application/x-ndjson; charset=UTF-8',
  NDJSON: 'application/x-ndjson; charset=UTF-8',
  JSONStringsEachRow: 'application/x-ndjson; charset=UTF-8',
  JSONCompactEachRow: 'application/x-ndjson; charset=UTF-8',
  JSONCompactEachRowWithNames: 'application/x-ndjson; charset=UTF-8',
  JSONCompactEachRowWithNamesAndTypes: 'application/x-ndjson; charset=UTF-8',
  JSONCompactStringsEachRow: 'application/x-ndjson; charset=UTF-8',
  Markdown: 'text/markdown; charset=UTF-8',
  Native: 'application/octet-stream',
  Null: 'text/plain; charset=UTF-8',
  Parquet: 'application/octet-stream',
  Pretty: 'text/plain; charset=UTF-8',
  PrettyCompact: 'text/plain; charset=UTF-8',
  PrettyCompactMonoBlock: 'text/plain; charset=UTF-8',
  PrettySpace: 'text/plain; charset=UTF-8',
  RowBinary: 'application/octet-stream',
  RowBinaryWithNames: 'application/octet-stream',
  RowBinaryWithNamesAndTypes: 'application/octet-stream',
  TSV: 'text/tab-separated-values; charset=UTF-8',
  TSVRaw: 'text/tab-separated-values; charset=UTF-8',
  TSVWithNames: 'text/tab-separated-values; charset=UTF-8',
  TSVWithNamesAndTypes: 'text/tab-separated-values; charset=UTF-8',
  TabSeparated: 'text/tab-separated-values; charset=UTF-8',
  TabSeparatedRaw: 'text/tab-separated-values; charset=UTF-8',
  TabSeparatedWithNames: 'text/tab-separated-values; charset=UTF-8',
  TabSeparatedWithNamesAndTypes: 'text/tab-separated-values; charset=UTF-8',
  Values: 'text/plain; charset=UTF-8',
  Vertical: 'text/plain; charset=UTF-8',
  XML: 'application/xml; charset=UTF-8',
};

/** The content type of a format; null for formats that are not given. */
export const contentTypeOf = (format: string): string | null => contentTypes[format] ?? null;

// Settings that change how an answer looks or bound what it costs. Others are passed over: they
// tune a server, and many clients send them always.
const changing = new Set([
  'date_time_output_format',
  'final',
  'join_use_nulls',
  'max_block_size',
  'max_execution_time',
  'max_result_bytes',
  'max_result_rows',
  'max_rows_to_read',
  'max_threads',
  'output_format_decimal_trailing_zeros',
  'output_format_json_array_of_rows',
  'output_format_json_quote_64bit_floats',
  'output_format_json_quote_64bit_integers',
  'output_format_json_quote_decimals',
  'output_format_json_quote_denormals',
  'result_overflow_mode',
  'session_timezone',
]);

/** The settings of a request that are heeded, none above a limit that the store has set. */
export const heededSettings = (
  asked: Readonly<Record<string, string>>,
  limits: Readonly<Record<string, string | number>>,
): Record<string, string | number> => {
  const settings: Record<string, string | number> = { ...limits };
  for (const [name, value] of Object.entries(asked)) {
    if (!changing.has(name)) continue;
    const limit = limits[name];
    const number = Number(value);
    if (typeof limit !== 'number') settings[name] = value;
    // Zero is ClickHouse's word for "without limit".
    else if (number > 0 && number < limit) settings[name] = number;
  }
  return settings;
};
