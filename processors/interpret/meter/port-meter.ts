// What is remembered of a port's meter beside its import register: power, other registers, doubts.

import type { Writable } from '../../../lib/writable.ts';
import type { Steps } from './coarse.ts';
import type { Track } from './track.ts';

export interface PowerSample {
  readonly at: number;
  readonly power_mw: number;
}

export interface PortMeter {
  /** Session that the counts below are of; empty outside of sessions. */
  readonly sessionId: string;
  /** Counted by the import register since the session began. */
  readonly counted_mwh: number;
  /** Integrated from sampled power since the session began. */
  readonly estimated_mwh: number;
  /** Import readings since the session began, after its first. */
  readonly readings: number;
  /** When a wrong unit was said of this session last; null where it was not. */
  readonly unitDoubtedAt: number | null;
  /** Highest power ever sampled; 0 where none was. */
  readonly peak_mw: number;
  readonly power: PowerSample | null;
  /** End of the last energy that was told by interval. */
  readonly intervalAt: number | null;
  /** Whether the station booted since the last reading. */
  readonly booted: boolean;
  /** Steps of the import register; null while nothing speaks for coarse ones. */
  readonly steps: Steps | null;
  /** Registers of other quantities. */
  readonly tracks: Readonly<Record<string, Track>>;
}

export type PortMeters = Readonly<Record<string, PortMeter>>;

const unheard: PortMeter = {
  sessionId: '',
  counted_mwh: 0,
  estimated_mwh: 0,
  readings: 0,
  unitDoubtedAt: null,
  peak_mw: 0,
  power: null,
  intervalAt: null,
  booted: false,
  steps: null,
  tracks: {},
};

/** A copy, to be changed before it is handed on: every reading makes some. */
export const copyOfMeter = (meter: PortMeter): Writable<PortMeter> => ({
  sessionId: meter.sessionId,
  counted_mwh: meter.counted_mwh,
  estimated_mwh: meter.estimated_mwh,
  readings: meter.readings,
  unitDoubtedAt: meter.unitDoubtedAt,
  peak_mw: meter.peak_mw,
  power: meter.power,
  intervalAt: meter.intervalAt,
  booted: meter.booted,
  steps: meter.steps,
  tracks: meter.tracks,
});

/** Ports whose meters are remembered per station; beyond it the one unheard longest is let go. */
export const portsMeteredLimit = 32;

export const meterAt = (meters: PortMeters, port: number): PortMeter => meters[port] ?? unheard;

/** The meters with one changed, never more than the limit. */
export const boundTo = (meters: PortMeters, port: number, meter: PortMeter): PortMeters => {
  if (port in meters || Object.keys(meters).length < portsMeteredLimit) {
    return { ...meters, [port]: meter };
  }
  const heardAt = (one: PortMeter): number => one.power?.at ?? one.intervalAt ?? 0;
  const entries = Object.entries(meters).sort((a, b) => heardAt(b[1]) - heardAt(a[1]));
  return { ...Object.fromEntries(entries.slice(0, portsMeteredLimit - 1)), [port]: meter };
};

/** The counts begin anew with a session. */
export const countsOf = (sessionId: string) => ({
  sessionId,
  counted_mwh: 0,
  estimated_mwh: 0,
  readings: 0,
  unitDoubtedAt: null,
});
