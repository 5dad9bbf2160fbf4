// Whether a handshake is heard at all: what its address, its station and all together may ask.

import { addressGroup } from './address.ts';
import { type Allowance, openBuckets } from './buckets.ts';
import { openTally } from './tally.ts';
import type { RefusalCode } from './refusal-codes.ts';
import type { Denial } from './turn-away.ts';

/** What is 0 is not limited. */
export interface AdmissionLimits {
  /** Handshakes of one station from one address: a loop of reconnects is slowed down. */
  readonly handshakesOfStation: Allowance;
  /** Handshakes from one address, behind which a whole site may be. */
  readonly handshakesOfAddress: Allowance;
  readonly handshakesInAll: Allowance;
  /** Logins that failed: of a station from one address, of a station, from an address. */
  readonly failedLoginsOfPair: Allowance;
  readonly failedLoginsOfStation: Allowance;
  readonly failedLoginsOfAddress: Allowance;
  /** Open sockets of one address, those that say nothing among them. */
  readonly connectionsOfAddress: number;
  /** Open sockets; further ones are told to come back. */
  readonly connections: number;
  /** Addresses and stations held for each of these limits. */
  readonly admissionKeys: number;
}

export interface Admission {
  /** A handshake: null where it may go on. It is counted either way. */
  readonly arrives: (address: string, station: string) => Denial | null | Promise<Denial | null>;
  /** A password or certificate of the station was wrong, or the station is not known. */
  readonly loginFailed: (address: string, station: string) => void;
  /** The station proved who it is: failures of others do not lock it out of this address. */
  readonly loginSucceeded: (address: string, station: string) => void;
  /** A socket was opened: whether it may stay, and what to call once it is closed. */
  readonly opened: (address: string) => { readonly isOne: boolean; readonly closed: () => void };
}

/** So many sockets over the limit stay open, to be told when to come back. */
const told_sockets = 64;

const later = (code: RefusalCode, reason: string, wait_s: number): Denial => ({
  code,
  status: code === 'total_rate' || code === 'total_connections' ? 503 : 429,
  reason,
  retryAfter_s: Math.min(600, Math.max(1, Math.ceil(wait_s))),
});

/** Seconds after which a connection may have been closed. */
const connectionWait_s = 30;

/** Addresses from which stations proved who they are, the latest of each; bounded. */
const openAcquaintances = (keys_max: number) => {
  const known = new Map<string, string>();
  return {
    meet: (address: string, station: string): void => {
      known.delete(station);
      known.set(station, address);
      const [oldest] = known.keys();
      if (known.size > keys_max && oldest !== undefined) known.delete(oldest);
    },
    knows: (address: string, station: string): boolean => known.get(station) === address,
  };
};

/** Failed logins. Guessing is slow from one address, from many, and against many stations. */
const openLogins = (limits: AdmissionLimits, clock: () => number) => {
  const { admissionKeys: keys } = limits;
  const pairs = openBuckets(limits.failedLoginsOfPair, keys);
  const stations = openBuckets(limits.failedLoginsOfStation, keys);
  const addresses = openBuckets(limits.failedLoginsOfAddress, keys);
  const acquaintances = openAcquaintances(keys);
  return {
    failed: (address: string, station: string): void => {
      const now = clock();
      pairs.charge(`${address} ${station}`, now, 1);
      stations.charge(station, now, 1);
      addresses.charge(address, now, 1);
    },
    succeeded: acquaintances.meet,
    /** Whoever guesses at a station must not keep that station out: it is known where it is. */
    wait_s: (address: string, station: string): number => {
      const now = clock();
      const own = pairs.wait_s(`${address} ${station}`, now);
      if (own > 0 || acquaintances.knows(address, station)) return own;
      return Math.max(stations.wait_s(station, now), addresses.wait_s(address, now));
    },
  };
};

/** An admission that asks nobody. */
export interface OwnAdmission extends Admission {
  readonly arrives: (address: string, station: string) => Denial | null;
}

/** Opens the admission. `clock` in milliseconds, from anywhere. */
export const openAdmission = (limits: AdmissionLimits, clock: () => number): OwnAdmission => {
  const { admissionKeys: keys } = limits;
  const ofStation = openBuckets(limits.handshakesOfStation, keys);
  const ofAddress = openBuckets(limits.handshakesOfAddress, keys);
  const inAll = openBuckets(limits.handshakesInAll, 1);
  const logins = openLogins(limits, clock);
  const sockets = openTally();
  let open = 0;

  const crowded = (address: string): Denial | null => {
    const { connectionsOfAddress: most, connections } = limits;
    if (most > 0 && sockets.of(address) > most)
      return later('address_connections', 'Too many connections here', connectionWait_s);
    if (connections > 0 && open > connections)
      return later('total_connections', 'Too many connections in all', connectionWait_s);
    return null;
  };

  /** The narrowest first: what one station or address asks too often costs nobody else. */
  const hurried = (address: string, station: string): Denial | null => {
    const now = clock();
    const own = station === '' ? 0 : ofStation.take(`${address} ${station}`, now);
    if (own > 0) return later('station_rate', 'Too many handshakes of this station', own);
    const here = ofAddress.take(address, now);
    if (here > 0) return later('address_rate', 'Too many handshakes from this address', here);
    const all = inAll.take('', now);
    if (all > 0) return later('total_rate', 'Too many handshakes in all', all);
    return null;
  };

  return {
    arrives: (from, station) => {
      const address = addressGroup(from);
      const denial = crowded(address) ?? hurried(address, station);
      if (denial !== null || station === '') return denial;
      const wait = logins.wait_s(address, station);
      return wait > 0 ? later('failed_logins', 'Too many logins failed', wait) : null;
    },
    loginFailed: (from, station) => logins.failed(addressGroup(from), station),
    loginSucceeded: (from, station) => logins.succeeded(addressGroup(from), station),
    opened: (from) => {
      const address = addressGroup(from);
      const most = limits.connectionsOfAddress;
      open++;
      sockets.add(address, 1);
      let isOpen = true;
      const closed = (): void => {
        if (!isOpen) return;
        isOpen = false;
        open--;
        sockets.add(address, -1);
      };
      return { isOne: most === 0 || sockets.of(address) <= most + told_sockets, closed };
    },
  };
};
