// The whole pipeline on a real Kafka: the tables of the embedded log, shared work, a broker away.

import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadCheckpoints } from '../app/checkpoints.ts';
import { lineageOf, startPump, type Pump } from '../app/pump.ts';
import { verify } from '../app/verify.ts';
import { importLines } from '../ingest/import.ts';
import { startGateway } from '../ingest/gateway.ts';
import { deferred } from '../lib/deferred.ts';
import type { Logger } from '../lib/logger.ts';
import { day_ms } from '../lib/time.ts';
import type { Codecs } from '../log/avro.ts';
import { readAll } from '../log/contract.ts';
import { openKafkaLog } from '../log/kafka.ts';
import { ocppTopic, type EventLog } from '../log/port.ts';
import { sessions } from '../processors/sessions/table.ts';
import { storedRows } from '../store/rows.ts';
import type { ChdbStore } from '../store/chdb.ts';
import { startEndpoint } from '../store/endpoint.ts';
import {
  hashes,
  importInto,
  project,
  record,
  withPipeline,
  type Pipeline,
  foldInto,
} from './pipeline.ts';
import type { Child } from './child.ts';
import { hasFolded, onTopicOf, startPumpProcess } from './pump-process.ts';
import { startKafka } from './servers/kafka.ts';
import { connectStation } from './wire-station.ts';

const kafka = await startKafka();
afterAll(() => kafka?.stop());
const brokers = kafka?.brokers ?? [];

/** Frames in the log, of both directions. */
const framesOf = async ({ log, codecs }: Pipeline): Promise<number> => {
  const records = await readAll(log, ocppTopic);
  return records.filter(({ value }) => codecs.ocpp.decode(value).kind === 'FRAME').length;
};

let names = 0;
const newName = (): string => `${process.pid}.${names++}`;

const openNamed = async (name: string, codecs: Codecs): Promise<EventLog> => {
  const fast = { retry_ms: 50, session_timeout_ms: 7_000 };
  return onTopicOf(await openKafkaLog({ brokers, schemas: codecs, ...fast }), name);
};

const withKafka = <T>(work: (pipeline: Pipeline, name: string) => Promise<T>): Promise<T> => {
  const name = newName();
  return withPipeline(
    (pipeline) => work(pipeline, name),
    (_, codecs) => openNamed(name, codecs),
  );
};

const from = Date.UTC(2026, 2, 1);
const { lines } = record({ seed: 'kafka', stations: 8, from, to: from + 3 * day_ms });
const few = record({ seed: 'few', stations: 2, from, to: from + day_ms }).lines;

type Tables = Readonly<Record<string, string>>;

const tablesOf = async (pipeline: Pipeline, recorded: readonly string[], batch: number) => {
  await importInto(pipeline, recorded, batch);
  await project(pipeline, batch);
  return hashes(pipeline);
};

/** The tables that the embedded log gives. */
const embedded = (recorded: readonly string[]): Promise<Tables> =>
  withPipeline((pipeline) => tablesOf(pipeline, recorded, 10_000));

let undisturbed: Promise<Tables> | undefined;
/** The same for all the lines, made once. */
const expectedTables = (): Promise<Tables> => (undisturbed ??= embedded(lines));

/** Whether everything in the log is in the tables, whoever stored it. */
const isAllStored = async (pipeline: Pipeline): Promise<boolean> => {
  const ends = await pipeline.log.ends(ocppTopic);
  const stored = await loadCheckpoints(pipeline.store, await lineageOf(foldInto(pipeline)), ends);
  return ends.every(({ partition, high }) => (stored.get(partition) ?? 0) === high);
};

const allStored = (pipeline: Pipeline): Promise<void> =>
  vi.waitFor(async () => expect(await isAllStored(pipeline)).toBe(true), {
    timeout: 40_000,
    interval: 100,
  });

interface Member extends Pump {
  /** Partitions that this one folds now. */
  readonly owned: ReadonlySet<number>;
}

