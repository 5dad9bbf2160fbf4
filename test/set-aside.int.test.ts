// An event that the fold cannot take is set aside, and a log that is not ours is refused.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completeness } from '../api/queries/completeness.ts';
import { lostEventsOf } from '../app/lost-events.ts';
import { metricsOf } from '../app/metrics.ts';
import { rebuild } from '../app/rebuild.ts';
import { ownSet } from '../app/set-choice.ts';
import { lineageOf, startPump } from '../app/pump.ts';
import { verify } from '../app/verify.ts';
import { alerts } from '../dashboards/alerts.ts';
import { importLines } from '../ingest/import.ts';
import { AppError } from '../lib/errors.ts';
import { day_ms } from '../lib/time.ts';
import { openCodecs } from '../log/avro.ts';
import type { EventLog } from '../log/port.ts';
import { ocppTopic } from '../log/port.ts';
import { fileRegistry } from '../log/registry.ts';
import type { Room } from '../processors/define.ts';
import { foldOver } from '../processors/fold.ts';
import { at, tape, type Tape } from '../processors/tape.ts';
import type { Store } from '../store/port.ts';
import { serveSet } from '../store/sets.ts';
import {
  embeddedLog,
  foldInto,
  hashes,
  importInto,
  inTemporaryFolder,
  project,
  record,
  withPipeline,
  type Pipeline,
} from './pipeline.ts';

const from = Date.UTC(2026, 2, 1);
const { lines } = record({ seed: 'aside', stations: 2, from, to: from + day_ms });
const few = lines.slice(0, 200);

/** A room with a bug: it throws whenever a session is told of. */
const broken = (room: Room): Room =>
  room.name === 'sessions'
    ? {
        ...room,
        name: 'sessions_broken',
        step: (state, fact, context) => {
          if (fact.type === 'SessionStarted') throw new RangeError('no such port');
          return room.step(state, fact, context);
        },
      }
    : room;

/** Few rooms, for few tables to make. */
const kept: ReadonlySet<string> = new Set(['sessions', 'stations']);
const small = (pipeline: Pipeline): Pipeline => ({
  ...pipeline,
  fold: foldOver(pipeline.fold.rooms.filter(({ name }) => kept.has(name))),
});

describe('an event at which the fold throws', () => {
  test('is set aside with its error, the rest goes on, and a mended fold heals it', async () => {
    await withPipeline(async (whole) => {
      const pipeline = small(whole);
      await importInto(pipeline, lines);
      const buggy = { ...pipeline, fold: foldOver(pipeline.fold.rooms.map(broken)) };
      const pump = await startPump({ ...foldInto(buggy), flushInterval_ms: 50 });
      await pump.settled();
      const { setAside, lag } = pump.stats();
      await pump.stop();
      expect(lag).toBe(0);
      expect(setAside).toBeGreaterThan(0);
      const sql = `SELECT station_id, event_offset, event_id, action, error FROM events_set_aside`;
      const rows = await pipeline.store.query<Record<string, string>>({ sql, params: {} });
      expect(rows).toHaveLength(setAside);
      expect(rows[0]).toMatchObject({ error: 'no such port', station_id: expect.any(String) });
      expect((await verify(foldInto(buggy))).differences).toBe(0);

      const healed = await rebuild(foldInto(pipeline));
      expect(healed.pump.stats().setAside).toBe(0);
      await healed.pump.stop();
      await serveSet(pipeline.store, healed.set);
      expect(await pipeline.store.query({ sql, params: {} })).toEqual([]);
      const counted = await verify({ ...foldInto(pipeline), set: healed.set });
      expect(counted.differences).toBe(0);
    });
  });
});

/** A room that throws at one kind of call. */
const throwsAt = (action: string, room: Room): Room => ({
  ...room,
  step: (state, fact, context) => {
    if (fact.type === 'EventKept' && fact.action === action) throw new RangeError('not this one');
    return room.step(state, fact, context);
  },
});

/**
 * What the alert compares with 0, and what whoever watches the figures sees: at a moment, before
 * which the table knew of nothing.
 */
const lostAt = async ({ store }: Pipeline, moment: string): Promise<readonly number[]> => {
  const now = `toDateTime(${at(moment) / 1000})`;
  const then = (sql: string): string =>
    sql.replaceAll('now()', now).replace('WHERE c.hour', `WHERE c.hour < ${now} AND c.hour`);
  const alert = alerts.find(({ uid }) => uid === 'laddbok-lost');
  const rule = { sql: then(alert?.sql ?? ''), params: {} };
  const [row] = await store.query<{ readonly lost: number }>(rule);
  const asked: Pick<Store, 'query'> = {
    query: ({ sql, params }) => store.query({ sql: then(sql), params }),
  };
  const figures = await metricsOf({ lost: lostEventsOf(asked, () => 0) })();
  const figure = /^laddbok_events_lost\{tenant="default"\} (\d+)$/m.exec(figures)?.[1];
  return [Number(row?.lost), Number(figure)];
};

