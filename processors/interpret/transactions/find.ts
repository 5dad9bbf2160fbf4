// Which session a message speaks of: by id, by port, or by whatever else fits.

import type { SaidOf } from '../said.ts';
import type { EndedSession, OpenSession, StationState } from '../state.ts';
import { isUnset } from './ids.ts';
import { sameToken } from '../../tokens.ts';

const has = (session: OpenSession, transactionId: string): boolean =>
  session.transactionId === transactionId || session.memory.formerIds.includes(transactionId);

/** Whether an id stands for none. In 2.x stations choose their ids, and 0 is one like any other. */
export const namesNone = ({ connection }: StationState, transactionId: string): boolean =>
  transactionId === '' ||
  (isUnset(transactionId) && !(connection?.protocol.startsWith('ocpp2') ?? false));

/** The open session with an id; ids are given out twice, so the port is asked first. */
export const openWith = (
  state: StationState,
  transactionId: string,
  port: number | null,
): OpenSession | null => {
  if (namesNone(state, transactionId)) return null;
  const own = (one: OpenSession) => one.port === port && has(one, transactionId);
  const any = (one: OpenSession) => has(one, transactionId);
  return state.sessions.findLast(own) ?? state.sessions.findLast(any) ?? null;
};

/** The session that is open on a port. The station as a whole, port 0, has none. */
export const openAt = (state: StationState, port: number | null): OpenSession | null =>
  port === null || port === 0
    ? null
    : (state.sessions.findLast((one) => one.port === port) ?? null);

export const endedWith = (state: StationState, transactionId: string): EndedSession | null =>
  namesNone(state, transactionId)
    ? null
    : (state.endedSessions.findLast((one) => has(one.session, transactionId)) ?? null);

/** The last register reading of a port; null before the first. */
export const lastReading = (state: StationState, port: number) => state.registers[port] ?? null;

type Stop = SaidOf<'TransactionFinished'>;

/**
 * The session that a stop without a known id ends: one without an id if there is any, that began
 * before, whose register is not above the stop's; of the same token if one is; of several the one
 * whose register is nearest. An id that nobody gave ends the only open session if the token is the
 * same, or if there is none and the station has one port.
 */
export const openByTraits = (state: StationState, stop: Stop): OpenSession | null => {
  const unnamed = state.sessions.filter((one) => namesNone(state, one.transactionId));
  const named = !namesNone(state, stop.transactionId);
  const pool =
    unnamed.length > 0 || (named && state.sessions.length > 1) ? unnamed : state.sessions;
  const fitting = pool.filter((one) => fits(one, stop));
  const own = fitting.filter((one) => sameToken(one.idToken, stop.idToken));
  // Another card of the same owner may stop a session, so the token decides only where it can.
  const left = own.length > 0 ? own : fitting;
  const lone = stop.idToken === '' && onlyPort(state) !== 0;
  const only = state.sessions.length === 1 && (unnamed.length === 1 || lone);
  if (named && own.length === 0 && !only) return null;
  return nearest(state, left, stop);
};

const nearest = (state: StationState, of: readonly OpenSession[], stop: Stop): OpenSession | null =>
  of.toSorted((a, b) => distance(state, a, stop) - distance(state, b, stop))[0] ?? null;

/** The open session that a stop names. Back ends give one id to two: then its traits tell which. */
export const openOfStop = (state: StationState, stop: Stop): OpenSession | null => {
  const { transactionId, port } = stop;
  const known = openWith(state, transactionId, port);
  if (known === null || (port !== null && known.port === port)) return known;
  const named = state.sessions.filter((one) => has(one, transactionId));
  if (named.length < 2) return known;
  const fitting = named.filter((one) => fits(one, stop));
  const own = fitting.filter((one) => sameToken(one.idToken, stop.idToken));
  return nearest(state, own.length > 0 ? own : fitting, stop) ?? known;
};

const fits = (session: OpenSession, stop: Stop): boolean => {
  if (session.memory.kind === 'untracked' || session.startedAt > stop.at) return false;
  if (stop.port !== null && stop.port !== session.port) return false;
  const start_mwh = session.startRegister_mwh;
  // A station without a meter, or that lost its power, stops at 0.
  if (stop.register_mwh === null || stop.register_mwh === 0 || start_mwh === null) return true;
  return start_mwh <= stop.register_mwh;
};

const distance = (state: StationState, session: OpenSession, stop: Stop): number => {
  const register_mwh = lastReading(state, session.port)?.register_mwh ?? session.startRegister_mwh;
  return register_mwh === null || stop.register_mwh === null
    ? Number.MAX_SAFE_INTEGER
    : Math.abs(stop.register_mwh - register_mwh);
};

/** The ended session that a stop without a usable id tells again. */
export const endedByTraits = (state: StationState, stop: Stop): EndedSession | null =>
  namesNone(state, stop.transactionId)
    ? (state.endedSessions.findLast(
        (one) =>
          one.register_mwh === stop.register_mwh &&
          // A station without a meter stops at 0 every time.
          stop.register_mwh !== null &&
          stop.register_mwh !== 0 &&
          (stop.idToken === '' || sameToken(one.session.idToken, stop.idToken)),
      ) ?? null)
    : null;

/** Whether the register of a session stands exactly where a stop says that it ended. */
export const standsAt = (
  state: StationState,
  { port, startRegister_mwh }: OpenSession,
  register_mwh: number | null,
): boolean =>
  register_mwh !== null &&
  (lastReading(state, port)?.register_mwh ?? startRegister_mwh) === register_mwh;

/** The most that a session moves a register before its first reading: a large car's battery. */
const firstMove_mwh_max = 100_000_000;

/** The free port whose register stands just below a reading; null where none or several do. */
export const portByRegister = (state: StationState, register_mwh: number): number | null => {
  const near = Object.entries(state.registers).filter(([port, track]) => {
    const moved_mwh = register_mwh - track.register_mwh;
    const isNear = moved_mwh >= 0 && moved_mwh <= firstMove_mwh_max;
    return isNear && openAt(state, Number(port)) === null && port !== '0';
  });
  const [only] = near;
  return only === undefined || near.length > 1 ? null : Number(only[0]);
};

/** The port of a station that has only one; 0 where it has several or none is known. */
export const onlyPort = (state: StationState): number => {
  const [port, other] = state.transactions.ports;
  return port !== undefined && other === undefined ? port : 0;
};
