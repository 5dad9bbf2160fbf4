// Opens a store on a fresh folder for tests of questions, with the tables of all rooms in set 1.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drainPending, Session, type StreamChunk } from 'chdb';
import { instantText } from '../lib/time.ts';
import { decimalText } from '../lib/units.ts';
import type { Row, Table } from '../schemas/table.ts';
import { availability } from '../processors/availability/table.ts';
import { sessionEnergy } from '../processors/energy/table.ts';
import { faults } from '../processors/faults/table.ts';
import { qualityFlags } from '../processors/quality/table.ts';
import { sessions } from '../processors/sessions/table.ts';
import { stations } from '../processors/stations/table.ts';
import type { RowBatch, Store } from '../store/port.ts';

const tables: readonly Table[] = [
  availability,
  faults,
  qualityFlags,
  sessionEnergy,
  sessions,
  stations,
];

export interface TestStore extends Store {
  /** Writes rows of one table, each newer than those before. */
  add(table: Table, rows: readonly Row[]): Promise<void>;
}

const settings =
  "\nSETTINGS session_timezone = 'UTC', output_format_json_quote_decimals = 1, " +
  'output_format_json_quote_64bit_integers = 1';

const createTable = ({ name, columns, key, month }: Table, set: number): string => {
  const lines = Object.entries(columns).map(
    ([column, { type }]) => `${column} ${type.replace('DateTime64(3)', "DateTime64(3, 'UTC')")}`,
  );
  return [
    `CREATE TABLE IF NOT EXISTS laddbok.${name}_v${set} (${lines.join(', ')}, version UInt64)`,
    'ENGINE = ReplacingMergeTree(version)',
    month === null ? '' : `PARTITION BY toYYYYMM(${month})`,
    `ORDER BY (${key.join(', ')})`,
  ].join(' ');
};

const valueText = (type: string, value: Row[string]): unknown => {
  if (typeof value !== 'number') return value;
  if (type.includes('DateTime64')) return instantText(value).slice(0, -1).replace('T', ' ');
  return type.includes('Decimal') ? decimalText(value) : value;
};

const rowsText = ({ table, epoch, rows }: RowBatch): readonly Record<string, unknown>[] =>
  rows.map(({ row, offset }) => ({
    ...Object.fromEntries(
      Object.entries(table.columns).map(([name, { type }]) => [
        name,
        valueText(type, row[name] ?? null),
      ]),
    ),
    version: String((BigInt(epoch) << 48n) | BigInt(offset)),
  }));

const bytesOf = async function* (stream: AsyncIterable<StreamChunk>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield chunk.raw();
};

/** Opens the store; `close` ends it and removes its folder. */
export const openTestStore = async (): Promise<TestStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'laddbok-api-'));
  const session = new Session(folder);
  const command = async (sql: string): Promise<void> => {
    await session.queryAsync(sql);
  };
  const write = async (batches: readonly RowBatch[]): Promise<void> => {
    for (const batch of batches) {
      await session.insert({
        table: `laddbok.${batch.table.name}_v${batch.set}`,
        values: rowsText(batch),
      });
    }
  };
  let offset = 0;
  const store: TestStore = {
    engine: 'chdb',
    migrate: async (all, set) => {
      await command('CREATE DATABASE IF NOT EXISTS laddbok ENGINE = Atomic');
      for (const table of all) {
        const { name } = table;
        await command(createTable(table, set));
        await command(
          `CREATE VIEW IF NOT EXISTS laddbok.${name} AS SELECT * FROM laddbok.${name}_v${set} FINAL`,
        );
      }
    },
    write,
    query: async <T>({ sql, params }: { sql: string; params: object }) => {
      const answer = await session.queryBindAsync(sql + settings, params, {
        format: 'JSONEachRow',
      });
      const lines = answer.text().split('\n');
      return lines.filter((line) => line !== '').map((line): T => JSON.parse(line));
    },
    stream: async ({ sql, params }, format) =>
      bytesOf(session.queryStreamBind(sql + settings, params, { format })),
    command,
    ping: async () => command('SELECT 1'),
    close: async () => {
      session.close();
      await drainPending();
      await rm(folder, { recursive: true, force: true });
    },
    add: async (table, rows) => {
      const versioned = rows.map((row) => ({ row, partition: 0, offset: offset++ }));
      await write([{ table, set: 1, epoch: 1, rows: versioned }]);
    },
  };
  await store.migrate(tables, 1);
  return store;
};
