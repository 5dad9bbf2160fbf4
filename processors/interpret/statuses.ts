// Statuses as a station tells them: in order, late, told again, of the future, and too often.

import { hour_ms, minute_ms } from '../../lib/time.ts';
import type { DoubtCode } from '../doubts.ts';
import type { Fact } from '../facts.ts';
import type { SaidOf } from './said.ts';
import type { StationState, Told } from './state.ts';
import { statusHeard } from './transactions/evidence.ts';

/** How often something happened within an hour of the clock. */
interface InHour {
  readonly hour: number;
  readonly count: number;
}

interface ConnectorMemory {
  /** Times of its last statuses, oldest first. */
  readonly ats: readonly number[];
  readonly word: string;
  /** Since when it is told by that word. */
  readonly since: number;
  readonly changes: InHour;
}

export interface StatusMemory {
  /** By port and connector, as `1.1`. */
  readonly connectors: Readonly<Record<string, ConnectorMemory>>;
  readonly boots: InHour;
}

/** Connectors of a station whose statuses are remembered. */
export const connectorsLimit = 64;
/** Statuses remembered of a connector at most, and of all connectors together. */
export const statusesLimit = 32;
const statusesOfStation = 128;
/** Changes and boots within an hour, beyond which they are doubted, once in that hour. */
export const changesInHour_max = 30;
export const bootsInHour_max = 5;
/** How long a vehicle may take to be done with a port. */
export const stuckAfter_ms = 12 * hour_ms;
/** How far the clock of a station may be ahead without a word about it. */
export const aheadTolerance_ms = minute_ms;
/** Before the first OCPP: a clock that was never set. */
const clockSet_min = Date.UTC(2010, 0, 1);

const none: StatusMemory = { connectors: {}, boots: { hour: 0, count: 0 } };

const unseen: ConnectorMemory = { ats: [], word: '', since: 0, changes: none.boots };

type Status = SaidOf<'PortStatus'>;

/** A status, told as the newest of its connector, or as one of the past, with what is doubtful. */
export const portStatusTold = (state: StationState, said: Status): Told<Fact> => {
  const memory = state.statuses ?? none;
  const key = `${said.port}.${said.connectorId}`;
  const known = Object.hasOwn(memory.connectors, key);
  const count = Object.keys(memory.connectors).length;
  if (!known && count >= connectorsLimit) {
    const told = current(state, said);
    return { state: told.state, facts: [...told.facts, doubt(said, 'port_untracked', key)] };
  }
  const { status, doubts } = inTime(said, state.lastSeenAt);
  const before = memory.connectors[key] ?? unseen;
  const limit = Math.max(2, Math.min(statusesLimit, Math.floor(statusesOfStation / (count + 1))));
  const newest = before.ats.at(-1) ?? -Infinity;
  if (status.at < newest) return past(state, status, { key, before, limit, doubts });
  const { after, signs } = changed(before, status);
  const ats = status.at === newest ? before.ats : [...before.ats, status.at].slice(-limit);
  const told = current(remember(state, key, { ...after, ats }), status);
  return { state: told.state, facts: [...doubts, ...told.facts, ...signs] };
};

const current = (state: StationState, said: Status): Told<Fact> => {
  const heard = statusHeard(state, said);
  return { state: heard.state, facts: [{ ...said, type: 'PortStatusReported' }, ...heard.facts] };
};

const remember = (state: StationState, key: string, one: ConnectorMemory): StationState => {
  const memory = state.statuses ?? none;
  const connectors = { ...memory.connectors, [key]: one };
  return { ...state, statuses: { ...memory, connectors } };
};

const doubt = ({ at, port }: Status, code: DoubtCode, detail: string): Fact => ({
  type: 'Doubted',
  at,
  port,
  code,
  detail,
});

/** A status at a time at which it can have been. */
const inTime = (said: Status, heardAt: number) => {
  const status = { ...said, at: heardAt };
  if (said.at < clockSet_min)
    return { status, doubts: [doubt(status, 'status_clock_unset', String(said.at))] };
  if (said.at - heardAt > aheadTolerance_ms)
    return { status, doubts: [doubt(status, 'status_ahead', String(said.at))] };
  return { status: said, doubts: [] };
};

interface Past {
  readonly key: string;
  readonly before: ConnectorMemory;
  readonly limit: number;
  readonly doubts: readonly Fact[];
}

/** A status older than the newest: known already, put into its place, or too old for that. */
const past = (state: StationState, said: Status, { key, before, limit, doubts }: Past) => {
  const { ats } = before;
  if (ats.includes(said.at)) return { state, facts: doubts };
  const oldest = ats[0] ?? said.at;
  if (ats.length >= limit && said.at < oldest) {
    return { state, facts: [...doubts, doubt(said, 'status_too_late', said.statusReported)] };
  }
  const place = ats.findIndex((at) => at > said.at);
  const until = ats[place] ?? said.at;
  const after = { ...before, ats: ats.toSpliced(place, 0, said.at).slice(-limit) };
  const recalled: Fact = { ...said, type: 'PortStatusRecalled', until };
  return {
    state: remember(state, key, after),
    facts: [...doubts, recalled, doubt(said, 'status_late', said.statusReported)],
  };
};

const again = ({ hour, count }: InHour, at: number): InHour => {
  const now = Math.floor(at / hour_ms);
  return now === hour ? { hour, count: count + 1 } : { hour: now, count: 1 };
};

/** Words that are said while a vehicle comes or goes. */
const passing: ReadonlySet<string> = new Set(['Preparing', 'Finishing']);

const changed = (before: ConnectorMemory, said: Status) => {
  if (before.word === said.statusReported) return { after: before, signs: [] };
  const changes = again(before.changes, said.at);
  const signs: Fact[] = [];
  if (changes.count === changesInHour_max)
    signs.push(doubt(said, 'status_flapping', `${changesInHour_max} changes`));
  const lasted = said.at - before.since;
  if (said.status === 'faulted' && said.port === 0)
    signs.push(doubt(said, 'fault_of_station', said.errorCode));
  if (passing.has(before.word) && lasted >= stuckAfter_ms)
    signs.push(doubt(said, 'port_stuck', before.word));
  return { after: { ...before, word: said.statusReported, since: said.at, changes }, signs };
};

/** A boot; a station that boots again and again is doubted, once in an hour. */
export const bootTold = (state: StationState, said: SaidOf<'Booted'>): Told<Fact> => {
  const memory = state.statuses ?? none;
  const boots = again(memory.boots, said.at);
  const booted: Fact = { ...said, type: 'StationBooted' };
  const loops = boots.count === bootsInHour_max;
  const detail = `${bootsInHour_max} boots`;
  const sign: Fact = { type: 'Doubted', at: said.at, port: 0, code: 'boot_loop', detail };
  const facts = loops ? [booted, sign] : [booted];
  return { state: { ...state, statuses: { ...memory, boots } }, facts };
};
