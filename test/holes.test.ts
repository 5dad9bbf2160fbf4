// The holes through which "exactly once" leaks: each that needs no engine, closed, by its name.

import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { tablesOf as tablesOfFold, startPump, type Pump } from '../app/pump.ts';
import { AppError } from '../lib/errors.ts';
import { silent } from '../lib/logger.ts';
import { ocppTopic } from '../log/port.ts';
import { foldOver, type Fold, type StationFold } from '../processors/fold.ts';
import { tape } from '../processors/tape.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { rowKey } from '../schemas/table.ts';
import { createTable, createView } from '../store/ddl.ts';
import { insertSettings } from '../store/insert.ts';
import { openTestFold } from './folded.ts';
import { histories } from './histories.ts';
import { jsonCodec } from './json-codec.ts';
import { openRecordingLog, type RecordingLog } from './recording-log.ts';
import { openRecordingStore, type RecordingStore } from './recording-store.ts';

const fold = await openTestFold();
const codec = jsonCodec<OcppEvent>();

/** Every row that a history makes, in order, as `table, key, offset, row`. */
const emitted = (events: readonly OcppEvent[], batch = Infinity): readonly string[] => {
  let station = fold.initial;
  return events.flatMap((event, offset) => {
    if (offset % batch === 0) station = JSON.parse(JSON.stringify(station)) as StationFold;
    const folded = fold.step(station, event, offset);
    station = folded.station;
    // Of one event the last row of a key stands: an insert keeps the order of rows.
    const last = new Map(
      folded.rows.map(({ table, row }) => [
        `${table.name}/${rowKey(table, row)}`,
        JSON.stringify(row),
      ]),
    );
    return [...last].map(([key, row]) => `${key}@${offset} ${row}`);
  });
};

const holds = (law: (events: readonly OcppEvent[]) => void): void =>
  fc.assert(
    fc.property(histories, (events) => {
      law(events);
    }),
    { numRuns: 40 },
  );

/** A car charges, with readings, and one of them comes late. */
const told = tape('ocpp1.6')
  .connected('08:00:00')
  .call('08:00:01', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }, {})
  .call(
    '08:00:02',
    'StartTransaction',
    { connectorId: 1, idTag: 'T', meterStart: 0, timestamp: '2026-03-01T08:00:02Z' },
    { transactionId: 7, idTagInfo: { status: 'Accepted' } },
  )
  .call('08:40:00', 'MeterValues', reading('2026-03-01T08:40:00Z', 600), {})
  .call(
    '09:00:00',
    'StopTransaction',
    { transactionId: 7, meterStop: 900, timestamp: '2026-03-01T09:00:00Z' },
    {},
  ).events;

function reading(timestamp: string, value: number): object {
  const sampledValue = [{ value: String(value) }];
  return { connectorId: 1, transactionId: 7, meterValue: [{ timestamp, sampledValue }] };
}

const append = (log: RecordingLog, events: readonly OcppEvent[]): Promise<unknown> =>
  log.append(
    ocppTopic,
    events.map((event) => ({ key: 'default/CS-1', value: codec.encode(event) })),
  );

interface Place {
  readonly log: RecordingLog;
  readonly store: RecordingStore;
}

const pumpOver = async (
  { log, store }: Place,
  over: Partial<{ fold: Fold; epoch: number }> = {},
) => {
  const common = { log, codec, store, fold, logger: silent, topic: ocppTopic, epoch: 1, set: 1 };
  const pump: Pump = await startPump({ ...common, ...over, flushInterval_ms: 1 });
  onTestFinished(() => pump.stop());
  return pump;
};

const given = async (events: readonly OcppEvent[]): Promise<Place> => {
  const place = { log: openRecordingLog(), store: openRecordingStore() };
  await append(place.log, events);
  return place;
};

const settledRows = async (place: Place): Promise<readonly string[]> => {
  const pump = await pumpOver(place);
  await pump.settled();
  await pump.stop();
  return place.store.rows();
};

const undisturbed = async (): Promise<readonly string[]> => settledRows(await given(told));

const tables = tablesOfFold(fold);

