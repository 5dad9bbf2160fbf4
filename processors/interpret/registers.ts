// The registers of a port: readings in time order become spans of energy, never negative.

import type { Fact, FactOf } from '../facts.ts';
import type { OtherQuantity } from '../facts/meter.ts';
import { portPower_mw_max, quarter_ms, unattributed_mwh_min } from './meter/limits.ts';
import type { PortMeter } from './meter/port-meter.ts';
import { boundTo, copyOfMeter, meterAt, portsMeteredLimit } from './meter/port-meter.ts';
import { recall, trailed } from './meter/redraw.ts';
import type { Finding, Moved, Track } from './meter/track.ts';
import { advance, firstTrack } from './meter/track.ts';
import { treated } from './meter/treatment.ts';
import type { OpenSession, StationState, Told } from './state.ts';
import { copyOf, withMeters } from './copy.ts';

/** A register reading of a port, and the session it belongs to where one is open. */
export interface RegisterReading {
  readonly at: number;
  readonly port: number;
  readonly register_mwh: number;
  readonly session: OpenSession | null;
  /** Null for meterStart and meterStop; else the transaction that the message named, or empty. */
  readonly sampledFor?: string;
}

/**
 * Moves the import track. The first reading within a session is its baseline: energy before it is
 * unattributed.
 */
export const readRegister = (state: StationState, reading: RegisterReading): Told<Fact> => {
  const { at, port, session, sampledFor } = reading;
  const unit = sampledFor === undefined ? state.treatment.edgeUnit : state.treatment.registerUnit;
  const register_mwh = treated(reading.register_mwh, unit);
  const last = state.registers[port] ?? beginningOf(state, session);
  const begins = startMetered({ at, port, register_mwh }, session);
  if (last === undefined) {
    return {
      state: based(store(state, port, firstTrack({ at, register_mwh })), session, reading),
      facts: begins,
    };
  }
  const meter = meterAt(state.meters, port);
  const sessionId = session?.sessionId ?? '';
  const first = session !== null && session.baseline_mwh === null;
  const moved = advance(last, {
    at,
    register_mwh,
    sessionId,
    bare: sampledFor === '',
    ability: abilityOf(state, meter),
    restarts: (first && isRelative(state, last)) || (meter.booted && state.treatment.resetsOnBoot),
  });
  const own = session !== null && (!first || last.suspect?.sessionId === sessionId);
  const told = storeMoved(state, { port, meter, moved, session: own ? session : null });
  const believed = moved.track.suspect === null;
  const read = believed ? based(told.state, session, reading) : told.state;
  const facts = believed && begins.length > 0 ? [...told.facts, ...begins] : told.facts;
  if (at >= last.at || moved.movement !== null) return { state: read, facts };
  // What comes late may lie between two readings that were told.
  const recalled = recall(read, { at, port, register_mwh });
  return { state: recalled.state, facts: [...facts, ...recalled.facts] };
};

const none: readonly Fact[] = [];

/** A first reading taken as the session began is where its register stood at the start. */
const startMetered = (
  { at, port, register_mwh }: Pick<RegisterReading, 'at' | 'port' | 'register_mwh'>,
  session: OpenSession | null,
): readonly Fact[] => {
  if (session === null || session.baseline_mwh !== null || session.startedAt !== at) return none;
  return [{ type: 'SessionStartMetered', at, port, sessionId: session.sessionId, register_mwh }];
};

export const abilityOf = ({ treatment }: StationState, { peak_mw }: PortMeter) => ({
  portPower_mw:
    treatment.portPower_w === null ? portPower_mw_max : Math.round(treatment.portPower_w * 1000),
  peak_mw,
});

const isRelative = ({ treatment }: StationState, track: Track): boolean =>
  treatment.register === 'session' || (treatment.register === 'unknown' && track.relative);

/** A register known to begin with each session was zero when the session began. */
const beginningOf = (
  { treatment }: StationState,
  session: OpenSession | null,
): Track | undefined =>
  treatment.register === 'session' && session !== null && session.baseline_mwh === null
    ? firstTrack({ at: session.startedAt, register_mwh: 0 })
    : undefined;

interface Storing {
  readonly port: number;
  readonly meter: PortMeter;
  readonly moved: Moved;
  readonly session: OpenSession | null;
}

