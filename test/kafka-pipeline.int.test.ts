// The whole pipeline on a real Kafka: the tables of the embedded log, and a broker that goes away.

import { afterAll, describe, expect, test, vi } from 'vitest';
import { startPump } from '../app/pump.ts';
import { verify } from '../app/verify.ts';
import { startGateway } from '../ingest/gateway.ts';
import type { Logger } from '../lib/logger.ts';
import { readAll } from '../log/contract.ts';
import { ocppTopic } from '../log/port.ts';
import { sessions } from '../processors/sessions/table.ts';
import { storedRows } from '../store/rows.ts';
import { foldInto, type Pipeline } from './pipeline.ts';
import { embedded, expectedTables, few, lines, tablesOf, withKafka } from './pipeline-on-kafka.ts';
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

describe.runIf(kafka !== null)('a recording imported through Kafka', () => {
  test('gives the tables of the embedded log, verified; once more changes nothing', async () => {
    const expected = await expectedTables();
    expect(expected['sessions']).not.toMatch(/^0:/);
    await withKafka(brokers, async (pipeline) => {
      expect(await tablesOf(pipeline, lines, 10_000)).toEqual(expected);
      const verdict = await verify(foldInto(pipeline));
      expect(verdict).toMatchObject({ events: lines.length, differences: 0, behind: 0 });
      expect(await tablesOf(pipeline, lines, 10_000)).toEqual(expected);
      expect(await verify(foldInto(pipeline))).toMatchObject({ differences: 0, behind: 0 });
    });
  }, 180_000);

  test.each([1, 7])(
    'gives the same tables in batches of %i',
    async (batch) => {
      expect(few.length).toBeGreaterThan(100);
      const expected = await embedded(few);
      await withKafka(brokers, async (pipeline) => {
        expect(await tablesOf(pipeline, few, batch)).toEqual(expected);
      });
    },
    60_000,
  );
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
    await withKafka(brokers, async (pipeline) => {
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
