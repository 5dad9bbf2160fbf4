// How fast one station may talk: what is too fast waits in its own socket, nobody else's.

import type { Allowance } from './buckets.ts';

/** What is 0 is not limited. */
export interface FlowLimits {
  readonly framesOfStation: Allowance;
  /** As they are after inflation. */
  readonly bytesOfStation: Allowance;
  /**
   * One read can hold thousands of tiny frames, or one that inflates a thousandfold: they arrive
   * though nothing more is read. Whoever is ahead of its allowance by more seconds than this is
   * cut off with 1008.
   */
  readonly flowAhead_s: number;
  /** A station that is held back all this time without a break is cut off with 1008. */
  readonly floodPatience_ms: number;
  /** Stations whose allowance is held. */
  readonly admissionKeys: number;
}

/** What to do after a frame: not to read on for so long, or to end. */
export type Flow = { readonly wait_ms: number } | 'end';

/** What one station has taken. */
export interface FlowMeter {
  /** Counts a frame; null as long as the station may go on. */
  heard(bytes: number, now_ms: number): Flow | null;
}

/** Seconds until what was taken has flowed in again; 0 while there is some left. */
const openReservoir = ({ burst, perSecond }: Allowance) => {
  let tokens = burst;
  let at_ms = 0;
  return (count: number, now_ms: number): number => {
    if (burst === 0) return 0;
    if (now_ms > at_ms) {
      tokens = Math.min(burst, tokens + ((now_ms - at_ms) / 1000) * perSecond);
      at_ms = now_ms;
    }
    tokens -= count;
    return tokens >= 0 ? 0 : -tokens / perSecond;
  };
};

export const openFlowMeter = (limits: FlowLimits): FlowMeter => {
  const { framesOfStation, bytesOfStation, flowAhead_s, floodPatience_ms } = limits;
  const frames = openReservoir(framesOfStation);
  const volume = openReservoir(bytesOfStation);
  let heldSince_ms: number | null = null;
  return {
    heard: (bytes, now_ms) => {
      const wait_s = Math.max(frames(1, now_ms), volume(bytes, now_ms));
      if (wait_s === 0) {
        heldSince_ms = null;
        return null;
      }
      heldSince_ms ??= now_ms;
      if (flowAhead_s > 0 && wait_s > flowAhead_s) return 'end';
      if (floodPatience_ms > 0 && now_ms - heldSince_ms > floodPatience_ms) {
        heldSince_ms = null;
        return 'end';
      }
      return { wait_ms: Math.ceil(wait_s * 1000) };
    },
  };
};

/** The meters of all stations. They outlive connections: to come back gives nothing new. */
export const openFlowMeters = (limits: FlowLimits): ((key: string) => FlowMeter) => {
  const meters = new Map<string, FlowMeter>();
  return (key) => {
    const meter = meters.get(key) ?? openFlowMeter(limits);
    meters.delete(key);
    meters.set(key, meter);
    const [oldest] = meters.keys();
    if (meters.size > limits.admissionKeys && oldest !== undefined) meters.delete(oldest);
    return meter;
  };
};
