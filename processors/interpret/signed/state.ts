// What interpretation remembers of a station for the sake of signed meter values: bounded.

/** A registered key; port 0 is every port, an empty serial any meter. */
export interface MeterKey {
  readonly port: number;
  readonly meterSerial: string;
  readonly publicKey: string;
}

export interface SignedState {
  readonly registered: readonly MeterKey[];
  /** The key that the station last named for a port: some send it once a transaction. */
  readonly declared: readonly DeclaredKey[];
  /** Sessions whose signed start was read, youngest last. */
  readonly started: readonly string[];
  /** Signatures calculated within an hour of receipt, counted from 1970. */
  readonly hour: number;
  readonly checks: number;
}

interface DeclaredKey {
  readonly port: number;
  readonly publicKey: string;
}

export const nothingSigned: SignedState = {
  registered: [],
  declared: [],
  started: [],
  hour: 0,
  checks: 0,
};

/** Keys registered for a station at one time; beyond it the oldest goes. */
export const registeredKeys_max = 16;
/** Ports of which the declared key is remembered. */
export const declaredKeys_max = 16;
/** Sessions of which it is remembered that their signed start was read. */
export const startedSessions_max = 16;
/**
 * Signatures calculated for one station within an hour. One costs 2 to 7 ms; a station that has
 * been offline for days brings some hundred at once, an ordinary one brings two a session.
 */
export const checksPerHour_max = 1_000;
/** Signed values of one frame that are looked into; further ones are kept only. */
export const checkedPerFrame_max = 32;
