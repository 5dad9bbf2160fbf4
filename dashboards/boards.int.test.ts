// Every question of every board, asked of a store that holds a golden fleet.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '@clickhouse/client';
import { alerts } from './alerts.ts';
import { day_ms, hour_ms } from '../lib/time.ts';
import { stations } from '../processors/stations/table.ts';
import { openClickHouse } from '../store/clickhouse.ts';
import { databaseName } from '../store/ddl.ts';
import { startEndpoint } from '../store/endpoint.ts';
import { readerName } from '../store/reader.ts';
import {
  answerOf,
  askingPanels,
  chooseVariables,
  readBoards,
  readySql,
} from '../test/asking-boards.ts';
import { goldenFrom, goldenTo, openGoldenFleet, type GoldenFleet } from '../test/golden-fleet.ts';

let fleet: GoldenFleet;
beforeAll(async () => {
  fleet = await openGoldenFleet();
});
afterAll(async () => fleet.store.close());

const ranges = {
  'three days': { from_ms: goldenFrom, to_ms: goldenTo },
  'an afternoon': { from_ms: goldenTo - day_ms + 12 * hour_ms, to_ms: goldenTo - 6 * hour_ms },
  'a time without data': { from_ms: goldenTo + 9 * day_ms, to_ms: goldenTo + 10 * day_ms },
};

