// A quirk: for an hour after each connection the clock counts from 1970.

import { hour_ms, instantText } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { eachTime, fields } from '../quirk-payload.ts';

export const clockOf1970: Quirk = {
  name: 'clock-of-1970',
  number: 'Q50',
  about: 'For an hour after each connection the clock counts from 1970.',
  life: (life) => {
    let connected_at = 0;
    return life.map((one) => {
      if (one.kind === 'connected') connected_at = one.at;
      if (one.kind !== 'exchange' || one.at - connected_at > hour_ms) return one;
      const since = connected_at;
      const from1970 = eachTime((text) => instantText(Math.abs(Date.parse(text) - since)));
      return { ...one, payload: from1970(fields(one.payload)) };
    });
  },
};