/** Another process in effect: a connection to Kafka, and a pump, of its own. */
const member = async (pipeline: Pipeline, name: string): Promise<Member> => {
  const log = await openNamed(name, pipeline.codecs);
  const owned = new Set<number>();
  const follow: EventLog['follow'] = (options) =>
    log.follow({
      ...options,
      startAt: (partition) => {
        owned.add(partition);
        return options.startAt(partition);
      },
      onRevoked: (partition) => {
        owned.delete(partition);
        options.onRevoked(partition);
      },
    });
  const pump = await startPump({
    ...foldInto(pipeline),
    log: { ...log, follow },
    flushInterval_ms: 50,
  });
  onTestFinished(async () => {
    await pump.stop();
    await log.close();
  });
  return { ...pump, owned };
};

/** Lines that come in parts: each part once its gate is open. */
async function* gated(
  parts: readonly (readonly [readonly string[], Promise<unknown>])[],
): AsyncGenerator<string> {
  for (const [part, gate] of parts) {
    await gate;
    yield* part;
  }
}

describe.runIf(kafka !== null)('a recording imported through Kafka', () => {
  test('gives the tables of the embedded log, verified; once more changes nothing', async () => {
    const expected = await expectedTables();
    expect(expected['sessions']).not.toMatch(/^0:/);
    await withKafka(async (pipeline) => {
      expect(await tablesOf(pipeline, lines, 10_000)).toEqual(expected);
      const verdict = await verify(foldInto(pipeline));
      expect(verdict).toMatchObject({ events: lines.length, differences: 0, behind: 0 });
      expect(await tablesOf(pipeline, lines, 10_000)).toEqual(expected);
      expect(await verify(foldInto(pipeline))).toMatchObject({ differences: 0, behind: 0 });
    });
  }, 90_000);

  test.each([1, 7])(
    'gives the same tables in batches of %i',
    async (batch) => {
      expect(few.length).toBeGreaterThan(100);
      const expected = await embedded(few);
      await withKafka(async (pipeline) => {
        expect(await tablesOf(pipeline, few, batch)).toEqual(expected);
      });
    },
    60_000,
  );
});

describe.runIf(kafka !== null)('two pumps that share the partitions', () => {
  const third = Math.floor(lines.length / 3);

  test('give the same tables, though one comes later and one leaves in the middle', async () => {
    const expected = await expectedTables();
    await withKafka(async (pipeline, name) => {
      const [joined, left] = [deferred<void>(), deferred<void>()];
      const imported = importLines({
        lines: gated([
          [lines.slice(0, third), Promise.resolve()],
          [lines.slice(third, 2 * third), joined.promise],
          [lines.slice(2 * third), left.promise],
        ]),
        log: pipeline.log,
        codec: pipeline.codecs.ocpp,
        batchSize: 50,
      });
      const first = await member(pipeline, name);
      await vi.waitFor(() => expect(first.stats().events).toBeGreaterThan(third / 2), 30_000);
      const second = await member(pipeline, name);
      await vi.waitFor(() => {
        expect(first.owned.size).toBeGreaterThan(0);
        expect(second.owned.size).toBeGreaterThan(0);
        expect([...first.owned].filter((one) => second.owned.has(one))).toEqual([]);
      }, 30_000);
      const before = first.stats().events;
      joined.resolve();
      await vi.waitFor(() => {
        expect(first.stats().events).toBeGreaterThan(before);
        expect(second.stats().events).toBeGreaterThan(0);
      }, 30_000);
      left.resolve();
      await first.stop();
      await imported;
      await allStored(pipeline);
      expect(await hashes(pipeline)).toEqual(expected);
      const verdict = await verify(foldInto(pipeline));
      expect(verdict).toMatchObject({ differences: 0, behind: 0 });
    });
  }, 120_000);
});

