// Imported energy of each port by bucket; its last spans are held apart, to be drawn anew.

import { floorTo } from '../../lib/time.ts';
import type { Kept, Span } from '../trail.ts';
import { redrawn, spansHeld, trailedPorts_max, within } from '../trail.ts';
import type { Hour, SettledHour } from './hours.ts';
import { hoursChanged, settledHours } from './hours.ts';
import { bucket_ms, shareOf, sharesOf } from './shares.ts';

export interface Bucket {
  readonly bucketStart: number;
  readonly sessionId: string;
  readonly energy_mwh: number;
}

export interface PortEnergy {
  readonly port: number;
  readonly spans: readonly Span[];
  /** What spans that were let go put into buckets that are still touched. */
  readonly base: readonly Bucket[];
  /** The same by hour, and the hours of sessions before and after what may change. */
  readonly hours: readonly SettledHour[];
}

/** In the order in which ports first delivered, as interpretation holds its spans. */
export type Ports = readonly PortEnergy[];

/** Buckets held of a port beside its spans. */
export const baseOfPort_max = 64;
/** Hours held of a port for each span that is: those around it, of all sessions that may claim it. */
const hoursOfSpan_max = 4;

export interface Counted {
  readonly ports: Ports;
  /** The whole energy of each bucket that changed. */
  readonly buckets: readonly Bucket[];
  /** Each hour that changed. */
  readonly hours: readonly Hour[];
}

const nothing = { spans: [], base: [], hours: [] } as const;
const none: readonly Span[] = [];

/** Counts one span more of a port. */
export const counted = (ports: Ports, port: number, span: Span): Counted => {
  const place = ports.findIndex((one) => one.port === port);
  const before = ports[place] ?? { port, ...nothing };
  const { base, hours: held } = before;
  const added = { port, spans: [...before.spans, span], base, hours: held };
  const buckets = totalsOf(added, [span]);
  const hours = hoursChanged(added, none, [span]);
  if (place === -1)
    return { ports: [...ports.slice(-trailedPorts_max + 1), added], buckets, hours };
  return { ports: ports.with(place, settled(added, ports.length)), buckets, hours };
};

interface Redrawing {
  readonly port: number;
  readonly withdrawn: readonly Span[];
  readonly drawn: readonly Span[];
}

/** Puts spans in the place of others; a bucket of which nothing is left has no energy. */
export const drawnAnew = (ports: Ports, { port, withdrawn, drawn }: Redrawing): Counted => {
  const place = ports.findIndex((one) => one.port === port);
  const before = ports[place];
  const spans = before === undefined ? null : redrawn(before.spans, withdrawn, drawn);
  if (before === undefined || spans === null) return { ports, buckets: [], hours: [] };
  const after = { ...before, spans };
  const buckets = totalsOf(after, [...withdrawn, ...drawn]);
  const hours = hoursChanged(after, withdrawn, drawn);
  return { ports: ports.with(place, settled(after, ports.length)), buckets, hours };
};

const spanOf = ([from, to, energy_mwh]: Span) => ({ from, to, energy_mwh });

/** The energy of every bucket that some spans touch, each once. */
const totalsOf = (port: PortEnergy, touched: readonly Span[]): readonly Bucket[] => {
  const buckets: Bucket[] = [];
  for (const span of touched) {
    const sessionId = span[3];
    for (const { bucketStart } of sharesOf(spanOf(span))) {
      if (buckets.some((one) => isOf(one, bucketStart, sessionId))) continue;
      buckets.push({ bucketStart, sessionId, energy_mwh: totalOf(port, bucketStart, sessionId) });
    }
  }
  return buckets;
};

const isOf = (bucket: Bucket, bucketStart: number, sessionId: string): boolean =>
  bucket.bucketStart === bucketStart && bucket.sessionId === sessionId;

const totalOf = ({ spans, base }: PortEnergy, bucketStart: number, sessionId: string): number => {
  let energy_mwh = base.find((one) => isOf(one, bucketStart, sessionId))?.energy_mwh ?? 0;
  for (const span of spans)
    if (span[3] === sessionId) energy_mwh += shareOf(spanOf(span), bucketStart);
  return energy_mwh;
};

/** A port within its limits: what is let go is summed up where its buckets may still change. */
const settled = (port: PortEnergy, ports: number): PortEnergy => {
  const limit = spansHeld(ports);
  const kept = within(limit, port.spans);
  if (kept.gone.length === 0) return port;
  return {
    port: port.port,
    spans: kept.spans,
    base: baseOf(port.base, kept),
    hours: settledHours(port.hours, kept, limit * hoursOfSpan_max),
  };
};

const baseOf = (before: readonly Bucket[], { spans, gone }: Kept): readonly Bucket[] => {
  const newest = spans.at(-1);
  const since = newest === undefined ? 0 : floorTo(newest[0], bucket_ms);
  const isTouched = ({ bucketStart }: { readonly bucketStart: number }): boolean =>
    bucketStart >= since ||
    spans.some(([from, to]) => bucketStart + bucket_ms > from && bucketStart <= to);
  let base = before.filter(isTouched);
  for (const span of gone) {
    for (const { bucketStart, energy_mwh } of sharesOf(spanOf(span)).filter(isTouched)) {
      const same = base.find((one) => isOf(one, bucketStart, span[3]));
      const sum_mwh = (same?.energy_mwh ?? 0) + energy_mwh;
      base = base.filter((one) => one !== same);
      base.push({ bucketStart, sessionId: span[3], energy_mwh: sum_mwh });
    }
  }
  return base.slice(-baseOfPort_max);
};
