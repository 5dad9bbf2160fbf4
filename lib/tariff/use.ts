// What of each price a session used: measured amounts, and what step_size bills beyond them.

import { activeOf, timeDimension, type Active, type Missing, type Part } from './active.ts';
import type { PriceComponent, Tariff } from './tariff.ts';

export type UseKind =
  'FLAT' | 'ENERGY' | 'TIME' | 'PARKING_TIME' | 'RESERVATION_FLAT' | 'RESERVATION_TIME';

/** One price as a session used it. */
export interface Use {
  readonly kind: UseKind;
  /** Place of the element in the tariff, from 0. */
  readonly element: number;
  readonly component: PriceComponent;
  /** First and last instant at which it was used. */
  readonly from: number;
  readonly to: number;
  /** mWh of energy, milliseconds of time, 1 of a fee. */
  readonly measured: number;
  /** `measured`, and what the step adds. */
  readonly billed: number;
}

/** A part with the prices that were active in it. */
export interface PricedPart {
  readonly part: Part;
  /** `element` of each price that counted, by its kind. */
  readonly elements: Readonly<Partial<Record<UseKind, number>>>;
}

export interface Used {
  readonly uses: readonly Use[];
  readonly parts: readonly PricedPart[];
  readonly missing: readonly Missing[];
}

/** The group of kinds that a step is applied to once: the last price of a group rounds its kind. */
const stepGroup = {
  FLAT: null,
  ENERGY: 'energy',
  TIME: 'time',
  PARKING_TIME: 'time',
  RESERVATION_FLAT: null,
  RESERVATION_TIME: 'reservation',
} as const satisfies Record<UseKind, string | null>;

/** Of one step: Wh in mWh, seconds in milliseconds. */
const thousand = 1_000;

interface Asked {
  readonly kind: UseKind;
  readonly amount: number;
}

/** What a part asks a price for. A fee is asked for once, and for no amount. */
const askedOf = ({ period, from, to, energy_mwh }: Part): readonly Asked[] => {
  const isReserved = period.kind === 'reservation';
  const kind = isReserved ? 'RESERVATION_TIME' : timeDimension(period.kind);
  return [
    { kind: isReserved ? 'RESERVATION_FLAT' : 'FLAT', amount: 1 },
    ...(energy_mwh > 0 ? [{ kind: 'ENERGY', amount: energy_mwh } as const] : []),
    ...(to > from ? [{ kind: kind as UseKind, amount: to - from }] : []),
  ];
};

const dimensionOf = {
  FLAT: 'FLAT',
  ENERGY: 'ENERGY',
  TIME: 'TIME',
  PARKING_TIME: 'PARKING_TIME',
  RESERVATION_FLAT: 'FLAT',
  RESERVATION_TIME: 'TIME',
} as const;

const isFee = (kind: UseKind): boolean => kind === 'FLAT' || kind === 'RESERVATION_FLAT';

const added = (uses: Map<string, Use>, asked: Asked, at: Active & { part: Part }): void => {
  const { kind, amount } = asked;
  const name = `${kind} ${at.element}`;
  const before = uses.get(name);
  const measured = (before?.measured ?? 0) + amount;
  // Prices are kept in the order in which they were last used: of each group, the last one rounds.
  uses.delete(name);
  uses.set(name, {
    kind,
    element: at.element,
    component: at.component,
    from: before?.from ?? at.part.from,
    to: at.part.to,
    measured,
    billed: measured,
  });
};

/** What of each price was used, before any step. Of each kind of fee only the first one counts. */
const measure = (parts: readonly Part[], tariff: Tariff): Used => {
  const uses = new Map<string, Use>();
  const fees = new Set<UseKind>();
  const missing = new Set<Missing>();
  const priced = parts.map((part): PricedPart => {
    const elements: Partial<Record<UseKind, number>> = {};
    for (const asked of askedOf(part)) {
      if (fees.has(asked.kind)) continue;
      const found = activeOf(part, tariff, dimensionOf[asked.kind]);
      for (const what of found.missing) missing.add(what);
      if (found.active === null) continue;
      if (isFee(asked.kind)) fees.add(asked.kind);
      elements[asked.kind] = found.active.element;
      added(uses, asked, { ...found.active, part });
    }
    return { part, elements };
  });
  return { uses: [...uses.values()], parts: priced, missing: [...missing] };
};

/** How much more than measured is billed, so that the total is a whole number of steps. */
const beyond = (total: number, step_size: number): number => {
  const step = step_size * thousand;
  return step === 0 || total % step === 0 ? 0 : step - (total % step);
};

/**
 * Applies `step_size`: once to the total of energy, once to the total of charging time or, where
 * parking was the last that was priced, of parking time; once to reservations. The step of the
 * last price counts, and what it adds is billed at that price.
 * Source: OCPI 2.2.1 mod_cdrs, step_size.
 */
const stepped = (uses: readonly Use[]): readonly Use[] => {
  const last = new Map<string, Use>();
  for (const use of uses) {
    const group = stepGroup[use.kind];
    if (group !== null) last.set(group, use);
  }
  return uses.map((use) => {
    const group = stepGroup[use.kind];
    if (group === null || last.get(group) !== use) return use;
    const same = uses.filter(({ kind }) => kind === use.kind);
    const total = same.reduce((sum, { measured }) => sum + measured, 0);
    return { ...use, billed: use.measured + beyond(total, use.component.step_size) };
  });
};

/** What a session used of a tariff. */
export const useOf = (parts: readonly Part[], tariff: Tariff): Used => {
  const used = measure(parts, tariff);
  const inOrder = (a: Use, b: Use): number => a.from - b.from;
  return { ...used, uses: [...stepped(used.uses)].sort(inOrder) };
};
