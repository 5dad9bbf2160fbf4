// The register track of a port: readings in time order become spans of energy, never negative.

import type { Fact } from '../facts.ts';
import type { OpenSession, StationState, Told } from './state.ts';

/** A register reading of a port, and the session it belongs to where one is open. */
export interface RegisterReading {
  readonly at: number;
  readonly port: number;
  readonly register_mwh: number;
  readonly session: OpenSession | null;
}

/**
 * Moves the track. The first reading within a session is its baseline: energy before it is
 * unattributed. A reading that is older than the last and not above it says nothing new.
 */
export const readRegister = (state: StationState, reading: RegisterReading): Told<Fact> => {
  const { at, port, register_mwh, session } = reading;
  const last = state.registers[port];
  if (last !== undefined && at < last.at)
    return { state, facts: lateReading(reading, last.register_mwh) };
  const moved = track(state, reading);
  if (last === undefined) return { state: moved, facts: [] };
  if (register_mwh < last.register_mwh) {
    const detail = `${last.register_mwh} mWh to ${register_mwh} mWh`;
    return {
      state: moved,
      facts: [{ type: 'Doubted', at, port, code: 'register_went_back', detail }],
    };
  }
  const span: Fact = {
    type: 'EnergyDelivered',
    at,
    port,
    sessionId: session !== null && session.baseline_mwh !== null ? session.sessionId : null,
    from: last.at,
    to: at,
    energy_mwh: register_mwh - last.register_mwh,
    registerFrom_mwh: last.register_mwh,
    registerTo_mwh: register_mwh,
  };
  return { state: moved, facts: [span] };
};

const lateReading = (reading: RegisterReading, last_mwh: number): readonly Fact[] =>
  reading.register_mwh <= last_mwh
    ? []
    : [
        {
          type: 'Doubted',
          at: reading.at,
          port: reading.port,
          code: 'register_late',
          detail: `${reading.register_mwh} mWh after ${last_mwh} mWh`,
        },
      ];

const track = (state: StationState, reading: RegisterReading): StationState => {
  const { at, port, register_mwh, session } = reading;
  const registers = { ...state.registers, [port]: { at, register_mwh } };
  if (session === null || session.baseline_mwh !== null) return { ...state, registers };
  const sessions = state.sessions.map((one) =>
    one.sessionId === session.sessionId ? { ...one, baseline_mwh: register_mwh } : one,
  );
  return { ...state, registers, sessions };
};
