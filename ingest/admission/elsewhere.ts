// The other processes at the same port: what concerns all of them is asked beyond this one.

import type { Admission, OwnAdmission } from './admission.ts';
import type { Denial } from './turn-away.ts';

/** Nobody else holds the station; somebody does and keeps it; another newcomer waits already. */
export type Entry = 'free' | 'held' | 'asked';

export interface Elsewhere {
  /** A handshake: null where it may go on also by what the others have let in. */
  arrives(address: string, station: string): Promise<Denial | null>;
  loginFailed(address: string, station: string): void;
  loginSucceeded(address: string, station: string): void;
  /** A socket was opened; answers what to call once it is closed. */
  opened(address: string): () => void;
  /** Whether a station may come in here. Where it may, another process that held it let it go. */
  enters(key: string, isProven: boolean): Promise<Entry>;
  /** The station is connected here no more. */
  left(key: string): void;
}

/**
 * What one process refuses is refused and costs the others nothing; what it would let in is asked
 * beyond, where everybody's handshakes, logins and sockets are counted together.
 */
export const admissionWith = (own: OwnAdmission, elsewhere: Elsewhere | undefined): Admission => {
  if (elsewhere === undefined) return own;
  return {
    arrives: (address, station) =>
      own.arrives(address, station) ?? elsewhere.arrives(address, station),
    loginFailed: (address, station) => {
      own.loginFailed(address, station);
      elsewhere.loginFailed(address, station);
    },
    loginSucceeded: (address, station) => {
      own.loginSucceeded(address, station);
      elsewhere.loginSucceeded(address, station);
    },
    opened: (address) => {
      const { isOne, closed } = own.opened(address);
      const closedElsewhere = elsewhere.opened(address);
      let isOpen = true;
      return {
        isOne,
        closed: () => {
          if (!isOpen) return;
          isOpen = false;
          closed();
          closedElsewhere();
        },
      };
    },
  };
};

/**
 * Entries by which a station is held here from then on: one that hung up before it was let in gives
 * its place back. `isHere` tells whether it came; it does in the same turn, or never.
 */
export const entriesOf = (
  elsewhere: Elsewhere | undefined,
  isHere: (key: string) => boolean,
): Pick<Elsewhere, 'enters'> | undefined => {
  if (elsewhere === undefined) return undefined;
  return {
    enters: async (key, isProven) => {
      const entry = await elsewhere.enters(key, isProven);
      if (entry === 'free')
        setImmediate(() => {
          if (!isHere(key)) elsewhere.left(key);
        });
      return entry;
    },
  };
};
