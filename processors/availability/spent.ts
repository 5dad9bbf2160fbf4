// How long a port had been in each state before an interval began: time is then a difference.

import { timed } from './table.ts';

/** Milliseconds by state of `timed`, from the beginning of the timeline. */
export type Spent = readonly number[];

export const nothingSpent: Spent = timed.map(() => 0);

/** What is spent once a state has lasted for some time. */
export const lasted = (spent: Spent, state: string, length_ms: number): Spent => {
  const place = timed.findIndex((one) => one === state);
  return place === -1 ? spent : spent.with(place, (spent[place] ?? 0) + length_ms);
};

/** The columns of a row; named one by one, because rows are made for every change of a port. */
export const spentColumns = (spent: Spent) => ({
  available_before_ms: spent[0] ?? 0,
  occupied_before_ms: spent[1] ?? 0,
  charging_before_ms: spent[2] ?? 0,
  reserved_before_ms: spent[3] ?? 0,
  unavailable_before_ms: spent[4] ?? 0,
  faulted_before_ms: spent[5] ?? 0,
  offline_before_ms: spent[6] ?? 0,
});
