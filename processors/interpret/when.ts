// The instant a message speaks of: the station's own where it can be read, else that of receipt.

import { readInstant } from '../../lib/time.ts';
import { isImpossible } from './clock.ts';
import type { DoubtCode } from '../doubts.ts';
import type { Said } from './said.ts';

export interface When {
  readonly at: number;
  readonly doubts: readonly Said[];
}

const doubt = (code: DoubtCode, at: number, detail: string): Said => ({
  type: 'Doubt',
  code,
  at,
  port: 0,
  detail,
});

/** Reads a required timestamp. */
export const whenOf = (value: unknown, receivedAt: number): When => {
  if (value === undefined || value === null || value === '') {
    return { at: receivedAt, doubts: [doubt('time_missing', receivedAt, '')] };
  }
  const read = typeof value === 'string' ? readInstant(value) : null;
  if (read === null) {
    return { at: receivedAt, doubts: [doubt('time_unreadable', receivedAt, textFor(value))] };
  }
  if (isImpossible(read.at, receivedAt)) {
    return { at: receivedAt, doubts: [doubt('clock_invalid', receivedAt, textFor(value))] };
  }
  return {
    at: read.at,
    doubts: read.zoned ? [] : [doubt('time_without_zone', read.at, textFor(value))],
  };
};

/** Reads a timestamp that the specification lets a station leave out. */
export const optionalWhenOf = (value: unknown, receivedAt: number): When =>
  value === undefined || value === null
    ? { at: receivedAt, doubts: [] }
    : whenOf(value, receivedAt);

const textFor = (value: unknown): string => String(value).slice(0, 64);
