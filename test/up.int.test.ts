// `laddbok up` as people run it: stations, questions, SQL and pages over real sockets.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hour_ms } from '../lib/time.ts';
import { fleet } from '../simulator/fleet.ts';
import { startFleet } from '../simulator/live-fleet.ts';
import { scenario, type Act } from '../simulator/scenario.ts';
import { inFolder, runCommand, startUp, type Up } from './command.ts';
import * as thirdParty from './third-party-stations.ts';
import { linesAtEndpoint, linesOfTruth, namedAgain, type Compared } from './truth-from-tables.ts';

type Row = Readonly<Record<string, string | number | boolean | null>>;

const folder = mkdtempSync(join(tmpdir(), 'laddbok-up-'));
let up: Up;

/** Resident memory of the running process. */
const rss_mib = (): number => {
  const status = readFileSync(`/proc/${up.pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024);
};

beforeAll(async () => {
  // The first call builds what is to be run, so that the start is measured without that.
  await runCommand(['help'], {});
  up = await startUp(inFolder(folder));
  console.log(`up: everything listens after ${up.start_ms} ms, idle at ${rss_mib()} MiB.`);
});

afterAll(async () => {
  console.log(`up: ${rss_mib()} MiB after all of that.`);
  await up.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (path: string): Promise<readonly Row[]> => {
  const answer = await fetch(`${up.api}${path}`);
  expect([answer.status, path]).toEqual([200, path]);
  return ((await answer.json()) as { readonly data: readonly Row[] }).data;
};

/** The one row that is there once `enough`, and how long after an instant that was. */
const appeared = async (path: string, enough: (row: Row) => boolean, since_ms: number) => {
  for (;;) {
    const row = (await ask(path)).find(enough);
    if (row !== undefined) return { row, after_ms: performance.now() - since_ms };
  }
};

const hasEnded = (row: Row): boolean => row['state'] === 'ended';
const from = Date.now() - hour_ms;

/** Resolves once an answer says that all that was recorded is in the tables, in every table. */
const caughtUp = async (): Promise<void> => {
  for (;;) {
    const answer = await fetch(`${up.api}/v1/stations`);
    if (((await answer.json()) as { readonly complete: boolean }).complete) return;
  }
};

/** Charges at three stations, one after another, and asks for each session until it is there. */
const visits = async (
  prefix: string,
  charges: (visit: thirdParty.Visit) => Promise<thirdParty.Answered>,
) => {
  const seen: { readonly row: Row; readonly after_ms: number }[] = [];
  for (const number of [1, 2, 3]) {
    const stationId = `${prefix}-${number}`;
    const { answered_ms } = await charges({ gateway: up.gateway, stationId, from });
    const path = `/v1/sessions?station_id=${stationId}`;
    seen.push(await appeared(path, hasEnded, answered_ms));
  }
  // A session can stand in its table a moment before its energy stands in the other.
  await caughtUp();
  const times = seen.map(({ after_ms }) => Math.round(after_ms));
  console.log(`${prefix}: the ended session is in the answer after ${times.join(', ')} ms.`);
  return seen.map(({ row }) => row);
};

/** Energy by station over the last hours, milliwatt-hours. */
const energy = async (stationId: string): Promise<readonly number[]> => {
  const range = `from=${new Date(from - hour_ms).toISOString()}&window=all&groupBy=station_id`;
  const rows = await ask(`/v1/energy?${range}&station_id=${stationId}`);
  return rows.map((row) => Math.round(Number(row['energy_wh']) * 1000));
};

describe('a station that others wrote charges a car, and the session is asked for', () => {
  test('OCPP 1.6: with its energy, station, timeline and fault', async () => {
    const rows = await visits('RPC16', thirdParty.chargesOver16);
    for (const [i, row] of rows.entries()) {
      expect(row).toMatchObject({
        station_id: `RPC16-${i + 1}`,
        port: 1,
        energy_wh: thirdParty.energyOver16_mwh / 1000,
        started_at: new Date(from).toISOString(),
        ended_at: new Date(from + 600_000).toISOString(),
      });
      expect(await energy(`RPC16-${i + 1}`)).toEqual([thirdParty.energyOver16_mwh]);
    }
    const stations = await ask('/v1/stations?station_id=RPC16-1');
    expect(stations).toMatchObject([{ vendor: 'Elbil', model: 'One', protocol: 'ocpp1.6' }]);
    expect(await ask('/v1/faults?station_id=RPC16-1')).toMatchObject([
      { port: 2, error_code: 'GroundFailure', reports: 1 },
    ]);
    const timeline = await ask('/v1/availability?station_id=RPC16-1');
    expect(new Set(timeline.map((one) => one['state']))).toEqual(
      new Set(['available', 'faulted', 'offline']),
    );
  });

  test('OCPP 2.0.1: with its energy', async () => {
    const rows = await visits('RPC201', thirdParty.chargesOver201);
    for (const [i, row] of rows.entries()) {
      expect(row).toMatchObject({ port: 1, energy_wh: thirdParty.energyOver201_mwh / 1000 });
      expect(await energy(`RPC201-${i + 1}`)).toEqual([thirdParty.energyOver201_mwh]);
    }
  });

  test('em-ocpp-chargepoint-simulator over OCPP 1.6: with its energy', async () => {
    await thirdParty.chargesOverEm({ gateway: up.gateway, stationId: 'EM16', from });
    const { row } = await appeared('/v1/sessions?station_id=EM16', hasEnded, 0);
    await caughtUp();
    expect(row).toMatchObject({ energy_wh: thirdParty.energyOver16_mwh / 1000 });
    expect(await energy('EM16')).toEqual([thirdParty.energyOver16_mwh]);
  });
});

/** What a station of the fleet does within a few seconds: both ports or one, and the line drops. */
const acts: readonly Act[] = [
  { does: 'charges', port: 1, after_ms: 300, plugged_ms: 100, for_ms: 1_500, energy_wh: 1_234 },
  { does: 'loses_link', after_ms: 800, for_ms: 600 },
  { does: 'breaks_down', port: 1, after_ms: 2_600, for_ms: 500 },
  { does: 'charges', port: 1, after_ms: 3_300, plugged_ms: 100, for_ms: 700, energy_wh: 77 },
];

const ofFleet = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.startsWith('["LIVE-'));

/** An outage as it was told: station, port, cause, start and end. */
type Outage = readonly [string, number, string, number, number | null];

/** Connections as the station saw them differ from the gateway's by the way of a packet. */
const packet_ms = 2_000;

const expectSameOutages = (actual: Compared, expected: Compared): void => {
  const outages = (of: Compared) => ofFleet(of.outages).map((line) => JSON.parse(line) as Outage);
  const [is, should] = [outages(actual), outages(expected)];
  const what = (all: readonly Outage[]) =>
    all.map(([station, port, cause]) => [station, port, cause]);
  expect(what(is)).toEqual(what(should));
  for (const [i, [, , , started_at, ended_at]] of should.entries()) {
    const [, , , start, end] = is[i] ?? ['', 0, '', 0, 0];
    expect(Math.abs(start - started_at)).toBeLessThan(packet_ms);
    expect(Math.abs((end ?? 0) - (ended_at ?? 0))).toBeLessThan(packet_ms);
  }
};

describe('a live fleet of both families', () => {
  test('leaves in the tables what is true of it: sessions, buckets, faults, outages', async () => {
    const live = startFleet({
      url: up.gateway,
      seed: 'up',
      stations: fleet({ seed: 'up', stations: 8, prefix: 'LIVE-' }),
      clock: Date.now,
      sample_ms: 200,
      backoff: { first_ms: 20, max_ms: 100 },
      plan: (profile, start) => scenario(profile, start, acts),
    });
    await live.finished;
    await live.stop();
    await caughtUp();
    const expected = linesOfTruth(live.truth());
    const actual = await linesAtEndpoint(up.clickhouse);
    expect(expected.sessions).toHaveLength(16);
    expect(actual.sessions.join()).not.toContain('04A1B2C3D4E5F6');
    expect(namedAgain(ofFleet(actual.sessions))).toEqual(expected.sessions);
    expect(ofFleet(actual.buckets)).toEqual(expected.buckets);
    expect(ofFleet(actual.faults)).toEqual(expected.faults);
    expectSameOutages(actual, expected);
  }, 30_000);
});

describe('the ClickHouse endpoint', () => {
  const sql = "SELECT energy_wh FROM sessions WHERE station_id = 'RPC201-1'";

  test('answers what curl and the client of ClickHouse ask', async () => {
    const answer = await fetch(`${up.clickhouse}/?query=${encodeURIComponent(sql)}`);
    expect([answer.status, await answer.text()]).toEqual([200, '1222.125\n']);
    const client = createClient({ url: up.clickhouse });
    const rows = await client.query({ query: sql, format: 'JSONEachRow' });
    expect(await rows.json()).toEqual([{ energy_wh: 1222.125 }]);
    await client.close();
  });

  test.each([
    'DROP TABLE sessions_v1',
    'TRUNCATE sessions_v1',
    'CREATE TABLE t (x Int8) ENGINE Log',
  ])('refuses "%s"', async (statement) => {
    const answer = await fetch(up.clickhouse, { method: 'POST', body: statement });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await fetch(`${up.clickhouse}/?query=${encodeURIComponent(sql)}`)).status).toBe(200);
  });
});

describe('pages of the API', () => {
  test.each([
    ['/', /Laddbok/],
    ['/docs', /swagger/i],
    ['/openapi.json', /"\/v1\/sessions"/],
    ['/health', /"ok"/],
    ['/ready', /"ready":true/],
    ['/metrics', /^laddbok_pump_lag_events 0$/m],
    ['/v1/sessions?format=csv', /^opened_at,station_id,/],
  ])('%s answers', async (path, expected) => {
    const answer = await fetch(`${up.api}${path}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(expected);
  });

  test('metrics count what stations said, and say that log and store are there', async () => {
    const text = await (await fetch(`${up.api}/metrics`)).text();
    const value = (name: string): number =>
      Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    expect(value('laddbok_gateway_frames')).toBeGreaterThan(100);
    expect([value('laddbok_log_up'), value('laddbok_store_up')]).toEqual([1, 1]);
  });
});

