// A second connection of a station that is connected: who of the two is to be believed.

import type { Elsewhere, Entry } from './elsewhere.ts';
import type { Denial } from './turn-away.ts';

/**
 * `probe`: a newcomer that proved who it is takes the place of the older connection at once; one
 * that only says so does when the older one does not answer a ping. `replace`: every newcomer does.
 * `refuse`: none does as long as the older one is there.
 */
export const newcomerPolicies = ['probe', 'replace', 'refuse'] as const;

export type NewcomerPolicy = (typeof newcomerPolicies)[number];

export interface Incumbent {
  /** Pings; resolves to whether a sign of life came in time. */
  probe(timeout_ms: number): Promise<boolean>;
  /** Ends for another connection of the station; resolves once that is told, as far as can be. */
  giveWay(reason: string): Promise<void>;
}

export interface NewcomerOptions {
  readonly policy: NewcomerPolicy;
  /** For the answer to a ping. */
  readonly probe_ms: number;
  /** The current connection of a station, by its key. */
  readonly find: (key: string) => Incumbent | undefined;
  /** Other processes at the same port, which may hold the station. */
  readonly elsewhere: Pick<Elsewhere, 'enters'> | undefined;
}

export interface Newcomers {
  /** Null: it may come in. At once where nobody has to be asked. */
  readonly ask: (key: string, isProven: boolean) => Denial | null | Promise<Denial | null>;
  /** What another process asks: whether this one lets the station go, and has done so. */
  readonly yields: (key: string, isProven: boolean) => Promise<boolean>;
}

/** A station whose older connection is dead gets in by then: a ping is answered sooner. */
const retryAfter_s = 15;

const connected: Denial = {
  code: 'already_connected',
  status: 409,
  reason: 'This station is connected already, and that connection is alive',
  retryAfter_s,
};

const whileAsking: Denial = {
  ...connected,
  reason: 'This station is connected already, and another newcomer waits to take its place',
};

/** What becomes of a newcomer by what is known of other processes. */
const denialOf: Readonly<Record<Entry, Denial | null>> = {
  free: null,
  held: connected,
  asked: whileAsking,
};

/** What to do about a newcomer, before anybody is pinged. */
export const ruleOnNewcomer = (
  policy: NewcomerPolicy,
  isProven: boolean,
): 'enter' | 'probe' | 'refuse' => {
  if (policy === 'replace') return 'enter';
  if (policy === 'refuse') return 'refuse';
  return isProven ? 'enter' : 'probe';
};

export const openNewcomers = (options: NewcomerOptions): Newcomers => {
  const { policy, probe_ms, find, elsewhere } = options;
  /** Stations of which a newcomer waits; no more than sockets are open. */
  const asking = new Set<string>();

  /** Whether the connection that this process holds, if any, is to go. */
  const goes = async (key: string, isProven: boolean): Promise<boolean> => {
    const incumbent = find(key);
    if (incumbent === undefined) return true;
    const ruling = ruleOnNewcomer(policy, isProven);
    return ruling === 'enter' || (ruling === 'probe' && !(await incumbent.probe(probe_ms)));
  };

  const askAll = async (key: string, isProven: boolean): Promise<Denial | null> => {
    if (asking.has(key)) return whileAsking;
    asking.add(key);
    try {
      if (!(await goes(key, isProven))) return connected;
      return denialOf[elsewhere === undefined ? 'free' : await elsewhere.enters(key, isProven)];
    } finally {
      asking.delete(key);
    }
  };

  return {
    ask: (key, isProven) => {
      const isFree = find(key) === undefined || ruleOnNewcomer(policy, isProven) === 'enter';
      return isFree && elsewhere === undefined ? null : askAll(key, isProven);
    },
    yields: async (key, isProven) => {
      if (!(await goes(key, isProven))) return false;
      await find(key)?.giveWay('replaced by a connection to another process');
      return true;
    },
  };
};
