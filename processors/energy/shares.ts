// Spans of energy cut into quarters of an hour, or into hours, exactly.

import { floorTo, minute_ms } from '../../lib/time.ts';
import { mulDivFloor } from '../../lib/units.ts';

/** Width of a bucket: the metering interval of EU balancing, and finer than any filing asks. */
export const bucket_ms = 15 * minute_ms;

interface Share {
  readonly bucketStart: number;
  readonly energy_mwh: number;
}

interface Shared {
  readonly from: number;
  readonly to: number;
  readonly energy_mwh: number;
}

/**
 * Shares a span out over the buckets it crosses, in proportion to time. Each border gets the
 * energy up to it, rounded down; a bucket gets the difference of its borders, so that the shares
 * sum exactly to the span, and four quarters to their hour. Shares of nothing are left out.
 */
export const sharesOf = (span: Shared, width_ms = bucket_ms): readonly Share[] => {
  const shares: Share[] = [];
  const length_ms = span.to - span.from;
  let before_mwh = 0;
  for (let start = floorTo(span.from, width_ms); start <= span.to; start += width_ms) {
    const until = Math.min(start + width_ms, span.to);
    const upTo_mwh =
      until === span.to
        ? span.energy_mwh
        : mulDivFloor(span.energy_mwh, until - span.from, length_ms);
    if (upTo_mwh > before_mwh)
      shares.push({ bucketStart: start, energy_mwh: upTo_mwh - before_mwh });
    before_mwh = upTo_mwh;
    if (until === span.to) break;
  }
  return shares;
};

/** Energy of a span up to an instant, rounded down: differences of it are the shares above. */
const upTo_mwh = ({ from, to, energy_mwh }: Shared, border: number): number => {
  if (border <= from) return 0;
  return border >= to ? energy_mwh : mulDivFloor(energy_mwh, border - from, to - from);
};

/** The share of one bucket in a span. */
export const shareOf = (span: Shared, bucketStart: number, width_ms = bucket_ms): number => {
  const end = bucketStart + width_ms;
  if (end < span.from || bucketStart > span.to) return 0;
  return upTo_mwh(span, end) - upTo_mwh(span, bucketStart);
};
