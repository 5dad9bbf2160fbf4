// The room `quirks`: collects evidence of a station's quirks, and says which card holds.

import { hour_ms, wholeSeconds } from '../../lib/time.ts';
import type { RowOf } from '../../schemas/table.ts';
import type { Writable } from '../../lib/writable.ts';
import type { Context } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { quirkCards, quirkEvidence } from './table.ts';

/** Ports of which a last register and power are held. */
const ports_max = 64;
/** Spans of less energy by power say too little. */
const span_min_mwh = 10_000;
/** Power is held no longer than this. */
const powerHeld_ms = hour_ms;

type Evidence = Omit<RowOf<typeof quirkEvidence>, 'tenant' | 'station_id' | 'updated_at'>;

interface Port {
  readonly register_mwh: number | null;
  readonly power_mw: number | null;
  readonly powerAt: number;
  /** Whether a boot came since the register was last read. */
  readonly booted: boolean;
}

interface State {
  readonly evidence: Evidence;
  readonly ports: Readonly<Record<string, Port>>;
}

const unknown: State = {
  evidence: {
    vendor: '',
    model: '',
    starts: 0,
    starts_at_zero: 0,
    boots: 0,
    resets_on_boot: 0,
    spans: 0,
    spans_as_power: 0,
    spans_thousandth: 0,
    clock_offset_s: null,
    clock_spread_s: null,
  },
  ports: {},
};

const blank: Port = { register_mwh: null, power_mw: null, powerAt: 0, booted: false };

type Listened = FactOf<
  | 'StationBooted'
  | 'SessionStarted'
  | 'SessionEnded'
  | 'EnergyDelivered'
  | 'MeterSampled'
  | 'ClockEstimated'
>;

const withPort = (state: State, port: number, changed: Port): State => {
  const isNew = !(port in state.ports);
  if (isNew && Object.keys(state.ports).length >= ports_max) return state;
  return { evidence: state.evidence, ports: { ...state.ports, [port]: changed } };
};

/** Named, not spread: every reading makes one. */
const copyOf = (evidence: Evidence): Writable<Evidence> => ({
  vendor: evidence.vendor,
  model: evidence.model,
  starts: evidence.starts,
  starts_at_zero: evidence.starts_at_zero,
  boots: evidence.boots,
  resets_on_boot: evidence.resets_on_boot,
  spans: evidence.spans,
  spans_as_power: evidence.spans_as_power,
  spans_thousandth: evidence.spans_thousandth,
  clock_offset_s: evidence.clock_offset_s,
  clock_spread_s: evidence.clock_spread_s,
});

/** A register that was said: compared with the last one, where there is one. */
const registered = (state: State, port: number, register_mwh: number): State => {
  const { register_mwh: last, booted, power_mw, powerAt } = state.ports[port] ?? blank;
  const read = withPort(state, port, { register_mwh, power_mw, powerAt, booted: false });
  if (last === null || last === 0 || !booted) return read;
  const { evidence } = state;
  const resets_on_boot = evidence.resets_on_boot + Number(register_mwh < last);
  return { ...read, evidence: { ...evidence, boots: evidence.boots + 1, resets_on_boot } };
};

const started = (state: State, { port, register_mwh }: FactOf<'SessionStarted'>): State => {
  if (register_mwh === null) return state;
  const last = state.ports[port]?.register_mwh ?? null;
  const booted = state.ports[port]?.booted ?? false;
  const read = registered(state, port, register_mwh);
  if (last === null || last === 0 || booted) return read;
  const { evidence } = read;
  const starts_at_zero = evidence.starts_at_zero + Number(register_mwh === 0);
  return { ...read, evidence: { ...evidence, starts: evidence.starts + 1, starts_at_zero } };
};

