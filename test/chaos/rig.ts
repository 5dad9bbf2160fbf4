// What a chaos run asks of a system under test, whatever engines it is made of.

import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { Compared } from '../truth-from-tables.ts';
import type { Blow } from './blows.ts';

/** What is there when all is quiet again. */
export interface Aftermath {
  readonly tables: Compared;
  /** Every event of the log. */
  readonly events: readonly OcppEvent[];
  /** What `laddbok verify` found against an undisturbed fold of the same log. */
  readonly verified: { readonly differences: number; readonly behind: number };
}

export interface Rig {
  /** Where stations connect: `ws://host:port`. */
  readonly gateway: string;
  readonly blows: readonly Blow[];
  /** Called once all stations are done: lets the rest be stored, stops everything, and looks. */
  aftermath(): Promise<Aftermath>;
  /** Ends every process that still runs, and removes what is on disk. */
  destroy(): Promise<void>;
}
