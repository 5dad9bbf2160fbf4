// What a session is when energy that was told before is drawn anew.

import type { FactOf } from '../facts.ts';
import type { Span } from '../trail.ts';
import { redrawnOf } from '../trail.ts';
import type { Row } from './row.ts';
import type { Session } from './session.ts';
import { judged } from './session.ts';

type Redrawn = FactOf<'EnergyRedrawn'>;

/** The sessions that a redrawing gives to or takes from. */
export const sessionsOf = ({ withdrawn, drawn }: Redrawn): readonly string[] => [
  ...new Set([...withdrawn, ...drawn].map(([, , , sessionId]) => sessionId).filter(Boolean)),
];

/** A session with its share of what was drawn, in place of its share of what was withdrawn. */
export const redrawn = (session: Session, fact: Redrawn): Session => {
  const { row } = session;
  const own = (spans: readonly Span[]) => spans.filter((span) => span[3] === row.session_id);
  const [before, after] = [own(fact.withdrawn), own(fact.drawn)];
  const energy_wh = row.energy_wh + redrawnOf(fact, row.session_id);
  return judged({
    ...session,
    row: {
      ...row,
      energy_wh,
      readings: row.readings + Math.max(0, after.length - before.length),
      first_energy_at: energy_wh === 0 ? null : firstOf(row.first_energy_at, after),
      ...registersOf(row, before, after),
    },
  });
};

const firstOf = (first: number | null, [span]: readonly Span[]): number | null =>
  span === undefined ? first : Math.min(first ?? Infinity, span[1]);

/** Registers move only where the session began or ended with a span that did. */
const registersOf = (row: Row, before: readonly Span[], after: readonly Span[]): Partial<Row> => {
  const [low, high] = [after[0] ?? null, after.at(-1) ?? null];
  const last = before.at(-1);
  // What is taken from the end leaves the register where it began.
  const left = last === undefined ? (low?.[4] ?? null) : last[5];
  const ends = row.register_end_wh === null || row.register_end_wh === left;
  const register_end_wh = high === null ? (before[0]?.[4] ?? null) : high[5];
  const begins =
    row.register_start_wh === null || (last === undefined && row.register_start_wh === high?.[5]);
  return {
    ...(ends ? { register_end_wh } : {}),
    ...(begins ? { register_start_wh: low?.[4] ?? row.register_start_wh } : {}),
  };
};
