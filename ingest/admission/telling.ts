// Refusals on their way into the log: the ledger of what is refused, and the events that tell it.

import type { Diary, Refusal } from '../diary.ts';
import type { Journal } from '../journal.ts';
import { type RefusalRules, openRefusals } from './refusals.ts';
import type { RefusalCode } from './refusal-codes.ts';

export interface Telling {
  readonly refuse: (refusal: Refusal) => void;
  readonly sweep: () => void;
  /** Tells what is untold, before the gateway ends. */
  readonly flush: () => void;
  readonly counts: () => Readonly<Record<RefusalCode, number>>;
}

export interface TellingOptions {
  readonly diary: Diary;
  readonly journal: Journal;
  readonly rules: RefusalRules;
  /** Milliseconds UTC. */
  readonly clock: () => number;
}

/** A handshake can be 16 KiB long; its refusal need not be. */
const reason_chars = 500;

export const openTelling = ({ diary, journal, rules, clock }: TellingOptions): Telling => {
  const write = (...told: Parameters<Diary['refused']>): void => {
    const { key, event } = diary.refused(...told);
    journal.write(key, [event]);
  };
  const refusals = openRefusals(rules, {
    first: (refusal) => write(refusal),
    repeated: ({ count, from_ms, to_ms, ...refusal }) => write(refusal, { count, from_ms, to_ms }),
  });
  const now = (): number => Math.trunc(clock());
  return {
    refuse: ({ code = 'other', reason, ...rest }) =>
      refusals.add({ code, reason: reason.slice(0, reason_chars), ...rest }, now()),
    sweep: () => refusals.sweep(now()),
    flush: refusals.flush,
    counts: refusals.counts,
  };
};
