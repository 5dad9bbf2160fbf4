// The track of one register: monotone segments, told apart from glitches, resets and roll-overs.

import type { DoubtCode } from '../../doubts.ts';
import type { Ability } from './limits.ts';
import { canDeliver, rolledOver } from './limits.ts';

export interface Level {
  readonly at: number;
  readonly register_mwh: number;
}

/** A level that the register left, with what was counted since then on another. */
export interface Parked extends Level {
  readonly covered_mwh: number;
}

/** A reading that fits nowhere yet: the next one tells what it was. At most one is held. */
export interface Suspect extends Level {
  /** Empty outside of sessions. */
  readonly sessionId: string;
}

/** Where the register stands, by its last reading that was believed. */
export interface Track extends Level {
  readonly suspect: Suspect | null;
  readonly parked: Parked | null;
  /** Whether the register is known to begin at zero with each session. */
  readonly relative: boolean;
}

export interface TrackReading extends Level {
  readonly sessionId: string;
  /** Whether a station sent it without naming a transaction. */
  readonly bare: boolean;
  readonly ability: Ability;
  /** Whether a fall at this reading is known to be a reset, as at the start of a session. */
  readonly restarts: boolean;
}

export interface Finding {
  readonly code: DoubtCode;
  readonly at: number;
  readonly detail: string;
}

/** Energy from one level to the next; what another level counted in between is taken off. */
export interface Movement {
  readonly from: Level;
  readonly to: Level;
  readonly energy_mwh: number;
}

export interface Moved {
  readonly track: Track;
  readonly movement: Movement | null;
  readonly findings: readonly Finding[];
}

const none: readonly Finding[] = [];

const levelOf = ({ at, register_mwh }: Level): Level => ({ at, register_mwh });

export const firstTrack = (reading: Level): Track => ({
  at: reading.at,
  register_mwh: reading.register_mwh,
  suspect: null,
  parked: null,
  relative: false,
});

/** Moves a track by a reading. Pure; what is not believed at once is held, never lost. */
export const advance = (track: Track, reading: TrackReading): Moved => {
  if (reading.at < track.at) return late(track, reading);
  const { parked } = track;
  if (parked !== null && isReturn(track, parked, reading)) return comeBack(track, parked, reading);
  if (follows(track, reading)) return goOn(track, reading);
  const rolled = rollOver(track, reading);
  if (rolled !== null) return rolled;
  if (parked !== null && follows(parked, reading)) return comeBack(track, parked, reading);
  if (reading.restarts && reading.register_mwh < track.register_mwh) {
    return { track: beginAt(track, reading), movement: null, findings: glitchOf(track) };
  }
  const { suspect } = track;
  if (suspect !== null && follows(suspect, reading)) return beginAnew(track, suspect, reading);
  return hold(track, reading);
};

/** Whether a reading can follow a level: not below it, and no more above than a port delivers. */
const follows = (level: Level, { at, register_mwh, ability }: TrackReading): boolean =>
  at >= level.at &&
  register_mwh >= level.register_mwh &&
  canDeliver(ability, register_mwh - level.register_mwh, at - level.at);

/**
 * Whether a reading takes up the level that the register left: that one has moved by no less than
 * was counted since, and it explains the reading with less energy than the present level does.
 * Some stations say zero for a while before they find their register again, or tell of two in turn.
 */
const isReturn = (track: Track, parked: Parked, reading: TrackReading): boolean => {
  if (track.relative && !reading.bare) return false;
  const returned_mwh = reading.register_mwh - parked.register_mwh - parked.covered_mwh;
  if (returned_mwh < 0 || !follows(parked, reading)) return false;
  return !follows(track, reading) || returned_mwh < reading.register_mwh - track.register_mwh;
};

const text = ({ register_mwh }: Level): string => `${register_mwh} mWh`;

const glitchOf = ({ suspect }: Track): readonly Finding[] =>
  suspect === null ? none : [{ code: 'register_glitch', at: suspect.at, detail: text(suspect) }];

