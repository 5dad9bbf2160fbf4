// Pumps that share the partitions of a real Kafka: one joins, one leaves, one is killed, one paused.

import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadCheckpoints } from '../app/checkpoints.ts';
import { lineageOf, startPump, type Pump } from '../app/pump.ts';
import { verify } from '../app/verify.ts';
import { importLines } from '../ingest/import.ts';
import { deferred } from '../lib/deferred.ts';
import { ocppTopic, type EventLog } from '../log/port.ts';
import type { ChdbStore } from '../store/chdb.ts';
import { startEndpoint } from '../store/endpoint.ts';
import type { Child } from './child.ts';
import { foldInto, hashes, type Pipeline } from './pipeline.ts';
import { expectedTables, lines, openNamed, withKafka } from './pipeline-on-kafka.ts';
import { hasFolded, startPumpProcess } from './pump-process.ts';
import { startKafka } from './servers/kafka.ts';

const kafka = await startKafka();
afterAll(() => kafka?.stop());
const brokers = kafka?.brokers ?? [];

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
  const log = await openNamed(brokers, name, pipeline.codecs);
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

describe.runIf(kafka !== null)('two pumps that share the partitions', () => {
  const third = Math.floor(lines.length / 3);

  test('give the same tables, though one comes later and one leaves in the middle', async () => {
    const expected = await expectedTables();
    await withKafka(brokers, async (pipeline, name) => {
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
  }, 180_000);
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
    await withKafka(brokers, async (pipeline, name) => {
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
