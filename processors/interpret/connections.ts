// Connections of a station: who left, and since when the line is known to work.

import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { Fact } from '../facts.ts';
import type { Connection, StationState, Told } from './state.ts';

/** Milliseconds UTC at which the gateway saw an event. */
export const receivedAtOf = (event: OcppEvent): number => Math.floor(event.recordedAt / 1000);

const beforeOf = (state: StationState, event: OcppEvent) => {
  const { connection } = state;
  if (connection === null) return 'never';
  if (connection.closedBy === 'replaced') return 'connected';
  if (connection.closedBy !== null) return connection.closedBy;
  // An open connection of another run: that gateway ended without a word.
  return connection.gatewayRun === event.gatewayRun ? 'connected' : 'gateway';
};

/** A connection begins: by its own event, or by the first frame of a recording without one. */
export const connected = (state: StationState, event: OcppEvent): Told<Fact> => {
  const at = receivedAtOf(event);
  const connection: Connection = {
    id: event.connectionId,
    protocol: event.protocol,
    gatewayRun: event.gatewayRun,
    open: true,
    closedBy: null,
  };
  const fact: Fact = {
    type: 'StationConnected',
    at,
    connectionId: event.connectionId,
    protocol: event.protocol,
    remoteAddress: event.remoteAddress,
    before: beforeOf(state, event),
    lastSeenAt: state.connection === null ? at : state.lastSeenAt,
  };
  return { state: { ...state, connection, lastSeenAt: at }, facts: [fact] };
};

/** How a gateway ends a connection whose station has come back by another. */
const gaveWay_code = 4001;

/**
 * A connection ends; the end of one that was replaced already says nothing. One that gave way to a
 * connection of another process ends before that begins: the line works, and what begins tells it.
 */
export const disconnected = (state: StationState, event: OcppEvent): Told<Fact> => {
  const { connection } = state;
  if (connection === null || !connection.open || connection.id !== event.connectionId) {
    return { state, facts: [] };
  }
  const at = receivedAtOf(event);
  if (event.close?.code === gaveWay_code && event.close.side === 'GATEWAY') {
    const replaced: Connection = { ...connection, open: false, closedBy: 'replaced' };
    return { state: { ...state, connection: replaced, lastSeenAt: at }, facts: [] };
  }
  // Behind a tap the back end is another's: what that one ends is no more the station's doing.
  const closer = event.close?.side;
  const side = closer === 'GATEWAY' || closer === 'UPSTREAM' ? 'gateway' : 'station';
  const fact: Fact = {
    type: 'StationDisconnected',
    at,
    connectionId: event.connectionId,
    code: event.close?.code ?? 1006,
    reason: event.close?.reason ?? '',
    side,
  };
  const closed: Connection = { ...connection, open: false, closedBy: side };
  return { state: { ...state, connection: closed, lastSeenAt: at }, facts: [fact] };
};

/**
 * Whether a frame shows a connection that no event opened: recordings may begin in its middle, or
 * know nothing of connections. A frame of a connection that was closed already shows none.
 */
export const implies = ({ connection }: StationState, event: OcppEvent): boolean => {
  if (event.direction !== 'FROM_STATION') return false;
  if (connection === null) return true;
  return !connection.open && (connection.id !== event.connectionId || event.source === 'IMPORT');
};
