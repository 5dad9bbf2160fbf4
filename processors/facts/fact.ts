// What every fact has.

export interface Common {
  /** When it happened as the station says, or when the gateway saw it; milliseconds UTC. */
  readonly at: number;
}

export interface OfPort extends Common {
  /** 1.6 connector id or 2.x EVSE id; 0 is the station as a whole. */
  readonly port: number;
}
