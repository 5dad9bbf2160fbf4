// Each quirk of the field on a fleet of both families: the tables are true, or a flag says why.

import { describe, expect, test } from 'vitest';
import type { RowOf } from '../schemas/table.ts';
import type { availability } from '../processors/availability/table.ts';
import type { sessionEnergy } from '../processors/energy/table.ts';
import type { faults } from '../processors/faults/table.ts';
import type { sessions } from '../processors/sessions/table.ts';
import { day_ms } from '../lib/time.ts';
import { fleet } from '../simulator/fleet.ts';
import { simulateHistory } from '../simulator/history.ts';
import { quirkNamed, quirkNames } from '../simulator/quirks.ts';
import type { QuirkName } from '../simulator/quirks.ts';
import { differencesOf, inProse, isExplained, overcounted } from './differences.ts';
import type { Flag } from './differences.ts';
import { eventsOf, foldedTables, openTestFold, rowsIn } from './folded.ts';
import type { FoldedTables } from './folded.ts';
import { linesOfRows, linesOfTruth } from './truth-from-tables.ts';
import type { Compared } from './truth-from-tables.ts';

const from = Date.UTC(2026, 2, 1);
const fold = await openTestFold();

interface Run {
  readonly truth: Compared;
  readonly tables: Compared;
  readonly flags: readonly Flag[];
}

const compared = (tables: FoldedTables): Compared =>
  linesOfRows({
    sessions: rowsIn(tables, 'sessions') as readonly RowOf<typeof sessions>[],
    energy: rowsIn(tables, 'session_energy') as readonly RowOf<typeof sessionEnergy>[],
    availability: rowsIn(tables, 'availability') as readonly RowOf<typeof availability>[],
    faults: rowsIn(tables, 'faults') as readonly RowOf<typeof faults>[],
  });

/** Two days of five restless stations: three of OCPP 1.6, two of 2.0.1. */
const run = (names: readonly QuirkName[]): Run => {
  const stations = fleet({ seed: 'quirks', stations: 5, quirks: names }).map((profile) => ({
    ...profile,
    temper: { ...profile.temper, faults_per_day: 1.2, linkLosses_per_day: 1, longOutage: false },
  }));
  const history = simulateHistory({ seed: 'quirks', stations, from, to: from + 2 * day_ms });
  const tables = foldedTables(fold, eventsOf(history.lines));
  return {
    truth: linesOfTruth(history.truth()),
    tables: compared(tables),
    flags: rowsIn(tables, 'quality_flags') as readonly Flag[],
  };
};

const honest = run([]);

const flagName = ({ station_id, code, port, at }: Flag): string =>
  JSON.stringify([station_id, code, port, at]);

const ordinary = new Set(honest.flags.map(flagName));

/**
 * Quirks of which nothing is lost: sessions, outages and faults can be told as they were, and no
 * flag excuses anything else. (A lost reading may still move energy between quarters of an hour.)
 */
const healable: ReadonlySet<QuirkName> = new Set([
  'register-glitch-zero',
  'junk-registers',
  'transaction-id-minus-one',
  'transaction-id-zero',
  'transaction-id-huge',
  'repeated-start',
  'repeated-stop',
  'reused-transaction-ids',
  'stop-after-next-start',
  'hours-late',
  'meter-values-after-stop',
  'statuses-told-again',
  'old-status-last',
  'flapping',
  'time-without-zone',
  'broken-json',
  'message-ids-reused',
  'over-long-strings',
]);

/** What the quirks made wrong without a flag that the honest fleet does not have. */
const unexplained = (names: readonly QuirkName[]): readonly string[] => {
  let ran: Run;
  try {
    ran = run(names);
  } catch (thrown) {
    // A frame that makes too many rows is a difference like any other; all else is a mistake here.
    if (thrown instanceof RangeError) return [thrown.message];
    throw thrown;
  }
  const { truth, tables, flags } = ran;
  const blur_ms = Math.max(0, ...names.map((name) => quirkNamed(name).blur_ms ?? 0));
  const healed = names.every((name) => healable.has(name));
  const news = flags.filter((flag) => !ordinary.has(flagName(flag)));
  const silent = differencesOf(truth, tables, blur_ms)
    .filter(
      (difference) => !isExplained(difference, news) || (healed && difference.kind !== 'buckets'),
    )
    .map(inProse);
  return [...overcounted(truth, tables), ...silent];
};

test('without quirks the tables equal the truth, and there is enough to be wrong about', () => {
  expect(differencesOf(honest.truth, honest.tables).map(inProse)).toEqual([]);
  expect(honest.truth.sessions.length).toBeGreaterThan(15);
  expect(honest.truth.outages.length).toBeGreaterThan(10);
  expect(honest.truth.faults.length).toBeGreaterThan(5);
});

describe('a quirk of the field leaves the tables true, or flagged', () => {
  test.each(
    quirkNames.map((name) => {
      const { number, about } = quirkNamed(name);
      return [number, name, about] as const;
    }),
  )('%s %s: %s', (_, name) => expect(unexplained([name])).toEqual([]));
});

/** Quirks that contradict another one, or take away what another one changes. */
const rivals: ReadonlySet<QuirkName> = new Set([
  'kwh-labelled-wh',
  'unlabelled-registers',
  'register-per-transaction',
  'session-relative-samples',
  'register-jump-two-to-32',
  'register-rollover',
  'phases-only',
  'single-phase-register',
  'meter-value-as-object',
  'no-meter-values',
  'multiplier-without-unit',
  'transaction-id-minus-one',
  'transaction-id-zero',
  'reused-transaction-ids',
  'missing-stop',
  'missing-start',
  'untracked-charging',
  'bare-stop',
  'fault-without-error-code',
  'odd-error-codes',
  'status-without-time',
  'availability-by-event',
  'no-heartbeats',
  'no-boot',
  'clock-of-1970',
  'local-time-as-z',
  'time-without-zone',
  'clock-set-back',
  'message-ids-reused',
]);

test('all quirks that go together leave the tables true, or flagged', () => {
  const together = quirkNames.filter((name) => !rivals.has(name));
  expect(unexplained(together)).toEqual([]);
});

test('every quirk changes what the fleet says', () => {
  const linesWith = (names: readonly QuirkName[]): string => {
    const stations = fleet({ seed: 'quirks', stations: 5, quirks: names });
    const { lines } = simulateHistory({ seed: 'quirks', stations, from, to: from + 2 * day_ms });
    return JSON.stringify([...lines]);
  };
  const plain = linesWith([]);
  expect(quirkNames.filter((name) => linesWith([name]) === plain)).toEqual([]);
  expect(quirkNames.filter((name) => quirkNamed(name).name !== name)).toEqual([]);
});
