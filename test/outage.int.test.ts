// What is away comes back: ClickHouse, space on the disk. And bad lines of a recording, by number.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseConfig } from '../app/config.ts';
import { openApi, openGateway, openPump } from '../app/parts.ts';
import { verify } from '../app/verify.ts';
import type { Logger } from '../lib/logger.ts';
import { ocppTopic } from '../log/port.ts';
import { openClickHouse } from '../store/clickhouse.ts';
import type { ChdbStore } from '../store/chdb.ts';
import { startEndpoint } from '../store/endpoint.ts';
import { inFolder, runCommand, startUp, type Up } from './command.ts';
import { inTemporaryFolder, withPipeline, type Pipeline } from './pipeline.ts';
import { fillUp, smallDisk } from './small-disk.ts';
import { connectStation, type WireStation } from './wire-station.ts';

const at = (minute: number): string => `2026-03-01T12:0${minute}:00Z`;

const starts = async (station: WireStation): Promise<number> => {
  const start = { connectorId: 1, idTag: 'T', meterStart: 100, timestamp: at(0) };
  const [type, , answer] = await station.call('StartTransaction', start);
  expect(type).toBe(3);
  return (answer as { readonly transactionId: number }).transactionId;
};

/** A reading of a transaction; `pad` makes the frame as large as wanted. */
const reads = (station: WireStation, transactionId: number, pad = '') => {
  const sampledValue = [{ value: '200' }, { value: pad, measurand: 'Voltage' }];
  const meterValue = [{ timestamp: at(5), sampledValue }];
  return station.call('MeterValues', { connectorId: 1, transactionId, meterValue });
};

const stops = (station: WireStation, transactionId: number) =>
  station.call('StopTransaction', { transactionId, meterStop: 350, timestamp: at(9) });

/** A logger that keeps what it is told. */
const listening = () => {
  const said: string[] = [];
  const note = (line: string): void => void said.push(line);
  const logger: Logger = { info: note, warn: note, error: note };
  return { said, logger };
};

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** Gateway, pump and API over a ClickHouse that can be taken away: the endpoint, with writes. */
const withServer = async ({ log, store, codecs }: Pipeline) => {
  const open = (port: number) =>
    startEndpoint({ store: store as ChdbStore, port, dangerously_allowWrites: true });
  let endpoint = await open(0);
  const server = await openClickHouse({ url: endpoint.url });
  const { said, logger } = listening();
  const config = parseConfig({
    LADDBOK_PSEUDONYMS: 'false',
    LADDBOK_SECRET: 'for tests',
    LADDBOK_GATEWAY_PORT: '0',
    LADDBOK_API_PORT: '0',
  });
  const ending = new AbortController().signal;
  const ground = { config, logger, ending, log, codec: codecs.ocpp, ledger: codecs.ledger };
  const pump = await openPump(ground, server);
  const gateway = await openGateway(ground);
  const api = await openApi(ground, { store: server, gateway, pump });
  onTestFinished(async () => {
    await gateway.stop();
    await pump.stop();
    await api.close();
    await server.close();
    await endpoint.close();
  });
  return {
    said,
    pump,
    ask: (path: string) => fetch(`http://127.0.0.1:${api.port}${path}`),
    station: (id: string) => connectStation(`ws://127.0.0.1:${gateway.port}/${id}`, 'ocpp1.6'),
    goAway: () => endpoint.close(),
    comeBack: async () => {
      endpoint = await open(endpoint.port);
    },
  };
};

describe('while ClickHouse is away', () => {
  test('stations are answered, questions get 503, and all is made up for afterwards', async () => {
    await withPipeline(async (pipeline) => {
      const { said, pump, ask, station, goAway, comeBack } = await withServer(pipeline);
      const first = await station('A');
      const transaction = await starts(first);
      await pump.settled();
      expect((await ask('/v1/sessions')).status).toBe(200);

      await goAway();
      expect((await reads(first, transaction))[0]).toBe(3);
      expect((await stops(first, transaction))[0]).toBe(3);
      const second = await station('B');
      expect((await stops(second, await starts(second)))[0]).toBe(3);
      await vi.waitFor(() => expect(pump.stats().trouble).not.toBe(''), 10_000);
      const refused = await ask('/v1/sessions');
      expect(refused.status).toBe(503);
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(((await refused.json()) as Problem).detail).toMatch(/cannot be read for now/);
      expect((await ask('/ready')).status).toBe(503);
      expect((await ask('/health')).status).toBe(200);
      expect(await (await ask('/metrics')).text()).toMatch(/^laddbok_store_up 0$/m);

      await comeBack();
      await pump.settled();
      expect(said.filter((line) => line.startsWith('The store at'))).toHaveLength(1);
      expect(said).toContain('The store takes rows again.');
      const answer = await ask('/v1/sessions?from=2026-03-01&to=2026-03-02');
      const { data } = (await answer.json()) as { readonly data: readonly object[] };
      expect(data).toMatchObject([
        { station_id: 'A', state: 'ended', energy_wh: 250 },
        { station_id: 'B', state: 'ended', energy_wh: 250 },
      ]);
      expect((await ask('/ready')).status).toBe(200);
      const { log, store, codecs, fold } = pipeline;
      const whole = { log, store, fold, codec: codecs.ocpp, topic: ocppTopic, epoch: 1, set: 1 };
      expect(await verify(whole)).toMatchObject({ differences: 0, behind: 0 });
    });
  }, 60_000);
});