const delivered = (state: State, fact: FactOf<'EnergyDelivered'>): State => {
  const { port, from, to, energy_mwh } = fact;
  const { power_mw, powerAt } = state.ports[port] ?? blank;
  // Energy told by interval says nothing of a register.
  if (fact.registerTo_mwh === null) return state;
  const read = registered(state, port, fact.registerTo_mwh);
  if (power_mw === null || from - powerAt > powerHeld_ms || from < powerAt) return read;
  const byPower_mwh = (power_mw / hour_ms) * (to - from);
  if (byPower_mwh < span_min_mwh || energy_mwh === 0) return read;
  const ratio = byPower_mwh / energy_mwh;
  const evidence = copyOf(read.evidence);
  evidence.spans += 1;
  evidence.spans_as_power += Number(ratio > 0.5 && ratio < 2);
  evidence.spans_thousandth += Number(ratio > 500 && ratio < 2_000);
  return { evidence, ports: read.ports };
};

const powered = (
  state: State,
  port: number,
  { power_mw, at }: Pick<FactOf<'MeterSampled'>, 'power_mw' | 'at'>,
): State => {
  const { register_mwh, booted: isBooted } = state.ports[port] ?? blank;
  return withPort(state, port, { register_mwh, power_mw, powerAt: at, booted: isBooted });
};

const booted = (state: State, { vendor, model }: FactOf<'StationBooted'>): State => ({
  evidence: { ...state.evidence, vendor, model },
  ports: Object.fromEntries(
    Object.entries(state.ports).map(([port, one]) => [port, { ...one, booted: true }]),
  ),
});

const told = (state: State, fact: Listened): State => {
  switch (fact.type) {
    case 'StationBooted':
      return booted(state, fact);
    case 'SessionStarted':
      return started(state, fact);
    case 'SessionEnded':
      return fact.register_mwh === null ? state : registered(state, fact.port, fact.register_mwh);
    case 'EnergyDelivered':
      return delivered(state, fact);
    case 'MeterSampled':
      return fact.power_mw === null ? state : powered(state, fact.port, fact);
    case 'ClockEstimated': {
      const clock_offset_s = wholeSeconds(fact.offset_ms);
      const clock_spread_s = wholeSeconds(fact.spread_ms);
      return { ...state, evidence: { ...state.evidence, clock_offset_s, clock_spread_s } };
    }
  }
};

const evidenceRow = (evidence: Evidence, context: Context) =>
  emit(quirkEvidence, {
    tenant: context.tenant,
    station_id: context.stationId,
    updated_at: context.receivedAt,
    vendor: evidence.vendor,
    model: evidence.model,
    starts: evidence.starts,
    starts_at_zero: evidence.starts_at_zero,
    boots: evidence.boots,
    resets_on_boot: evidence.resets_on_boot,
    spans: evidence.spans,
    spans_as_power: evidence.spans_as_power,
    spans_thousandth: evidence.spans_thousandth,
    clock_offset_s: evidence.clock_offset_s,
    clock_spread_s: evidence.clock_spread_s,
  });

const cardRow = ({ card, at }: FactOf<'CardChanged'>, context: Context) =>
  emit(quirkCards, {
    tenant: context.tenant,
    station_id: context.stationId,
    holds: card !== null,
    card_id: card?.id ?? '',
    card_version: card?.version ?? 0,
    card: card?.json ?? '',
    since: at,
    event_id: context.eventId,
  });

export default room({
  name: 'quirks',
  about: 'Evidence of the quirks of a station, and the quirk card that holds for it.',
  listens: [
    'CardChanged',
    'StationBooted',
    'SessionStarted',
    'SessionEnded',
    'EnergyDelivered',
    'MeterSampled',
    'ClockEstimated',
  ],
  tables: [quirkEvidence, quirkCards],
  initial: unknown,
  step: (state: State, fact, context) => {
    if (fact.type === 'CardChanged') return { state, rows: [cardRow(fact, context)] };
    const now = told(state, fact);
    if (now.evidence === state.evidence) return still(now);
    return { state: now, rows: [evidenceRow(now.evidence, context)] };
  },
});
