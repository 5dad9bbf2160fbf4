// A fold with one small change, whom it concerns, and what a reader may see of it: old or new.

import type { Emission, Room } from '../processors/define.ts';
import { type Fold, foldOver } from '../processors/fold.ts';
import type { Store } from '../store/port.ts';

/** What the changed fold says instead, in two tables, so that a mix of both can be told. */
const mark = 'Rebuilt';

export interface Change {
  readonly stationIds: readonly string[];
  /** Ended sessions of these stations. */
  readonly sessions: number;
}

const marked = ({ table, row }: Emission): Emission => {
  if (table.name === 'stations') return { table, row: { ...row, vendor: mark } };
  const isEnded = table.name === 'sessions' && row['state'] === 'ended';
  return isEnded ? { table, row: { ...row, outcome: mark } } : { table, row };
};

/** As a later version has it: stations of the change have another vendor, their sessions an outcome. */
export const changedFold = (fold: Fold, { stationIds }: Change): Fold => {
  const concerned = new Set(stationIds);
  const changed = (room: Room): Room => ({
    ...room,
    name: `${room.name}_changed`,
    step: (state, fact, context) => {
      const stepped = room.step(state, fact, context);
      if (!concerned.has(context.stationId)) return stepped;
      return { state: stepped.state, rows: stepped.rows.map(marked) };
    },
  });
  return foldOver(fold.rooms.map(changed));
};

export interface Readings {
  old: number;
  new: number;
  /** Answers that are partly of one set, or lack something of both. */
  mixed: number;
  failed: number;
  /** From the start of a question that failed to the next answer, all together. */
  away_ms: number;
  longest_ms: number;
}

export interface Readers {
  readonly readings: Readings;
  /** From now on a question follows an answer at once. */
  hurry(): void;
  stop(): Promise<void>;
}

/** Rest between an answer and the next question, so that readers leave the fold its core. */
const rest_ms = 50;
const readerCount = 2;

const questionOf = ({ stationIds }: Change) => {
  const concerned = 'station_id IN {ids:Array(String)}';
  const count = (condition: string, table: string): string =>
    `(SELECT toUInt32(countIf(${condition})) FROM ${table} WHERE ${concerned})`;
  const sql = `SELECT ${count(`outcome = '${mark}'`, 'sessions')} AS sessions,
    ${count(`vendor = '${mark}'`, 'stations')} AS stations,
    ${count("state = 'ended'", 'sessions')} AS ended`;
  return { sql, params: { ids: stationIds } };
};

interface Answer extends Readonly<Record<string, unknown>> {
  readonly sessions: number;
  readonly stations: number;
  readonly ended: number;
}

const kindOf = (change: Change, answer: Answer | undefined): 'old' | 'new' | 'mixed' => {
  if (answer?.ended !== change.sessions) return 'mixed';
  const { sessions, stations } = answer;
  if (sessions === 0 && stations === 0) return 'old';
  const isNew = sessions === change.sessions && stations === change.stationIds.length;
  return isNew ? 'new' : 'mixed';
};

const sleep = (duration_ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, duration_ms);
  });

/** Readers who ask, in one question, two tables that the change is in. */
export const startReaders = (store: Store, change: Change): Readers => {
  const readings: Readings = {
    old: 0,
    new: 0,
    mixed: 0,
    failed: 0,
    away_ms: 0,
    longest_ms: 0,
  };
  const question = questionOf(change);
  const over = new AbortController();
  let isHurried = false;
  const reader = async (): Promise<void> => {
    let failedAt: number | null = null;
    while (!over.signal.aborted) {
      const asked = performance.now();
      const rows = await store.query<Answer>(question).catch(() => null);
      const now = performance.now();
      readings.longest_ms = Math.max(readings.longest_ms, now - asked);
      if (rows === null) {
        readings.failed += 1;
        failedAt ??= asked;
      } else {
        readings[kindOf(change, rows[0])] += 1;
        readings.away_ms += failedAt === null ? 0 : now - failedAt;
        failedAt = null;
      }
      if (!isHurried) await sleep(rest_ms);
    }
  };
  const all = Promise.all(Array.from({ length: readerCount }, reader));
  return {
    readings,
    hurry: () => {
      isHurried = true;
    },
    stop: async () => {
      over.abort();
      await all;
    },
  };
};