/** Whether a small disk can be mounted here; says so where it cannot. */
const canMount = (): boolean => {
  const disk = smallDisk('1m');
  disk?.remove();
  return disk !== null;
};

/** A data folder of which a part, or all, is on a small disk, until the test is over. */
const onSmallDisk = (part: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-full-'));
  const disk = smallDisk('256m', join(folder, part));
  if (disk === null) throw new Error('No small disk could be mounted.');
  onTestFinished(() => {
    disk.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, filler: disk.filler };
};

/** Waits for the ended session of the day, whole and nothing else. */
const sessionAppears = (api: string): Promise<void> =>
  vi.waitFor(
    async () => {
      const answer = await fetch(`${api}/v1/sessions?from=2026-03-01&to=2026-03-02`);
      expect(await answer.json()).toMatchObject({
        complete: true,
        data: [{ state: 'ended', energy_wh: 250 }],
      });
    },
    { timeout: 30_000, interval: 200 },
  );

/** Starts on a data folder, with a station that has begun to charge. */
const charging = async (folder: string) => {
  const up = await startUp(inFolder(folder));
  onTestFinished(async () => void (await up.kill()));
  const station = await connectStation(`${up.gateway}/FULL`, 'ocpp1.6');
  return { up, station, transaction: await starts(station) };
};

const endsWell = async (up: Up, folder: string): Promise<void> => {
  await sessionAppears(up.api);
  expect(await up.stop()).toMatchObject({ code: 0 });
  expect(await runCommand(['verify'], inFolder(folder))).toMatchObject({ code: 0 });
};

describe('while the disk is full', () => {
  const isMountable = canMount();

  test.runIf(isMountable)(
    'stations get no answer, a line says why, and all goes on once there is room',
    async () => {
      const { folder, filler } = onSmallDisk('.');
      const { up, station, transaction } = await charging(folder);
      const emptied = fillUp(filler);
      let answered = 0;
      const readings = Array.from({ length: 20 }, async () => {
        await reads(station, transaction, 'V'.repeat(100_000));
        answered += 1;
      });
      await up.command.heard(/The disk under .* is full/);
      await up.command.heard(/The log is away: stations get no answer/);
      expect(answered).toBeLessThan(20);

      emptied();
      await Promise.all(readings);
      expect((await stops(station, transaction))[0]).toBe(3);
      await up.command.heard(/The log is back: stations are answered again/);
      await endsWell(up, folder);
    },
    90_000,
  );

  test.runIf(isMountable)(
    'under the tables alone, stations are answered, and the tables are made up for',
    async () => {
      const { folder, filler } = onSmallDisk('store');
      const { up, station, transaction } = await charging(folder);
      const emptied = fillUp(filler);
      expect((await reads(station, transaction))[0]).toBe(3);
      expect((await stops(station, transaction))[0]).toBe(3);
      // The file system says the first, ClickHouse the second when it reserves before it writes.
      const full = /The store at .* does not answer: .*(?:No space left|not enough space)/i;
      await up.command.heard(full);

      emptied();
      await up.command.heard(/The store takes rows again/);
      const told = up.command.err.filter((line) => line.includes('The store at'));
      expect(told).toHaveLength(1);
      await endsWell(up, folder);
    },
    90_000,
  );
});

describe('a recording with bad lines', () => {
  const good = {
    recorded_at: at(0),
    station_id: 'A',
    direction: 'from_station',
    protocol: 'ocpp1.6',
    frame: '[2,"1","Heartbeat",{}]',
  };
  const lines = [
    JSON.stringify(good),
    '{"recorded_at": "2026-03-01T12',
    JSON.stringify({ ...good, direction: 'sideways' }),
    '',
    JSON.stringify({ ...good, recorded_at: 'yesterday' }),
    JSON.stringify({ ...good, frame: 'no JSON, yet what the station said' }),
  ].join('\n');

  test('is taken in but for those, which are named by number', () =>
    inTemporaryFolder(async (folder) => {
      const { code, out } = await runCommand(['import', '-'], inFolder(folder), lines);
      expect(code).toBe(0);
      expect(out[0]).toBe('2 events from 6 lines of 1 stations.');
      expect(out.slice(1, -1).map((line) => /^line \d+: ./.exec(line)?.[0])).toEqual([
        expect.stringMatching(/^line 2:/),
        expect.stringMatching(/^line 3:/),
        expect.stringMatching(/^line 5:/),
      ]);
      expect(out.at(-1)).toBe('3 bad lines were set aside.');
    }));

  test('ends with 1 when that was asked for', () =>
    inTemporaryFolder(async (folder) => {
      const { code } = await runCommand(['import', '-', '--strict'], inFolder(folder), lines);
      expect(code).toBe(1);
      const clean = await runCommand(
        ['import', '-', '--strict'],
        inFolder(folder),
        JSON.stringify(good),
      );
      expect(clean.code).toBe(0);
    }));
});
