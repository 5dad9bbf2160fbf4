// A session cut into the parts within which its prices do not change.

import type { Part } from './active.ts';
import { bordersOf, cutsOf } from './cuts.ts';
import type { Period, PricedSession } from './session.ts';
import type { Tariff } from './tariff.ts';

/** When the session itself began: that of a reservation without session, when it was made. */
const startOf = ({ periods }: PricedSession): number =>
  periods.find(({ kind }) => kind !== 'reservation')?.from ?? periods[0]?.from ?? 0;

/** The parts of all periods, in order, each with what the session had done before it. */
export const partsOf = (session: PricedSession, tariff: Tariff): readonly Part[] => {
  const borders = bordersOf(tariff);
  const reserved_at = session.periods[0]?.from ?? 0;
  const session_at = startOf(session);
  const parts: Part[] = [];
  let used_mwh = 0;
  for (const period of session.periods) {
    const started_at = period.kind === 'reservation' ? reserved_at : session_at;
    const cuts = cutsOf(period, borders, { started_at, used_mwh, offsetAt: session.offsetAt });
    for (const part of spansOf(period, cuts)) {
      const { reservation_expired, offsetAt } = session;
      const local_ms = part.from + offsetAt(part.from);
      const elapsed_ms = part.from - started_at;
      parts.push({ ...part, period, used_mwh, elapsed_ms, local_ms, reservation_expired });
      used_mwh += part.energy_mwh;
    }
  }
  return parts;
};

interface Span {
  readonly from: number;
  readonly to: number;
  readonly energy_mwh: number;
}

const spansOf = (period: Period, cuts: ReturnType<typeof cutsOf>): readonly Span[] => {
  const ends = [...cuts, { at: period.to, energy_mwh: period.energy_mwh }];
  let [from, before_mwh] = [period.from, 0];
  return ends.map((end) => {
    const span = { from, to: end.at, energy_mwh: end.energy_mwh - before_mwh };
    [from, before_mwh] = [end.at, end.energy_mwh];
    return span;
  });
};