/** More lines than this nobody can tell apart. */
const series_max = 40;
const isNumber = (type: string): boolean => /^(?:Nullable\()?(?:U?Int|Float|Decimal)/.test(type);
const isText = (type: string): boolean => /^(?:LowCardinality\()?(?:Nullable\()?String/.test(type);

/** What has nothing to show on a fleet that is well: an AC session tells no charge, say. */
const emptyOn: Readonly<Record<string, readonly string[]>> = {
  'laddbok-pipeline': ['Silent stations', 'Sessions that do not end'],
  'laddbok-session': ['State of charge', 'Doubts'],
};

/** Whether large integers come as texts is a setting of the one who asks. */
const texts = (rows: readonly (readonly unknown[])[]): readonly (readonly string[])[] =>
  rows.map((row) =>
    row.map((cell) => JSON.stringify(typeof cell === 'number' ? String(cell) : cell)),
  );

type Answer = Awaited<ReturnType<typeof answerOf>>;
type Asking = ReturnType<typeof askingPanels>[number];

/** What is wrong with the shape of an answer for its kind of panel; empty where nothing is. */
const misshapen = ({ panel, target }: Asking, { columns, rows }: Answer): readonly string[] => {
  const types = columns.map(({ type }) => type);
  const says = (wrong: boolean, what: string): readonly string[] => (wrong ? [what] : []);
  if (target.format === 0) {
    const times = rows.map(([time]) => String(time));
    const labels = columns.flatMap(({ type }, index) => (isText(type) ? [index] : []));
    const series = new Set(rows.map((row) => labels.map((index) => row[index]).join()));
    return [
      ...says(
        !(types[0] ?? '').startsWith('DateTime'),
        `the first column is ${types[0]}, not a time`,
      ),
      ...says(!types.slice(1).some(isNumber), 'no column is a number'),
      ...says(
        times.some((time, index) => time < (times[index - 1] ?? '')),
        'not in order of time',
      ),
      ...says(series.size > series_max, `${series.size} series`),
      ...says(
        labels.length > 0 && !columns.some(({ name }) => name === 'Value'),
        'no column Value',
      ),
    ];
  }
  switch (panel.type) {
    case 'stat':
    case 'gauge':
      return [
        ...says(rows.length !== 1, `${rows.length} rows, not one`),
        ...says(
          types.length !== Math.max(1, panel.fieldConfig?.overrides.length ?? 0) ||
            !types.every(isNumber),
          `columns ${types.join()}`,
        ),
      ];
    case 'bargauge':
    case 'piechart':
      return says(!isText(types[0] ?? '') || !isNumber(types[1] ?? ''), `columns ${types.join()}`);
    case 'histogram':
    case 'trend':
      return says(!types.every(isNumber), `columns ${types.join()}`);
    default: {
      const named = panel.fieldConfig?.overrides.map(({ matcher }) => matcher.options) ?? [];
      const names = columns.map(({ name }) => name);
      return [
        ...says(
          names.some((name) => !named.includes(name)),
          `no look for one of ${names.join()}`,
        ),
        ...says(
          named.some((name) => !names.includes(name)),
          `no column for one of ${named.join()}`,
        ),
      ];
    }
  }
};

/** A statement over five rulebooks takes the engine half a second to read: asked here but once. */
const dear = new Set(['laddbok-compliance']);

describe.each(readBoards())('the board "$title"', (board) => {
  const asked = Object.entries(ranges).slice(0, dear.has(board.uid) ? 1 : undefined);
  for (const [name, range] of asked)
    for (const several of dear.has(board.uid) ? (['two'] as const) : (['all', 'two'] as const))
      test(`has answers of the right shape over ${name}, for ${several} stations`, async () => {
        const variables = await chooseVariables(fleet.store, board, { range, several });
        const asking = askingPanels(board).map(async (one) => {
          const { panel, target } = one;
          const sql = readySql({ sql: target.rawSql, interval: panel.interval }, range, variables);
          const answer = await answerOf(fleet.store, sql).catch((thrown: unknown) =>
            String(thrown),
          );
          if (typeof answer === 'string') return { faults: [`${panel.title}: ${answer}\n${sql}`] };
          const faults = misshapen(one, answer).map((what) => `${panel.title}: ${what}`);
          return { faults, ...(answer.rows.length === 0 ? { empty: panel.title } : {}) };
        });
        const answers = await Promise.all(asking);
        const faults = answers.flatMap((one) => one.faults);
        const empty = answers.flatMap((one) => ('empty' in one ? [one.empty] : []));
        for (const { name: marked, target } of board.annotations.list) {
          const sql = readySql({ sql: target.rawSql }, range, variables);
          const answer = await answerOf(fleet.store, sql).catch((thrown: unknown) =>
            String(thrown),
          );
          if (typeof answer === 'string') faults.push(`${marked}: ${answer}\n${sql}`);
          else if (!(answer.columns[0]?.type ?? '').startsWith('DateTime'))
            faults.push(`${marked}: no time`);
        }
        expect(faults).toEqual([]);
        const full = name === 'three days' && several === 'all';
        expect(full ? empty : (emptyOn[board.uid] ?? [])).toEqual(emptyOn[board.uid] ?? []);
      });
});

test('alerts compare one number for each tenant', async () => {
  for (const { sql } of alerts) {
    const { columns } = await answerOf(fleet.store, sql);
    const types = columns.map(({ type }) => type.replace('LowCardinality(String)', 'String'));
    expect(types).toEqual(['String', 'Float64']);
  }
});

test('on every board the age of the data is no longer green a minute after the processor stopped', async () => {
  const newest = Math.max(...fleet.rows(stations).map((one) => one.last_seen_at));
  for (const board of readBoards()) {
    const found = askingPanels(board).find(({ panel }) => panel.title === 'Age of the newest data');
    const steps = found?.panel.fieldConfig?.defaults.thresholds?.steps ?? [];
    const variables = { tenant: { value: 'default' } };
    // Events go on to the log; the tables stand still, and the clock goes on.
    const colourAfter = async (seconds: number): Promise<string | undefined> => {
      const now = `toDateTime(${Math.ceil(newest / 1000) + seconds})`;
      const sql = readySql({ sql: found?.target.rawSql ?? '' }, ranges['three days'], variables);
      const { rows } = await answerOf(fleet.store, sql.replaceAll('now()', now));
      const age_s = Number(rows[0]?.[0]);
      return (steps as readonly { value: number | null; color: string }[]).findLast(
        ({ value }) => value === null || age_s >= value,
      )?.color;
    };
    const colours = [await colourAfter(20), await colourAfter(60), await colourAfter(300)];
    expect([board.uid, ...colours]).toEqual([board.uid, 'green', 'orange', 'red']);
    expect(['30s', '1m']).toContain(board.refresh);
  }
});

const server = process.env['CLICKHOUSE_URL'];
if (server === undefined)
  console.warn(
    'CLICKHOUSE_URL is not set: the SQL of the boards is asked of the HTTP endpoint over chDB, ' +
      'not of a server.',
  );

/** A database of its own on the server that is named, filled with the fleet, dropped at the end. */
const onServer = async (url: string) => {
  const { username, password, origin } = new URL(url);
  const options = {
    url: origin,
    username: decodeURIComponent(username) || 'default',
    password: decodeURIComponent(password),
    database: `laddbok_boards_${process.pid}`,
  };
  const store = await openClickHouse(options);
  await store.migrate(fleet.tables, 1);
  for (const table of fleet.tables) {
    const rows = fleet.rows(table).map((row, offset) => ({ row, partition: 0, offset }));
    await store.write([{ table, set: 1, epoch: 1, rows }]);
  }
  const client = createClient(options);
  const end = async (): Promise<void> => {
    await client.command({ query: `DROP DATABASE ${options.database} SYNC` });
    await client.close();
    await store.close();
  };
  return { client, end };
};

/** The endpoint over the store of the fleet, asked as the user that Grafana reads with. */
const overEndpoint = async () => {
  const endpoint = await startEndpoint({ store: fleet.store, port: 0 });
  const client = createClient({ url: endpoint.url, username: readerName, database: databaseName });
  const end = async (): Promise<void> => {
    await client.close();
    await endpoint.close();
  };
  return { client, end };
};

test('the same SQL is answered alike over HTTP, by the endpoint or the server that is named', async () => {
  const { client, end } = await (server === undefined ? overEndpoint() : onServer(server));
  const range = ranges['three days'];
  let asked = 0;
  for (const board of readBoards()) {
    const variables = await chooseVariables(fleet.store, board, { range, several: 'all' });
    for (const { panel, target } of askingPanels(board)) {
      const sql = readySql({ sql: target.rawSql, interval: panel.interval }, range, variables);
      const query = { query: sql, format: 'JSONCompact' } as const;
      const { meta = [], data } = await (await client.query(query)).json<readonly unknown[]>();
      const { columns, rows } = await answerOf(fleet.store, sql);
      const answer = [board.uid, panel.title, meta.map(({ name, type }) => [name, type])];
      expect(answer).toEqual([
        board.uid,
        panel.title,
        columns.map(({ name, type }) => [name, type]),
      ]);
      // How old the data are changes while it is asked.
      const held = (all: readonly (readonly unknown[])[]) =>
        texts(sql.includes('now()') ? [] : all);
      expect([panel.title, held(data)]).toEqual([panel.title, held(rows)]);
      asked += 1;
    }
  }
  await end();
  expect(asked).toBeGreaterThan(100);
});
