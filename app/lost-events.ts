// How many events were confirmed and are nowhere, by tenant, for those who watch the figures.

import { lostOfLastDay } from '../api/lost.ts';
import type { Store } from '../store/port.ts';

/** Who watches asks every few seconds; what is asked of the store changes by the hour. */
const kept_ms = 60_000;

export type LostEvents = () => Promise<ReadonlyMap<string, number>>;

interface Row extends Readonly<Record<string, unknown>> {
  readonly tenant: string;
  readonly lost: number;
}

/** Asks the store at most once a minute. Rejects where it does not answer. */
export const lostEventsOf = (store: Pick<Store, 'query'>, clock: () => number): LostEvents => {
  let kept: { readonly at: number; readonly answer: ReturnType<LostEvents> } | null = null;
  const ask = async (): Promise<ReadonlyMap<string, number>> => {
    const rows = await store.query<Row>({ sql: lostOfLastDay, params: {} });
    return new Map(rows.map(({ tenant, lost }) => [tenant, lost]));
  };
  return () => {
    const at = clock();
    if (kept === null || at - kept.at >= kept_ms) kept = { at, answer: ask() };
    return kept.answer;
  };
};
