// What a rulebook is: how one regime reads the neutral timeline, as a record and nothing else.

import { timed } from '../../processors/availability/table.ts';

/** The states of the table `availability`; any other word is unknown. */
export const states = [...timed, 'unknown'] as const;
export type State = (typeof states)[number];

/** `ineligible`: known, and not for measuring; what becomes of it is for the formula to say. */
export type Class = 'up' | 'down' | 'ineligible' | 'unknown';

/** Reasons for which an outage can be left out of account; a regime grants some of them. */
export const reasons = [
  'utility_interruption',
  'communication_loss',
  'vehicle_fault',
  'scheduled_maintenance',
  'vandalism',
  'natural_disaster',
  'outside_hours',
  // Known to the ledger; what is blocked is up where nothing is wrong with it, so none grants it.
  'access_blocked',
] as const;
export type Reason = (typeof reasons)[number];

/** How a regime reads a state, and the words it has for it. */
export interface Reading {
  readonly class: Class;
  readonly why: string;
}

/** How much a granted reason may take away; without a limit it may take all of the outage. */
export interface Grant {
  /** From the start of each incident, milliseconds. */
  readonly incident_ms?: number;
  /** Of each port and year, milliseconds; only one reason of a rulebook has such a budget. */
  readonly year_ms?: number;
}

export interface Formula {
  readonly text: string;
  /** Minutes of the denominator in the own window; null: the minutes that were measured. */
  readonly minutes: number | null;
  /** Whether ineligible time counts as up, or leaves numerator and denominator. */
  readonly ineligible: 'up' | 'removed';
}

export interface Threshold {
  readonly percent: number;
  /** Whether the threshold itself is a miss. */
  readonly strict: boolean;
  /** Whose figure is judged. */
  readonly scope: 'port' | 'network';
}

export interface Rulebook {
  /** Name and version in one word, as addresses and filings cite it. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** First day of its force, and the day after its last; null while it is in force. */
  readonly effective_from: string;
  readonly effective_to: string | null;
  readonly source: string;
  readonly classes: Readonly<Record<State, Reading>>;
  /** Readings of a state with a certain cause, by `state/cause`; they go before those by state. */
  readonly causes: Readonly<Record<string, Reading>>;
  readonly grants: Readonly<Partial<Record<Reason, Grant>>>;
  /**
   * What time outside of the opening hours is: an outage then is excluded, or nothing is
   * measured.
   */
  readonly closed: 'excluded' | 'unmeasured' | 'measured';
  /**
   * Which registered ports it is about; null: all. Of a port that nobody registered it is
   * about, too.
   */
  readonly covers: { readonly power_w_min: number; readonly public: boolean } | null;
  /**
   * The window that the rule judges: twelve months up to the end of one, a calendar year, a
   * month.
   */
  readonly window: 'trailing_year' | 'calendar_year' | 'month';
  readonly zone: string;
  readonly formula: Formula;
  /** Null where the regime asks for the data and sets no bar. */
  readonly threshold: Threshold | null;
  /** What the rule asks and the timeline cannot tell. */
  readonly untold: readonly string[];
}

const isState = (text: string): text is State => states.some((state) => state === text);

/** The class of an interval of the timeline. */
export const classOf = ({ classes, causes }: Rulebook, state: string, cause: string): Class =>
  causes[`${state}/${cause}`]?.class ?? (isState(state) ? classes[state].class : 'unknown');

/** A state in which the regime has the port at work. */
export const up = (why: string): Reading => ({ class: 'up', why });
export const down = (why: string): Reading => ({ class: 'down', why });
export const ineligible = (why: string): Reading => ({ class: 'ineligible', why });
export const unknown = (why: string): Reading => ({ class: 'unknown', why });

/** The time in which our own gateway was away says nothing of the port under any regime. */
export const notHeard = unknown('Our own gateway was away, or nothing was heard of the port yet.');