describe('the fold', () => {
  test('hole 1: asks neither a clock nor chance, so that it makes the same rows whenever it runs', () => {
    const once = fc.sample(histories, { seed: 1, numRuns: 20 });
    const before = once.map((events) => emitted(events));
    const ask = (what: string) => (): never => {
      throw new Error(`the fold asked for ${what}`);
    };
    vi.spyOn(Date, 'now').mockImplementation(ask('the time'));
    vi.spyOn(Math, 'random').mockImplementation(ask('a random number'));
    vi.spyOn(performance, 'now').mockImplementation(ask('the time'));
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    expect(once.map((events) => emitted(events))).toEqual(before);
  });

  test.each([1, 3])(
    'hole 2: gives a row of one key and version the same content in batches of %i',
    (batch) => holds((events) => expect(emitted(events, batch)).toEqual(emitted(events))),
  );

  test('hole 3: tells absolute values: all rows written twice, and mixed, leave the same tables', () =>
    holds((events) => {
      const rows = emitted(events);
      const standing = (written: readonly string[]): Map<string, readonly [number, string]> => {
        const stands = new Map<string, readonly [number, string]>();
        for (const line of written) {
          const [, key = '', offset = '', row = ''] = /^(.*?)@(\d+) (.*)$/s.exec(line) ?? [];
          if ((stands.get(key)?.[0] ?? -1) <= Number(offset))
            stands.set(key, [Number(offset), row]);
        }
        return stands;
      };
      expect(standing([...rows, ...rows.toReversed()])).toEqual(standing(rows));
    }));

  test('hole 3: keeps no sum that the store would make of rows by itself', () => {
    for (const table of tables) {
      expect(createTable(table, 1)).toContain('ENGINE = ReplacingMergeTree(version)');
      expect(createTable(table, 1) + createView(table, 1)).not.toMatch(/MATERIALIZED|SimpleAggr/);
    }
  });

  test('hole 18: puts a reading that comes late where it belongs, as a new version of its bucket', () => {
    const late = tape('ocpp1.6')
      .connected('08:00:00')
      .call(
        '08:00:02',
        'StartTransaction',
        { connectorId: 1, idTag: 'T', meterStart: 0, timestamp: '2026-03-01T08:00:02Z' },
        { transactionId: 7, idTagInfo: { status: 'Accepted' } },
      )
      .call('08:40:00', 'MeterValues', reading('2026-03-01T08:40:00Z', 600), {})
      .call('08:41:00', 'MeterValues', reading('2026-03-01T08:14:00Z', 100), {})
      .call('08:50:00', 'MeterValues', reading('2026-03-01T08:50:00Z', 700), {}).events;
    const stands = new Map<string, number>();
    let station = fold.initial;
    late.forEach((event, offset) => {
      const folded = fold.step(station, event, offset);
      station = folded.station;
      for (const { table, row } of folded.rows)
        if (table.name === 'session_energy')
          stands.set(String(row['bucket_start']), Number(row['energy_wh']));
    });
    const total = [...stands.values()].reduce((sum, energy) => sum + energy, 0);
    expect(total).toBe(700_000);
  });

  test('hole 19: takes an event that stands twice in the log for one', async () => {
    const doubled = told.flatMap((event) => [event, event]);
    const content = (lines: readonly string[]): readonly string[] =>
      lines.map((line) => line.replace(/"offset":\d+/, ''));
    expect(content(await settledRows(await given(doubled)))).toEqual(content(await undisturbed()));
  });
});

describe('tables', () => {
  test('hole 4: of another epoch than the log are refused', async () => {
    const place = await given(told);
    await settledRows(place);
    await expect(pumpOver(place, { epoch: 2 })).rejects.toMatchObject({ code: 'LOG_CHANGED' });
  });

  test('hole 9: are not written by a fold of another version than that which made them', async () => {
    const place = await given(told);
    await settledRows(place);
    const other = foldOver(fold.rooms.slice(1));
    await expect(pumpOver(place, { fold: other })).rejects.toMatchObject({ code: 'FOLD_CHANGED' });
  });

  test('hole 11: are cut by a month that is in the key, and the same for every version of a row', () => {
    const cut = tables.filter((one) => one.month !== null);
    for (const table of cut) expect(table.key).toContain(table.month);
    holds((events) => {
      const months = new Map<string, Set<string>>();
      let station = fold.initial;
      events.forEach((event, offset) => {
        const folded = fold.step(station, event, offset);
        station = folded.station;
        for (const { table, row } of folded.rows)
          if (table.name === 'sessions') {
            const id = String(row['session_id']);
            months.set(id, (months.get(id) ?? new Set()).add(String(row['opened_at'])));
          }
      });
      for (const [id, opened] of months) expect([id, opened.size]).toEqual([id, 1]);
    });
  });

  test('hole 12: are read through views with FINAL, which nobody can forget', () => {
    for (const table of tables) expect(createView(table, 1)).toMatch(/FROM \w+_v1 FINAL$/);
  });

  test('hole 13: take an insert that came before for a new one', () => {
    expect(insertSettings.deduplicate_insert).toBe('disable');
    for (const table of tables)
      expect(createTable(table, 1)).toMatch(/non_replicated_deduplication_window = 0/);
  });

  test('hole 14: are written when the store says so, not when it has gathered enough', () => {
    expect(insertSettings.async_insert).toBe(0);
  });
});

describe('a flush', () => {
  test('hole 5: writes the checkpoint last, and onto a disk that was synced', async () => {
    const place = await given(told);
    await settledRows(place);
    expect(place.store.effects).toEqual(['rows', 'states', 'checkpoint']);
    for (const table of tables)
      expect(createTable(table, 1)).toMatch(/fsync_after_insert = 1, fsync_part_directory = 1/);
  });

  const cut = new AppError('QUERY_FAILED', { reason: 'the process is gone' });

  test('hole 7: a start from an older checkpoint than the states folds again to the same rows', async () => {
    const place = await given(told.slice(0, 4));
    await settledRows(place);
    await append(place.log, told.slice(4));
    place.store.refuse((step) => (step === 'checkpoint' ? cut : null));
    await expect((await pumpOver(place)).failed).rejects.toBe(cut);
    place.store.refuse(() => null);
    expect(await settledRows(place)).toEqual(await undisturbed());
  });

  test('hole 10: states that are ahead of the checkpoint pass over the events they have folded', () =>
    holds((events) => {
      let station = fold.initial;
      events.forEach((event, offset) => {
        station = fold.step(station, event, offset).station;
      });
      const stored = JSON.parse(JSON.stringify(station)) as StationFold;
      events.forEach((event, offset) => {
        expect(fold.step(stored, event, offset).rows).toEqual([]);
      });
    }));

  test.each(['rows', 'states', 'checkpoint'] as const)(
    'holes 15 and 16: cut short at its %s is said to be incomplete, for the checkpoint is missing',
    async (at) => {
      const place = await given(told);
      place.store.refuse((step) => (step === at ? cut : null));
      const pump = await pumpOver(place);
      await expect(pump.failed).rejects.toBe(cut);
      expect([...place.store.checkpoints()]).toEqual([]);
      expect(pump.stats().lag).toBe(told.length);
    },
  );
});
