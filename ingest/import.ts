// Recorded traffic -> the log: what is good goes in, what is bad is told by its line number.

import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import { AppError, messageOf } from '../lib/errors.ts';
import { type EventCodec, type EventLog, type NewRecord, ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { type Line, linesOf } from './lines.ts';
import { readRecordedLine } from './recorded-line.ts';
import { type Replay, openReplay } from './replayed.ts';
import { uuid7 } from './uuid7.ts';
import { redactSecrets } from './redact/redact.ts';

/** Bad lines that a report names; further ones are counted. */
export const badLines_max = 1_000;
/** Appends under way at once. */
const appendsInFlight_max = 4;
/** A batch is appended when it holds so many bytes, however few events that are. */
const batch_bytes_max = 4 * 1024 * 1024;

const defaultBatch = 2_000;

export interface BadLine {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

export interface ImportReport {
  /** Lines read, empty ones included. */
  readonly lines: number;
  readonly events: number;
  readonly stations: number;
  /** How many lines were set aside, and the first of them. */
  readonly badCount: number;
  readonly bad: readonly BadLine[];
  /** `gatewayRun` of the events. */
  readonly run: string;
}

export type ImportProgress = Pick<ImportReport, 'lines' | 'events' | 'badCount'>;

export interface ImportOptions {
  readonly log: EventLog;
  readonly codec: EventCodec<OcppEvent>;
  /** Of lines that name none; `default` where nothing is said. */
  readonly tenant?: string;
  /** Events per append; what is written does not depend on it. */
  readonly batchSize?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Milliseconds since 1970 UTC: only the name of the run is made of it. */
  readonly clock?: () => number;
}

export interface LineImport extends ImportOptions {
  readonly lines: AsyncIterable<Line> | Iterable<Line>;
}

/** Batches on their way into the log, a few at a time, in order. */
const openShipping = ({ log, codec, batchSize = defaultBatch }: ImportOptions) => {
  const underWay: Promise<unknown>[] = [];
  let records: NewRecord[] = [];
  let bytes = 0;
  const ship = async (): Promise<void> => {
    const append = log.append(ocppTopic, records);
    // A refusal is thrown where the append is awaited; until then it must not count as unhandled.
    append.catch(() => undefined);
    underWay.push(append);
    records = [];
    bytes = 0;
    if (underWay.length >= appendsInFlight_max) await underWay.shift();
  };
  return {
    /** Null where there is nothing to wait for. */
    load: (key: string, event: OcppEvent): Promise<void> | null => {
      const value = codec.encode(redactSecrets(event));
      records.push({ key, value });
      bytes += value.length;
      return records.length >= batchSize || bytes >= batch_bytes_max ? ship() : null;
    },
    finish: async (): Promise<void> => {
      if (records.length > 0) await ship();
      for (const append of underWay) await append;
    },
  };
};

/**
 * Imports recorded traffic. Resolves when everything good is durable; rejects when the log refuses.
 * The same lines give the same events, whatever the batches; importing them again is noticed by
 * whoever folds them.
 */
export const importLines = async (options: LineImport): Promise<ImportReport> => {
  const { tenant = 'default', clock = Date.now, onProgress } = options;
  const run = uuid7(clock());
  const replay: Replay = openReplay({ tenant, run });
  const shipping = openShipping(options);
  const bad: BadLine[] = [];
  let badCount = 0;
  let lines = 0;
  let events = 0;
  for await (const line of options.lines) {
    lines++;
    if (isBlank(line)) continue;
    const read = typeof line === 'string' ? readRecordedLine(withoutMark(line, lines)) : line;
    if ('problem' in read) {
      badCount++;
      if (bad.length < badLines_max) bad.push({ line: lines, reason: read.problem });
      continue;
    }
    const { key, event } = replay.next(read);
    events++;
    const shipped = shipping.load(key, event);
    if (shipped !== null) await shipped;
    if (events % progressEvery === 0) onProgress?.({ lines, events, badCount });
  }
  await shipping.finish();
  onProgress?.({ lines, events, badCount });
  return { lines, events, stations: replay.stations(), badCount, bad, run };
};

const progressEvery = 10_000;

const isBlank = (line: Line): boolean => typeof line === 'string' && line.trim() === '';

/** Without the byte order mark that some editors put before the first line. */
const withoutMark = (text: string, line: number): string =>
  line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;

export interface FileImport extends ImportOptions {
  /** A path, plain or ending in `.gz`; `-` is standard input. */
  readonly file: string;
}

/** Imports a file; throws `FILE_UNREADABLE`, with what came before it imported. */
export const importFile = async ({ file, ...options }: FileImport): Promise<ImportReport> =>
  importLines({ ...options, lines: readable(file) });

async function* readable(file: string): AsyncGenerator<Line> {
  const bytes = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
  // The error of either end reaches whoever reads; the callback is there to be told of it too.
  const stream = file.endsWith('.gz') ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
  try {
    yield* linesOf(stream as AsyncIterable<Buffer>);
  } catch (thrown) {
    throw new AppError('FILE_UNREADABLE', { file, reason: messageOf(thrown) }, thrown);
  }
}