describe('beside the running process', () => {
  test('verify finds nothing, and says how much it compared', async () => {
    const { code, out } = await runCommand(['verify'], inFolder(folder));
    expect([code, out.at(-1)]).toEqual([0, expect.stringMatching(/^\d+ events, \d+ rows, 0 diff/)]);
  });

  test('doctor says that it runs, and finds nothing wrong', async () => {
    const { code, out } = await runCommand(['doctor', '--json'], inFolder(folder));
    const { findings } = JSON.parse(out.at(-1) ?? '') as {
      readonly findings: readonly { readonly what: string; readonly detail: string }[];
    };
    expect(code).toBe(0);
    expect(findings.find(({ what }) => what === 'running')?.detail).toBe(
      `runs as process ${up.pid}`,
    );
  });

  test('import takes history in, which is then in the answers; twice changes nothing', async () => {
    const file = join(folder, 'history.jsonl');
    const line = (minute: number, direction: string, frame: unknown): string =>
      JSON.stringify({
        recorded_at: `2025-06-01T10:0${minute}:00Z`,
        station_id: 'OLD',
        direction,
        protocol: 'ocpp1.6',
        frame: JSON.stringify(frame),
      });
    const timestamp = '2025-06-01T10:00:00Z';
    const start = { connectorId: 1, idTag: 'T', meterStart: 0, timestamp };
    const stop = { transactionId: 7, meterStop: 512, timestamp: '2025-06-01T10:05:00Z' };
    const lines = [
      line(0, 'from_station', [2, 'a', 'StartTransaction', start]),
      line(0, 'to_station', [3, 'a', { transactionId: 7, idTagInfo: { status: 'Accepted' } }]),
      line(5, 'from_station', [2, 'b', 'StopTransaction', stop]),
      line(5, 'to_station', [3, 'b', {}]),
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    const question = '/v1/sessions?station_id=OLD&from=2025-06-01&to=2025-06-02';
    for (const round of ['first', 'second']) {
      const { code, out } = await runCommand(['import', file], inFolder(folder));
      expect([round, code, out]).toEqual([round, 0, [expect.stringContaining('of 1 stations')]]);
      await appeared(question, hasEnded, 0);
      await caughtUp();
      expect(await ask(question)).toMatchObject([{ energy_wh: 512, transaction_id: '7' }]);
    }
  });

  test('a second start on the same folder is refused in one sentence', async () => {
    const { code, out, err } = await runCommand(
      ['up'],
      inFolder(folder, { LADDBOK_LOG_LEVEL: 'silent' }),
    );
    expect([code, out]).toEqual([1, []]);
    expect(err).toEqual([expect.stringMatching(/^laddbok up: .*in use by another process/)]);
    expect((await fetch(`${up.api}/health`)).status).toBe(200);
  });
});
