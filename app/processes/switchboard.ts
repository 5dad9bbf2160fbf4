// Which process holds which station, and what all processes together let in.

import { type AdmissionLimits, openAdmission } from '../../ingest/admission/admission.ts';
import type { Entry } from '../../ingest/admission/elsewhere.ts';
import type { OfSupervisor } from './deeds.ts';

/** A process, as far as stations are concerned. */
export interface Holder {
  /** Asks it to let a station go, and has it do so. Rejects where the process is gone. */
  yields(key: string, isProven: boolean): Promise<boolean>;
}

export interface Seat extends Omit<OfSupervisor, 'listens' | 'replaces'> {
  /** The process ended, and its sockets with it. */
  readonly gone: () => void;
}

/** Opens it. `clock` in milliseconds, from anywhere. */
export const openSwitchboard = (limits: AdmissionLimits, clock: () => number) => {
  const admission = openAdmission(limits, clock);
  const holders = new Map<string, Holder>();
  /** Stations of which a newcomer waits. */
  const asked = new Set<string>();
  const living = new Set<Holder>();

  /** A process that is gone holds nobody; one that does not answer keeps what it has. */
  const letsGo = (holder: Holder, key: string, isProven: boolean): Promise<boolean> =>
    holder.yields(key, isProven).catch(() => !living.has(holder));

  const enters = async (holder: Holder, key: string, isProven: boolean): Promise<Entry> => {
    if (asked.has(key)) return 'asked';
    asked.add(key);
    try {
      const before = holders.get(key);
      const isFree = before === undefined || before === holder;
      if (!isFree && !(await letsGo(before, key, isProven))) return 'held';
      if (living.has(holder)) holders.set(key, holder);
      return 'free';
    } finally {
      asked.delete(key);
    }
  };

  /** Sockets of one process, so that its end closes them all. */
  const openSockets = () => {
    const open = new Map<string, (() => void)[]>();
    return {
      opened: (address: string): void => {
        const all = open.get(address) ?? [];
        all.push(admission.opened(address).closed);
        open.set(address, all);
      },
      closed: (address: string): void => {
        const all = open.get(address);
        all?.pop()?.();
        if (all?.length === 0) open.delete(address);
      },
      gone: (): void => {
        for (const all of open.values()) for (const closed of all) closed();
        open.clear();
      },
    };
  };

  const join = (holder: Holder): Seat => {
    living.add(holder);
    const sockets = openSockets();
    return {
      ...sockets,
      arrives: admission.arrives,
      loginFailed: admission.loginFailed,
      loginSucceeded: admission.loginSucceeded,
      enters: (key, isProven) => enters(holder, key, isProven),
      left: (key) => {
        if (holders.get(key) === holder) holders.delete(key);
      },
      gone: () => {
        living.delete(holder);
        sockets.gone();
        for (const [key, one] of holders) if (one === holder) holders.delete(key);
      },
    };
  };
  return { join, holds: () => holders.size };
};

export type Switchboard = ReturnType<typeof openSwitchboard>;
