// Visits: attempts of one vehicle on its port, or of one token, that follow each other closely.

import { hour_ms, minute_ms } from '../../lib/time.ts';
import { sameToken } from '../tokens.ts';

/** A visit that the next attempt may belong to. */
export interface Visit {
  readonly visitId: string;
  /** 0 while no attempt of it has a port. */
  readonly port: number;
  readonly idToken: string;
  readonly attempts: number;
  /** When an attempt of it last began or ended. */
  readonly lastAt: number;
  /** Whether a vehicle is on the port, as far as its statuses tell. */
  readonly plugged: boolean;
}

/** Attempts of one token further apart than this are of two visits. */
export const visitGap_ms = 10 * minute_ms;
/** A port that says for longer than this that its vehicle is there is not believed. */
export const pluggedLimit_ms = 48 * hour_ms;
/** Visits held per station. */
export const visitLimit = 16;

export interface Attempted {
  readonly at: number;
  readonly port: number;
  readonly idToken: string;
  readonly attemptId: string;
}

/**
 * The visit that an attempt belongs to: that of the vehicle that is still on the port, else that of
 * the token, or of the port where a token is not known, if it was there a moment ago; else a new
 * one.
 */
export const visitOf = (visits: readonly Visit[], attempted: Attempted): Visit => {
  const known =
    visits.findLast((one) => isSameVehicle(one, attempted)) ??
    visits.findLast((one) => isSameCustomer(one, attempted));
  const { at, port, idToken, attemptId } = attempted;
  if (known === undefined) {
    return { visitId: attemptId, port, idToken, attempts: 1, lastAt: at, plugged: false };
  }
  return {
    ...known,
    port: port === 0 ? known.port : port,
    idToken: known.idToken || idToken,
    attempts: known.attempts + 1,
    lastAt: Math.max(known.lastAt, at),
  };
};

const isSameVehicle = (visit: Visit, { at, port }: Attempted): boolean =>
  visit.plugged && port !== 0 && visit.port === port && at - visit.lastAt <= pluggedLimit_ms;

const isSameCustomer = (visit: Visit, { at, port, idToken }: Attempted): boolean => {
  if (at - visit.lastAt > visitGap_ms) return false;
  if (sameToken(visit.idToken, idToken)) return true;
  const anonymous = visit.idToken === '' || idToken === '';
  return anonymous && port !== 0 && visit.port === port;
};

/** The visits with one of them new or changed. */
export const keepVisit = (visits: readonly Visit[], visit: Visit): readonly Visit[] =>
  [...visits.filter((one) => one.visitId !== visit.visitId), visit].slice(-visitLimit);

/** The visits after a port said whether a vehicle is there. */
export const plugVisits = (
  visits: readonly Visit[],
  port: number,
  plugged: boolean,
): readonly Visit[] => {
  const last = visits.findLast((one) => one.port === port);
  if (last === undefined || last.plugged === plugged) return visits;
  return visits.map((one) => (one === last ? { ...one, plugged } : one));
};