const cover = (parked: Parked | null, energy_mwh: number): Parked | null =>
  parked === null || energy_mwh === 0
    ? parked
    : { ...parked, covered_mwh: parked.covered_mwh + energy_mwh };

const goOn = (track: Track, reading: TrackReading): Moved => {
  const { at, register_mwh } = reading;
  const energy_mwh = register_mwh - track.register_mwh;
  const { relative } = track;
  const parked = cover(track.parked, energy_mwh);
  return {
    track: { at, register_mwh, suspect: null, parked, relative },
    movement: { from: track, to: reading, energy_mwh },
    findings: glitchOf(track),
  };
};

const rollOver = (track: Track, reading: TrackReading): Moved | null => {
  const energy_mwh = rolledOver(track.register_mwh, reading.register_mwh);
  if (energy_mwh === null) return null;
  if (!canDeliver(reading.ability, energy_mwh, reading.at - track.at)) return null;
  const detail = `${text(track)} to ${text(reading)}`;
  return {
    track: { ...firstTrack(reading), relative: track.relative },
    movement: { from: track, to: reading, energy_mwh },
    findings: [...glitchOf(track), { code: 'register_rolled_over', at: reading.at, detail }],
  };
};

const comeBack = (track: Track, parked: Parked, reading: TrackReading): Moved => {
  const { at, register_mwh } = reading;
  const movement_mwh = register_mwh - parked.register_mwh;
  const energy_mwh = Math.max(0, movement_mwh - parked.covered_mwh);
  const detail = `${text(track)} to ${text(reading)}, left at ${text(parked)}`;
  // The level that is left may be taken up again as well: two registers may be told in turn.
  const left: Parked = { ...levelOf(track), covered_mwh: energy_mwh };
  return {
    track: { at, register_mwh, suspect: null, parked: left, relative: track.relative },
    movement: { from: { ...levelOf(parked), at: track.at }, to: reading, energy_mwh },
    findings: [...glitchOf(track), { code: 'register_came_back', at, detail }],
  };
};

const beginAt = (track: Track, level: Level): Track => ({
  at: level.at,
  register_mwh: level.register_mwh,
  suspect: null,
  parked: { ...levelOf(track), covered_mwh: 0 },
  relative: track.relative,
});

/** Two readings in a row agree on a new level: the register was reset, or it jumped. */
const beginAnew = (track: Track, suspect: Suspect, reading: TrackReading): Moved => {
  const begun = beginAt(track, suspect);
  const went = goOn(begun, reading);
  const code = suspect.register_mwh < track.register_mwh ? 'register_went_back' : 'register_jumped';
  const detail = `${text(track)} to ${text(suspect)}`;
  return { ...went, findings: [{ code, at: suspect.at, detail }, ...went.findings] };
};

const hold = (track: Track, { at, register_mwh, sessionId }: TrackReading): Moved => ({
  track: { ...track, suspect: { at, register_mwh, sessionId } },
  movement: null,
  findings: glitchOf(track),
});

/**
 * A reading timed before the last one. Where it is not above it, it says nothing new. Where it is,
 * the clock was set back or readings came out of order: the register has moved all the same.
 */
const late = (track: Track, reading: TrackReading): Moved => {
  const energy_mwh = reading.register_mwh - track.register_mwh;
  if (energy_mwh <= 0) return { track, movement: null, findings: none };
  const detail = `${text(reading)} after ${text(track)}`;
  const findings: readonly Finding[] = [{ code: 'register_late', at: reading.at, detail }];
  if (!canDeliver(reading.ability, energy_mwh, 0)) return { track, movement: null, findings };
  const to = { at: track.at, register_mwh: reading.register_mwh };
  return {
    track: { ...track, ...to, parked: cover(track.parked, energy_mwh) },
    movement: { from: track, to, energy_mwh },
    findings,
  };
};

/** A suspect reading that turns out to be the reset of a register that does so at each start. */
export const restartAtSuspect = (track: Track): Track =>
  track.suspect === null ? track : beginAt(track, track.suspect);