const storeMoved = (state: StationState, { port, meter, moved, session }: Storing): Told<Fact> => {
  const facts = moved.findings.map((finding) => doubtOf(finding, port));
  const next = store(state, port, moved.track);
  const { movement } = moved;
  const heard = copyOfMeter(meter);
  heard.booted = false;
  if (movement === null) {
    const isNew = meter.booted;
    return { state: isNew ? withMeters(next, boundTo(next.meters, port, heard)) : next, facts };
  }
  const { energy_mwh } = movement;
  const { at } = movement.to;
  const sessionId = session?.sessionId ?? null;
  const { from, to } = spanOf(moved, session);
  // Connector 0 is the meter of the whole station: what it counts is in that of the ports already.
  if (port === 0 && sessionId === null) {
    const quantity = 'station';
    facts.push({ type: 'OtherEnergyMoved', quantity, at, port, sessionId, energy_mwh, from, to });
    return { state: next, facts };
  }
  const { register_mwh: registerFrom_mwh } = movement.from;
  const { register_mwh: registerTo_mwh } = movement.to;
  const delivered: FactOf<'EnergyDelivered'> = {
    type: 'EnergyDelivered',
    at,
    port,
    sessionId,
    energy_mwh,
    from,
    to,
    registerFrom_mwh,
    registerTo_mwh,
  };
  facts.push(delivered);
  const doubt = unattributedOf(delivered);
  if (doubt !== null) facts.push(doubt);
  // The first reading within a session is its baseline: what moved before it is not its own.
  if (session !== null) {
    heard.counted_mwh = meter.counted_mwh + energy_mwh;
    heard.readings = meter.readings + 1;
  }
  return { state: trailed(withMeters(next, boundTo(next.meters, port, heard)), delivered), facts };
};

/** Much energy of no session at once: charging that nobody told of. */
const unattributedOf = (fact: FactOf<'EnergyDelivered'>): Fact | null => {
  const { sessionId, at, port, from, to, energy_mwh } = fact;
  if (sessionId !== null || energy_mwh < unattributed_mwh_min || to - from <= quarter_ms)
    return null;
  const detail = `${energy_mwh} mWh`;
  return { type: 'Doubted', at, port, code: 'energy_unattributed', detail, since: from };
};

/** Energy of a session is never put before its start, whatever its first reading was worth. */
const spanOf = ({ movement, track }: Moved, session: OpenSession | null) => {
  const to = movement?.to.at ?? track.at;
  const from = movement?.from.at ?? to;
  return { from: session === null ? from : Math.min(to, Math.max(from, session.startedAt)), to };
};

export const doubtOf = ({ code, at, detail }: Finding, port: number): Fact => ({
  type: 'Doubted',
  at,
  port,
  code,
  detail,
});

const store = (state: StationState, port: number, track: Track): StationState => {
  const { registers } = state;
  if (port in registers || Object.keys(registers).length < portsMeteredLimit) {
    return withRegisters(state, { ...registers, [port]: track });
  }
  const entries = Object.entries(registers).sort((a, b) => b[1].at - a[1].at);
  const kept = Object.fromEntries(entries.slice(0, portsMeteredLimit - 1));
  return withRegisters(state, { ...kept, [port]: track });
};

const withRegisters = (state: StationState, registers: StationState['registers']): StationState => {
  const next = copyOf(state);
  next.registers = registers;
  return next;
};

const based = (
  state: StationState,
  session: OpenSession | null,
  { register_mwh }: RegisterReading,
): StationState => {
  if (session === null || session.baseline_mwh !== null) return state;
  const sessions = state.sessions.map((one) =>
    one.sessionId === session.sessionId ? { ...one, baseline_mwh: register_mwh } : one,
  );
  return { ...state, sessions };
};

/** A reading of a register beside that of import; each has a track of its own. */
export interface OtherReading {
  readonly at: number;
  readonly port: number;
  readonly quantity: OtherQuantity;
  readonly register_mwh: number;
  readonly session: OpenSession | null;
}

/** Moves another track of the port: export, or reactive energy. */
export const readOther = (state: StationState, reading: OtherReading): Told<Fact> => {
  const { at, port, quantity, register_mwh, session } = reading;
  const meter = meterAt(state.meters, port);
  const last = meter.tracks[quantity];
  const sessionId = session?.sessionId ?? '';
  const stored = (track: Track): StationState => {
    const tracks = { ...meter.tracks, [quantity]: track };
    return withMeters(state, boundTo(state.meters, port, { ...meter, tracks }));
  };
  if (last === undefined) return { state: stored(firstTrack(reading)), facts: [] };
  const ability = { ...abilityOf(state, meter), peak_mw: 0 };
  const one = { at, register_mwh, sessionId, bare: false, ability, restarts: false };
  const moved = advance(last, one);
  const facts = moved.findings.map((finding) => doubtOf(finding, port));
  const { movement } = moved;
  if (movement !== null && movement.energy_mwh > 0) {
    // Between two sessions nothing says whose it was: a session owns what began within it.
    const own = session !== null && movement.from.at >= session.startedAt ? session : null;
    facts.push({
      type: 'OtherEnergyMoved',
      at: movement.to.at,
      port,
      quantity,
      sessionId: own?.sessionId ?? null,
      energy_mwh: movement.energy_mwh,
      ...spanOf(moved, own),
    });
  }
  return { state: stored(moved.track), facts };
};
