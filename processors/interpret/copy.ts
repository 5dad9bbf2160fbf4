// Copies of a station's state with something new in them: every frame makes some.

import type { Writable } from '../../lib/writable.ts';
import type { PortMeters } from './meter/port-meter.ts';
import type { StationState } from './state.ts';

/** A copy, to be changed before it is handed on. */
export const copyOf = (state: StationState): Writable<StationState> => ({
  connection: state.connection,
  lastSeenAt: state.lastSeenAt,
  lastHeardAt: state.lastHeardAt,
  frames: state.frames,
  exchanges: state.exchanges,
  sessions: state.sessions,
  pendingStarts: state.pendingStarts,
  endedSessions: state.endedSessions,
  transactions: state.transactions,
  signed: state.signed,
  registers: state.registers,
  trails: state.trails,
  meters: state.meters,
  treatment: state.treatment,
  clock: state.clock,
  card: state.card,
  statuses: state.statuses,
});

export const withMeters = (state: StationState, meters: PortMeters): StationState => {
  const next = copyOf(state);
  next.meters = meters;
  return next;
};
