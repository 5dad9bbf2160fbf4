// The course of a session: how long it charged, was suspended, idle, or unknown. Parts sum exactly.

export type Phase = 'charging' | 'suspended_ev' | 'suspended_evse' | 'idle' | 'unknown';

/** Milliseconds by phase. */
export type Parts = Readonly<Record<Phase, number>>;

type Change = readonly [at: number, phase: Phase];

/** Changes of phase in order of time; the oldest are summed up when there are too many. */
export interface Course {
  readonly changes: readonly Change[];
  /** Null while all changes are held. */
  readonly summed: {
    readonly start: number;
    readonly until: number;
    readonly phase: Phase;
    readonly parts: Parts;
  } | null;
}

/** Changes held, so that late ones find their place and an earlier end can be taken. */
export const changeLimit = 12;

export const noCourse: Course = { changes: [], summed: null };

const nothing: Parts = { charging: 0, suspended_ev: 0, suspended_evse: 0, idle: 0, unknown: 0 };

/** Words of 1.6 statuses and of the 2.x chargingState, and what they mean for a session. */
const phases: ReadonlyMap<string, Phase> = new Map([
  ['Charging', 'charging'],
  ['SuspendedEV', 'suspended_ev'],
  ['SuspendedEVSE', 'suspended_evse'],
  ['Preparing', 'idle'],
  ['Finishing', 'idle'],
  ['EVConnected', 'idle'],
  ['Idle', 'idle'],
]);

/** The phase that a word means; null for words that say nothing of charging. */
export const phaseOf = (word: string): Phase | null => phases.get(word) ?? null;

/** Whether a phase shows that station and vehicle got as far as power. */
export const isReached = (phase: Phase): boolean => phase !== 'idle' && phase !== 'unknown';

/** The course with a change more; the same course where nothing changes. */
export const turn = (course: Course, at: number, phase: Phase): Course => {
  const { changes, summed } = course;
  if (summed !== null && at < summed.until) return course;
  const after = changes.findIndex(([when]) => when > at);
  const place = after === -1 ? changes.length : after;
  const before = changes[place - 1];
  const current = before === undefined ? summed?.phase : before[1];
  if (current === phase) return course;
  // Of two words for one instant the later one counts.
  const from = before !== undefined && before[0] === at ? place - 1 : place;
  const changed = [...changes.slice(0, from), [at, phase] as const, ...changes.slice(place)];
  return { changes: changed, summed };
};

/** The course within its limit; `start` is that of the session. */
export const bounded = (course: Course, start: number): Course => {
  const [first] = course.changes;
  if (first === undefined || course.changes.length <= changeLimit) return course;
  const until = Math.max(first[0], course.summed?.until ?? start, start);
  const parts = partsOf(course, start, until);
  const changes = course.changes.slice(1);
  return { changes, summed: { start, until, phase: first[1], parts } };
};

/** When the phase last changed; null before the first change. */
export const lastChange = ({ changes, summed }: Course): number | null =>
  changes.at(-1)?.[0] ?? summed?.until ?? null;

/** The parts of the time from start to end, which they sum to exactly. */
export const partsOf = (course: Course, start: number, end: number): Parts => {
  const { summed } = course;
  if (summed !== null && (summed.until > end || summed.start < start)) {
    // The session turned out shorter than what was summed up: how it went is not known any more.
    return { ...nothing, unknown: Math.max(0, end - start) };
  }
  const parts = { ...(summed?.parts ?? nothing) };
  parts.unknown += summed === null ? 0 : summed.start - start;
  let [since, phase]: Change = [summed?.until ?? start, summed?.phase ?? 'unknown'];
  for (const [at, next] of course.changes) {
    if (at >= end) break;
    if (at > since) {
      parts[phase] += at - since;
      since = at;
    }
    phase = next;
  }
  parts[phase] += Math.max(0, end - since);
  return parts;
};
