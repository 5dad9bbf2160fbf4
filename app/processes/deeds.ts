// What the processes of one gateway can ask of each other.

import type { Entry } from '../../ingest/admission/elsewhere.ts';
import type { Denial } from '../../ingest/admission/turn-away.ts';
import type { Registry } from 'prom-client';

export interface ProcessHealth {
  readonly ok: boolean;
  /** Why the log takes nothing; empty where it does. */
  readonly log: string;
  readonly connections: number;
  /** Of the process in the system; 0 while there is none. */
  readonly pid: number;
}

/** What a process that holds stations asks of the one that supervises it. */
export interface OfSupervisor {
  arrives(address: string, station: string): Denial | null;
  loginFailed(address: string, station: string): void;
  loginSucceeded(address: string, station: string): void;
  opened(address: string): void;
  closed(address: string): void;
  enters(key: string, isProven: boolean): Promise<Entry>;
  left(key: string): void;
  /** Whether another process takes the place of one that ends now: not where all are to end. */
  replaces(): Promise<boolean>;
  /** It takes stations in. */
  listens(port: number, tlsPort: number | null): void;
}

/** All figures as values. */
export type Metrics = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** What the supervisor asks of a process that holds stations. */
export interface OfMember {
  yields(key: string, isProven: boolean): Promise<boolean>;
  metrics(): Promise<Metrics>;
  health(): ProcessHealth;
  /** Reads the certificates again. */
  reload(): void;
  /** Sends its stations away and ends, as all others do. */
  stop(): void;
}