describe('an hour of a station', () => {
  test('comes out even: confirmed = stored + set aside + lost from the log under it', async () => {
    const beats = (hour: string) => (all: Tape) =>
      ['05', '10', '15', '20'].reduce(
        (events, minute) => events.call(`${hour}:${minute}:00`, 'Heartbeat', {}, {}),
        all,
      );
    const quiet = tape('ocpp1.6').connected('10:00:00');
    const first = beats('10')(quiet).call('10:50:00', 'DataTransfer', { vendorId: 'V' }, {});
    const { events } = beats('11')(first).disconnected('11:30:00');
    const gone = events.findIndex(({ recordedAt }) => recordedAt === at('11:10:00') * 1000);
    await withPipeline(async (whole) => {
      const rooms = whole.fold.rooms.filter(({ name }) => name === 'completeness');
      const fold = foldOver(rooms.map((room) => throwsAt('DataTransfer', room)));
      const pipeline = { ...whole, fold };
      const left = events.filter((_, i) => i !== gone);
      const records = left.map((event) => ({
        key: `${event.tenant}/${event.stationId}`,
        value: pipeline.codecs.ocpp.encode(event),
      }));
      await pipeline.log.append(ocppTopic, records);
      await project(pipeline);
      const [zone, known_until] = ['UTC', 0];
      const span = { from: at('00:00:00'), to: at('23:00:00'), zone, known_until };
      const asked = { ...span, params: {}, tenant: 'default' };
      const rows = await pipeline.store.query(completeness.sql(asked));
      expect(rows).toMatchObject([
        { hour: '2026-03-01 10:00:00.000', confirmed: 11, stored: 9, set_aside: 2, lost: 0 },
        { hour: '2026-03-01 11:00:00.000', confirmed: 9, stored: 8, set_aside: 0, lost: 1 },
      ]);
      expect(await lostAt(pipeline, '10:59:00')).toEqual([0, 0]);
      expect(await lostAt(pipeline, '12:00:00')).toEqual([1, 1]);
    });
  });
});

/** The code of the refusal of a changed log, once what its sentence says to do has mended it. */
const refusalOf = async (
  change: (folder: string, log: EventLog) => Promise<EventLog>,
): Promise<string> =>
  inTemporaryFolder(async (folder) => {
    let code = 'none';
    await withPipeline(
      async (whole) => {
        const pipeline = small(whole);
        await importInto(pipeline, few);
        await project(pipeline);
        const log = await change(folder, pipeline.log);
        const other = { ...pipeline, log };
        try {
          const refused: unknown = await project(other).catch((thrown: unknown) => thrown);
          code = refused instanceof AppError ? refused.code : String(refused);
          // What the sentence says to do: another epoch, and a replay that is shown.
          const mending = { ...foldInto(other), epoch: 2, partial: true };
          const { pump, set } = await rebuild(mending);
          await pump.stop();
          await serveSet(pipeline.store, set);
          const { set: _, ...own } = await lineageOf({ ...mending, set: 0 });
          expect(await ownSet(pipeline.store, own)).toBe(set);
          const verdict = await verify({ ...mending, set });
          expect(verdict).toMatchObject({ differences: 0, behind: 0 });
          expect(Object.values(await hashes(other)).some((hash) => !hash.startsWith('0:'))).toBe(
            true,
          );
        } finally {
          await log.close();
        }
      },
      (_, codecs) => embeddedLog(folder, codecs),
    );
    return code;
  });

describe('tables are refused, and made again, where the log', () => {
  test('was made anew in the same place', async () => {
    const refusal = await refusalOf(async (folder, log) => {
      await log.close();
      rmSync(join(folder, 'log'), { recursive: true });
      return openFilled(folder, lines.slice(0, 300));
    });
    expect(refusal).toBe('LOG_CHANGED');
  });

  test('is the same by name and length, but holds other events', async () => {
    const refusal = await refusalOf(async (folder, log) => {
      const { clusterId } = await log.identity(ocppTopic);
      await log.close();
      rmSync(join(folder, 'log'), { recursive: true });
      const filled = await openFilled(folder, lines.slice(100, 900));
      const identity = async (topic: string) => ({ ...(await filled.identity(topic)), clusterId });
      return { ...filled, identity };
    });
    expect(refusal).toBe('LOG_CHANGED');
  });
});

const openFilled = async (folder: string, recorded: readonly string[]): Promise<EventLog> => {
  const codecs = await openCodecs(fileRegistry());
  const log = await embeddedLog(folder, codecs);
  await importLines({ lines: recorded, log, codec: codecs.ocpp });
  return log;
};
