// Rows → ClickHouse's RowBinary: one encoder compiled from a table's columns, into a reused buffer.

import { AssertionError } from 'node:assert';
import type { ColumnType, Row, Table } from '../schemas/table.ts';
import type { VersionedRow } from './port.ts';

// RowBinary, all integers little-endian:
//
//   row            = value*                      one value per column, in order, nothing between
//   String         = length:varuint bytes        also LowCardinality(String)
//   Array(T)       = count:varuint T*
//   Nullable(T)    = 0x01 | 0x00 T
//   Bool           = 0x00 | 0x01
//   Decimal(18, 3) = Int64 of thousandths
//   DateTime64(3)  = Int64 of milliseconds since 1970 UTC

type Cell = Row[string] | undefined;
type Write = (value: Cell) => void;

interface Sink {
  bytes: Buffer;
  view: DataView;
  at: number;
}

/** Encodes rows one after another; `bytes` is a view into the buffer, valid until the next call. */
export interface RowEncoder {
  /** Bytes held. */
  readonly length: number;
  /** Adds a row of the table. Throws an assertion where a value does not fit its column. */
  append(row: VersionedRow, epoch: number): void;
  bytes(): Uint8Array;
  clear(): void;
}

const firstBytes = 64 * 1024;
const word = 2 ** 32;
/** Offsets take the low 48 bits of a version, the epoch the 16 above. */
const offset_max = 2 ** 48 - 1;
const epoch_max = 2 ** 16 - 1;
/** DateTime64 goes from 1900 to 2299. */
const instant_min = Date.UTC(1900, 0, 1);
const instant_max = Date.UTC(2300, 0, 1) - 1;
/** Strings up to this many characters are copied in JavaScript, which is faster than a call out. */
const shortText = 64;
/** No fixed-width value with its null mark is longer. */
const fixedWidth = 9;

const grow = (sink: Sink, more: number): void => {
  const size = Math.max(sink.bytes.length * 2, sink.at + more);
  const bytes = Buffer.allocUnsafeSlow(size);
  sink.bytes.copy(bytes, 0, 0, sink.at);
  sink.bytes = bytes;
  sink.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

const room = (sink: Sink, more: number): void => {
  if (sink.at + more > sink.bytes.length) grow(sink, more);
};

const putVaruint = (sink: Sink, value: number): void => {
  let left = value;
  while (left > 127) {
    sink.bytes[sink.at++] = (left & 127) | 128;
    left >>>= 7;
  }
  sink.bytes[sink.at++] = left;
};

const putInt64 = (sink: Sink, value: number): void => {
  const high = Math.floor(value / word);
  sink.view.setUint32(sink.at, value - high * word, true);
  sink.view.setInt32(sink.at + 4, high, true);
  sink.at += 8;
};

const putText = (sink: Sink, text: string): void => {
  const { length } = text;
  room(sink, length * 3 + 5);
  if (length > shortText) return putLongText(sink, text);
  const { bytes } = sink;
  const start = sink.at + 1;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return putLongText(sink, text);
    bytes[start + i] = unit;
  }
  bytes[sink.at] = length;
  sink.at = start + length;
};

const putLongText = (sink: Sink, text: string): void => {
  putVaruint(sink, Buffer.byteLength(text));
  sink.at += sink.bytes.write(text, sink.at);
};

type Refuse = (value: Cell) => never;

const integer =
  (sink: Sink, refuse: Refuse, { min, max }: { readonly min: number; readonly max: number }) =>
  (value: Cell): void => {
    if (!Number.isSafeInteger(value)) refuse(value);
    const number = value as number;
    if (number < min || number > max) refuse(value);
    putInt64(sink, number);
  };

const small =
  (sink: Sink, refuse: Refuse, width: 1 | 2 | 4) =>
  (value: Cell): void => {
    const number = value as number;
    const mask = width === 4 ? number >>> 0 : number & (width === 2 ? 0xffff : 0xff);
    if (mask !== number) refuse(value);
    if (width === 4) sink.view.setUint32(sink.at, number, true);
    else if (width === 2) sink.view.setUint16(sink.at, number, true);
    else sink.bytes[sink.at] = number;
    sink.at += width;
  };

const int32 =
  (sink: Sink, refuse: Refuse) =>
  (value: Cell): void => {
    const number = value as number;
    if ((number | 0) !== number) refuse(value);
    sink.view.setInt32(sink.at, number, true);
    sink.at += 4;
  };

