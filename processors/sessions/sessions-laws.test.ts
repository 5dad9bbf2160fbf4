// Laws of sessions and attempts over histories in which everything comes late, twice or not at all.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FoldedTape } from '../../test/folded-tape.ts';
import { foldEvents } from '../../test/folded-tape.ts';
import { sessionHistories } from '../../test/session-histories.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';

const holds = (law: (told: FoldedTape, events: readonly OcppEvent[]) => void): void =>
  fc.assert(
    fc.property(sessionHistories, (events) => {
      law(foldEvents(events), events);
    }),
    { numRuns: 200 },
  );

const parts = ['charging_s', 'suspended_ev_s', 'suspended_evse_s', 'idle_s', 'unknown_s'];

test('the parts of a session sum to its duration, and none is negative', () =>
  holds((told) => {
    for (const row of told.rows('sessions')) {
      const shares = parts.map((name) => Number(row[name]));
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      expect(shares.reduce((sum, one) => sum + one, 0)).toBe(row['duration_s']);
    }
  }));

test('a session that ended lasted from its start to its end, one that did not has no end', () =>
  holds((told) => {
    for (const row of told.rows('sessions')) {
      const isOpen = row['state'] === 'open';
      expect(row['ended_at'] === null).toBe(isOpen);
      expect(row['outcome'] === 'open').toBe(isOpen);
      expect(row['end_evidence'] === '').toBe(isOpen);
      const end = isOpen
        ? Number(row['started_at']) + Number(row['duration_s'])
        : Number(row['ended_at']);
      expect(end - Number(row['started_at'])).toBe(row['duration_s']);
    }
  }));

test('the buckets of a session sum to its energy', () =>
  holds((told) => {
    for (const row of told.rows('sessions')) {
      const own = told
        .rows('session_energy')
        .filter((one) => one['session_id'] === row['session_id']);
      expect(own.reduce((sum, one) => sum + Number(one['energy_wh']), 0)).toBe(row['energy_wh']);
    }
  }));

test('events that come twice change no session and no attempt', () =>
  holds((told, events) => {
    const twice = foldEvents(events.flatMap((event) => [event, event]));
    expect(twice.rows('sessions')).toEqual(told.rows('sessions'));
    expect(twice.rows('attempts')).toEqual(told.rows('attempts'));
    expect(twice.flags()).toEqual(told.flags());
  }));

test('no port has two open sessions', () =>
  holds((told) => {
    const open = told
      .rows('sessions')
      .filter((row) => row['state'] === 'open' && row['port'] !== 0);
    const early = told.rows('quality_flags').some((row) => row['code'] === 'start_out_of_order');
    const ports = open.map((row) => row['port']);
    // A session told after a later one stays open beside it until its stop comes.
    expect(early || new Set(ports).size === ports.length).toBe(true);
  }));

test('a session has one attempt, which has its outcome', () =>
  holds((told) => {
    const sessions = told.rows('sessions').filter((row) => row['kind'] === 'transaction');
    const own = told.rows('attempts').filter((row) => row['session_id'] !== '');
    const outcomes = (rows: typeof own) =>
      rows.map((row) => `${String(row['session_id'])} ${String(row['outcome'])}`).toSorted();
    expect(outcomes(own)).toEqual(outcomes(sessions));
  }));