describe.runIf(kafka !== null)('three processors on one Kafka', () => {
  const sessionTimeout_ms = 6_000;
  const third = Math.floor(lines.length / 3);

  /** Whoever is the first to have folded something. */
  const firstOf = (all: readonly Child[]): Promise<Child> =>
    Promise.race(
      all.map(async (one) => {
        await one.heard(hasFolded);
        return one;
      }),
    );

  test('give the same tables, one killed and one paused past its session', async () => {
    const expected = await expectedTables();
    await withKafka(async (pipeline, name) => {
      const store = pipeline.store as ChdbStore;
      const endpoint = await startEndpoint({ store, port: 0, dangerously_allowWrites: true });
      const asked = { brokers, name, url: endpoint.url, sessionTimeout_ms };
      const all = [1, 2, 3].map(() => startPumpProcess(asked));
      try {
        const [stopped, resumed] = [deferred<void>(), deferred<void>()];
        const imported = importLines({
          lines: gated([
            [lines.slice(0, third), Promise.resolve()],
            [lines.slice(third, 2 * third), stopped.promise],
            [lines.slice(2 * third), resumed.promise],
          ]),
          log: pipeline.log,
          codec: pipeline.codecs.ocpp,
          batchSize: 50,
        });
        const killed = await firstOf(all);
        killed.process.kill('SIGKILL');
        const paused = await firstOf(all.filter((one) => one !== killed));
        paused.process.kill('SIGSTOP');
        stopped.resolve();
        // Only the third can do this, and only once both have lost their partitions.
        const other = all.find((one) => one !== killed && one !== paused);
        await other?.heard(hasFolded);
        await allStored(pipeline);
        paused.process.kill('SIGCONT');
        resumed.resolve();
        await imported;
        await allStored(pipeline);
      } finally {
        // Before the store goes: whoever still writes to it would make files in its folder.
        for (const one of all) one.process.kill('SIGKILL');
        await Promise.all(all.map(({ ended }) => ended));
        await endpoint.close();
      }
      expect(await hashes(pipeline)).toEqual(expected);
      const verdict = await verify(foldInto(pipeline));
      expect(verdict).toMatchObject({ differences: 0, behind: 0 });
    });
  }, 300_000);
});

/** A logger that keeps what it is told. */
const listening = () => {
  const said: string[] = [];
  const note = (line: string): void => void said.push(line);
  const logger: Logger = { info: note, warn: note, error: note };
  return { said, logger };
};

const at = (minute: number): string => `2026-03-01T12:0${minute}:00Z`;

describe.runIf(kafka?.isOurs)('a gateway whose Kafka goes away', () => {
  test('answers nobody until it is back, and then everybody; nothing is lost or doubled', async () => {
    await withKafka(async (pipeline) => {
      const { said, logger } = listening();
      const { log, codecs, store } = pipeline;
      const pump = await startPump({ ...foldInto(pipeline), logger });
      const gateway = await startGateway({
        log,
        logger,
        codec: codecs.ocpp,
        host: '127.0.0.1',
        port: 0,
        gatewayId: 'g',
        secret: 'for tests',
      });
      const url = (id: string): string => `ws://127.0.0.1:${gateway.port}/${id}`;
      const ids = ['A', 'B', 'C'];
      const stations = await Promise.all(ids.map((id) => connectStation(url(id), 'ocpp1.6')));
      const started = await Promise.all(
        stations.map(async (station) => {
          const start = { connectorId: 1, idTag: 'T', meterStart: 100, timestamp: at(0) };
          const [, , answer] = await station.call('StartTransaction', start);
          return (answer as { readonly transactionId: number }).transactionId;
        }),
      );

      await kafka?.halt();
      const answers = stations.map((station, i) => {
        const stop = { transactionId: started[i], meterStop: 350, timestamp: at(9) };
        return station.call('StopTransaction', stop);
      });
      await vi.waitFor(
        () => expect(said).toContainEqual(expect.stringMatching(/^The log is away: stations get/)),
        30_000,
      );
      const nobody = Symbol('nobody was answered');
      const noAnswer = new Promise((resolve) => setTimeout(resolve, 1_000, nobody));
      expect(await Promise.race([...answers, noAnswer])).toBe(nobody);
      expect(log.health()).toMatchObject({ ok: false });

      await kafka?.resume();
      for (const [type] of await Promise.all(answers)) expect(type).toBe(3);
      await vi.waitFor(
        () => expect(said).toContainEqual(expect.stringMatching(/^The log is back/)),
        10_000,
      );
      await Promise.all(stations.map((station) => station.close()));
      await gateway.stop();
      await pump.settled();
      await pump.stop();
      const rows: unknown[] = [];
      for await (const { row } of storedRows(store, sessions)) rows.push(row);
      expect(rows).toMatchObject(
        ids.map((station_id) => ({ station_id, state: 'ended', energy_wh: 250_000 })),
      );
      expect(await framesOf(pipeline)).toEqual(gateway.stats().frames + gateway.stats().answers);
    });
  }, 150_000);
});
