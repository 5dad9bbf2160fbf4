// A fleet from a seed: which stations there are and what their temper is.

import { prng } from '../lib/prng.ts';
import type { Prng } from '../lib/prng.ts';
import { models } from './models.ts';
import { quirkNamed } from './quirks.ts';
import type { QuirkName } from './quirks.ts';
import type { Model, StationProfile, Temper } from './station.ts';

export interface FleetOrder {
  readonly seed: string;
  readonly stations: number;
  /** What station ids begin with; `LB-` unless told. */
  readonly prefix?: string;
  /** How all of them depart from the specification; not at all unless told. */
  readonly quirks?: readonly QuirkName[];
}

/** The stations of a fleet, the same for the same seed; each is untouched by the others. */
export const fleet = (order: FleetOrder): readonly StationProfile[] => {
  const random = prng(order.seed);
  return Array.from({ length: order.stations }, (_, index) => {
    const station_id = `${order.prefix ?? 'LB-'}${String(index + 1).padStart(4, '0')}`;
    const model = models[index % models.length] ?? models[0];
    const one = profile({ station_id, model, index }, random.stream(`profile/${station_id}`));
    return { ...one, quirks: (order.quirks ?? []).map(quirkNamed) };
  });
};

interface Identity {
  readonly station_id: string;
  readonly model: Model;
  readonly index: number;
}

const profile = ({ station_id, model, index }: Identity, random: Prng): StationProfile => ({
  station_id,
  model,
  serial_number: `${model.vendor.slice(0, 2).toUpperCase()}${random.between(1e7, 1e8 - 1)}`,
  firmware_version: random.pick(model.firmwareVersions),
  ports: Array.from({ length: model.ports }, (_, i) => ({
    port: i + 1,
    register_mwh: random.between(10_000, 90_000_000) * 1000,
  })),
  temper: temper(model, index, random),
  quirks: [],
});

/** Most stations are good; every fifth is poor, every tenth is gone for days at a time. */
const temper = (model: Model, index: number, random: Prng): Temper => {
  const poor = index % 5 === 2;
  return {
    arrivals_per_day: (model.current === 'DC' ? 3 : 1.4) * (0.7 + 0.6 * random.next()),
    linkLosses_per_day: poor ? 1.5 : 0.12 + 0.15 * random.next(),
    faults_per_day: poor ? 0.3 : 0.03 + 0.04 * random.next(),
    reboots_per_day: poor ? 0.2 : 0.03,
    longOutage: index % 10 === 4,
  };
};
