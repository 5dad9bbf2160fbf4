// How fast a station, and an address, may talk: what is too fast waits in the station's socket.

import { addressGroup } from './address.ts';
import type { Allowance } from './buckets.ts';

/** What is 0 is not limited. */
export interface FlowLimits {
  readonly framesOfStation: Allowance;
  /** As they are after inflation. */
  readonly bytesOfStation: Allowance;
  /** Of all stations behind one address. Nobody is cut off for what others there say. */
  readonly framesOfAddress: Allowance;
  readonly bytesOfAddress: Allowance;
  /**
   * One read can hold thousands of tiny frames, or one that inflates a thousandfold: they arrive
   * though nothing more is read. Whoever is ahead of its allowance by more seconds than this is
   * cut off with 1008.
   */
  readonly flowAhead_s: number;
  /** A station that is held back all this time without a break is cut off with 1008. */
  readonly floodPatience_ms: number;
  /** Stations, and addresses, whose allowance is held. */
  readonly admissionKeys: number;
}

/** What to do after a frame: not to read on for so long, or to end. */
export type Flow = { readonly wait_ms: number } | 'end';

/** What one station has taken. */
export interface FlowMeter {
  /** Counts a frame; null as long as the station may go on. */
  heard(bytes: number, now_ms: number): Flow | null;
}

/** No station of an address waits longer than this before it is heard again. */
const wait_max_s = 60;

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

const openFlowMeter = (limits: FlowLimits): FlowMeter => {
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

/** What all stations of an address have taken together: who is ahead of it waits, and no more. */
const openAddressMeter = (limits: FlowLimits): FlowMeter => {
  const frames = openReservoir(limits.framesOfAddress);
  const volume = openReservoir(limits.bytesOfAddress);
  return {
    heard: (bytes, now_ms) => {
      const wait_s = Math.max(frames(1, now_ms), volume(bytes, now_ms));
      return wait_s === 0 ? null : { wait_ms: Math.ceil(Math.min(wait_s, wait_max_s) * 1000) };
    },
  };
};

/** What belongs to keys; of too many, the one that was asked for longest ago is forgotten. */
const keptBy = <T>(keys_max: number, open: () => T): ((key: string) => T) => {
  const kept = new Map<string, T>();
  return (key) => {
    const one = kept.get(key) ?? open();
    kept.delete(key);
    kept.set(key, one);
    const [oldest] = kept.keys();
    if (kept.size > keys_max && oldest !== undefined) kept.delete(oldest);
    return one;
  };
};

const longer = (one: Flow | null, other: Flow | null): Flow | null => {
  if (one === 'end' || other === null) return one;
  if (other === 'end' || one === null) return other;
  return one.wait_ms >= other.wait_ms ? one : other;
};

/** The meters of all stations. They outlive connections: to come back gives nothing new. */
export const openFlowMeters = (
  limits: FlowLimits,
): ((station: string, address: string) => FlowMeter) => {
  const ofStation = keptBy(limits.admissionKeys, () => openFlowMeter(limits));
  const ofAddress = keptBy(limits.admissionKeys, () => openAddressMeter(limits));
  return (station, address) => {
    const [own, shared] = [ofStation(station), ofAddress(addressGroup(address))];
    return {
      heard: (bytes, now_ms) => longer(own.heard(bytes, now_ms), shared.heard(bytes, now_ms)),
    };
  };
};