const bool =
  (sink: Sink, refuse: Refuse) =>
  (value: Cell): void => {
    if (typeof value !== 'boolean') return refuse(value);
    sink.bytes[sink.at++] = value ? 1 : 0;
  };

const text =
  (sink: Sink, refuse: Refuse) =>
  (value: Cell): void => {
    if (typeof value === 'string') putText(sink, value);
    else refuse(value);
  };

const list =
  (sink: Sink, refuse: Refuse) =>
  (value: Cell): void => {
    if (!Array.isArray(value)) return refuse(value);
    room(sink, fixedWidth);
    putVaruint(sink, value.length);
    for (const item of value as readonly unknown[]) {
      if (typeof item === 'string') putText(sink, item);
      else refuse(value);
    }
  };

const orNull =
  (sink: Sink, write: Write): Write =>
  (value) => {
    room(sink, fixedWidth);
    const absent = value === null;
    sink.bytes[sink.at++] = absent ? 1 : 0;
    if (!absent) write(value);
  };

type Plain = Exclude<ColumnType, `Nullable(${string})`>;

const writers: Readonly<Record<Plain, (sink: Sink, refuse: Refuse) => Write>> = {
  String: text,
  'LowCardinality(String)': text,
  'Array(LowCardinality(String))': list,
  'DateTime64(3)': (sink, refuse) => integer(sink, refuse, { min: instant_min, max: instant_max }),
  'Decimal(18, 3)': (sink, refuse) => integer(sink, refuse, { min: -Infinity, max: Infinity }),
  UInt64: (sink, refuse) => integer(sink, refuse, { min: 0, max: Infinity }),
  UInt8: (sink, refuse) => small(sink, refuse, 1),
  UInt16: (sink, refuse) => small(sink, refuse, 2),
  UInt32: (sink, refuse) => small(sink, refuse, 4),
  Int32: int32,
  Bool: bool,
};

const writerOf = (type: ColumnType, sink: Sink, refuse: Refuse): Write => {
  if (type.startsWith('Nullable('))
    return orNull(sink, writerOf(type.slice(9, -1) as ColumnType, sink, refuse));
  const make = writers[type as Plain];
  return make(sink, refuse);
};

const refuseIn =
  (table: string, column: string, type: string): Refuse =>
  (value) => {
    const shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
    const message = `table ${table}, column ${column}: ${shown} is no ${type}`;
    throw new AssertionError({ message });
  };

/** Provenance: partition, offset, and the version that decides which row of a key stands. */
const provenanceWriter = (table: string, sink: Sink): RowEncoder['append'] => {
  const partitionOf = small(sink, refuseIn(table, 'log_partition', 'UInt16'), 2);
  const refuseOffset = refuseIn(table, 'log_offset', '48-bit offset');
  const refuseEpoch = refuseIn(table, 'version', '16-bit epoch');
  return ({ partition, offset }, epoch) => {
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > offset_max) refuseOffset(offset);
    if (!Number.isInteger(epoch) || epoch < 0 || epoch > epoch_max) refuseEpoch(epoch);
    partitionOf(partition);
    putInt64(sink, offset);
    const high = Math.floor(offset / word);
    sink.view.setUint32(sink.at, offset - high * word, true);
    sink.view.setUint32(sink.at + 4, epoch * 65_536 + high, true);
    sink.at += 8;
  };
};

/** Compiles the encoder of a table: its columns in order, then `log_partition`, `log_offset`, `version`. */
export const rowEncoder = (table: Table): RowEncoder => {
  const bytes = Buffer.allocUnsafeSlow(firstBytes);
  const sink: Sink = { bytes, view: new DataView(bytes.buffer), at: 0 };
  const columns = Object.entries(table.columns).map(([name, { type }]) => ({
    name,
    write: writerOf(type, sink, refuseIn(table.name, name, type)),
  }));
  const putProvenance = provenanceWriter(table.name, sink);
  // Room for every fixed-width value of a row is made once; texts make room for themselves and
  // leave this much behind them.
  const width = columns.length * fixedWidth + 18;
  const append = (versioned: VersionedRow, epoch: number): void => {
    const start = sink.at;
    const { row } = versioned;
    try {
      for (const { name, write } of columns) {
        room(sink, width);
        write(row[name]);
      }
      room(sink, width);
      putProvenance(versioned, epoch);
    } catch (thrown) {
      sink.at = start;
      throw thrown;
    }
  };
  return {
    get length() {
      return sink.at;
    },
    append,
    bytes: () => sink.bytes.subarray(0, sink.at),
    clear: () => {
      sink.at = 0;
    },
  };
};
