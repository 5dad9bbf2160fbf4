// The one table of operating faults: code, sentence, whether trying again can help.

interface ErrorEntry {
  /** What happened and what to do; `{name}` is filled from the values given. */
  readonly sentence: string;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retriable: boolean;
}

export const errorTable = {
  CONFIG_INVALID: {
    sentence: 'The configuration is not usable: {problems}. Mend these settings and start again.',
    retriable: false,
  },
  USAGE: { sentence: '{problem}', retriable: false },
  LOG_UNAVAILABLE: {
    sentence: 'The log cannot take or give records: {reason}. Stations get no answer until it can.',
    retriable: true,
  },
  LOG_FULL: {
    sentence: 'The disk under {folder} is full. Free space; appending goes on by itself.',
    retriable: true,
  },
  LOG_CORRUPT: {
    sentence:
      'The log segment {segment} holds a damaged batch at offset {offset}. Restore it from a copy.',
    retriable: false,
  },
  LOG_CHANGED: {
    sentence:
      'The tables were not made from this log: {difference}. Point at the log they were made from, ' +
      'or raise LADDBOK_EPOCH and run `laddbok replay --swap`.',
    retriable: false,
  },
  FOLD_CHANGED: {
    sentence:
      'The tables were made by another version of the fold ({stored}, this is {own}). Run ' +
      '`laddbok replay --swap` to make them again.',
    retriable: false,
  },
  ARCHIVE_BUSY: {
    sentence: 'Process {pid} is adding to the archive {folder}. Wait until it is done.',
    retriable: true,
  },
  ARCHIVE_DAMAGED: {
    sentence:
      'The archive file {file} cannot be trusted: {reason}. Put a copy in its place, or move it ' +
      'and those after it away and run `laddbok retain` while the log still holds their events.',
    retriable: false,
  },
  LOG_GAP: {
    sentence:
      'The log no longer holds events {from} to {to} of partition {partition}, which are not in ' +
      'the tables. Restore a backup of the log that holds them, or run ' +
      '`laddbok replay --partial --swap` to make the tables from what is left.',
    retriable: false,
  },
  BACKUP_UNUSABLE: {
    sentence: 'The backup in {folder} cannot be used: {reason}.',
    retriable: false,
  },
  STORE_UNAVAILABLE: {
    sentence: 'The store at {where} does not answer: {reason}.',
    retriable: true,
  },
  STORE_LOCKED: {
    sentence:
      'The folder {folder} is in use by another process. Stop it, or set CLICKHOUSE_URL to its ' +
      'ClickHouse endpoint.',
    retriable: false,
  },
  QUERY_FAILED: { sentence: 'The store refused the query: {reason}', retriable: false },
  QUERY_TIMEOUT: {
    sentence:
      'The query ran longer than {timeout_ms} ms and was stopped. Ask for a narrower window.',
    retriable: false,
  },
  QUERY_TOO_LARGE: {
    sentence:
      'The query needs more memory, or has a larger answer, than one may: {reason}. ' +
      'Ask for a narrower window.',
    retriable: false,
  },
  TABLES_DIFFER: {
    sentence:
      'The table {table} in the store differs from what is to be written: {difference}. ' +
      'Make the tables again in another set with `laddbok replay --swap`.',
    retriable: false,
  },
  SCHEMA_UNKNOWN: {
    sentence: 'No schema with id {id} is known to the registry {registry}.',
    retriable: false,
  },
  SCHEMA_INCOMPATIBLE: {
    sentence: 'The schema of {subject} is not compatible with version {version}: {reason}',
    retriable: false,
  },
  SCHEMA_UNREGISTERED: {
    sentence:
      'The schema of {subject} is not in {registry}. Run `npm run gen`, and commit what it adds.',
    retriable: false,
  },
  SCHEMA_CHANGED: {
    sentence:
      'Schema id {id} is {expected} in the registry {registry}, but {actual} in the log. Point ' +
      'at the registry that the log was written with.',
    retriable: false,
  },
  EVENT_UNREADABLE: {
    sentence: 'A value of {bytes} bytes in the log is no event: {reason}.',
    retriable: false,
  },
  RECORD_TOO_LARGE: {
    sentence: 'A record of {bytes} bytes under key {key} is larger than the log takes ({limit}).',
    retriable: false,
  },
  LOG_CLOSED: { sentence: 'The log was closed before the records were durable.', retriable: false },
  REGISTRY_REFUSED: {
    sentence: 'The schema registry at {where} refused the request: {reason}.',
    retriable: false,
  },
  REGISTRY_UNAVAILABLE: {
    sentence: 'The schema registry at {where} does not answer: {reason}.',
    retriable: true,
  },
  EXPORT_UNUSABLE: { sentence: 'The export cannot be made: {reason}.', retriable: false },
  FILE_UNREADABLE: { sentence: 'The file {file} cannot be read: {reason}.', retriable: false },
  SPOOL_UNUSABLE: {
    sentence: 'The spool in {folder} cannot be used: {reason}. Make the folder writable.',
    retriable: false,
  },
  KEY_NEEDED: {
    sentence:
      'The API would listen on {host} and no key could ask it. Make one with `laddbok key add --role admin`, set LADDBOK_ADMIN_KEY, or listen on 127.0.0.1.',
    retriable: false,
  },
  GATEWAY_UNGUARDED: {
    sentence:
      'The gateway would listen on {host} and let in whoever says the id of a station. Set ' +
      'LADDBOK_PROFILE_0=none and register stations with `laddbok station add`, or let it name ' +
      'the stations that need no password (`*` for all), or set LADDBOK_TLS_CERT.',
    retriable: false,
  },
  GATEWAY_PROCESS_FAILED: {
    sentence:
      'A process of the gateway ended before it listened ({how}). What it said before tells why.',
    retriable: false,
  },
  MASTER_KEY_DIFFERS: {
    sentence:
      'The persons of this log were given their pseudonyms under a master key that is missing: ' +
      '{reason}. Put that key back into {file}, or set LADDBOK_MASTER_KEY to it. Where it is lost: ' +
      '`laddbok ledger adopt-key` goes on with another, and persons seen again become new ones.',
    retriable: false,
  },
  TLS_UNUSABLE: {
    sentence: 'TLS cannot be set up: {reason}. See LADDBOK_TLS_CERT and what belongs to it.',
    retriable: false,
  },
  PORT_TAKEN: {
    sentence: 'Port {port} on {host} is taken. Stop what listens there, or set {setting}.',
    retriable: false,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

type ErrorValues = Readonly<Record<string, string | number>>;

const fill = (sentence: string, values: ErrorValues): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** An operating fault: thrown, never for bad data (a value) nor for a bug (an assertion). */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly values: ErrorValues;

  constructor(code: ErrorCode, values: ErrorValues = {}, cause?: unknown) {
    super(fill(errorTable[code].sentence, values), cause === undefined ? {} : { cause });
    this.name = 'AppError';
    this.code = code;
    this.values = values;
  }

  get retriable(): boolean {
    return errorTable[this.code].retriable;
  }
}

/** The text of whatever was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
