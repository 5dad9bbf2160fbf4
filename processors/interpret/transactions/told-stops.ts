// Stops that were told, so that one that is told again long after makes no session of its own.

import type { SaidOf } from '../said.ts';
import type { StationState } from '../state.ts';
import { namesNone } from './find.ts';
import { stopsLimit } from './memory.ts';

type Stop = SaidOf<'TransactionFinished'>;

/** Ids are given out twice, so the register at the end is part of the name; null where none is. */
const nameOf = (state: StationState, { transactionId, register_mwh, readings }: Stop) => {
  const end_mwh = register_mwh ?? readings.at(-1)?.register_mwh ?? null;
  if (namesNone(state, transactionId) && (end_mwh === null || end_mwh === 0)) return null;
  return `${transactionId} ${end_mwh ?? ''}`;
};

export const wasTold = (state: StationState, stop: Stop): boolean => {
  const name = nameOf(state, stop);
  return name !== null && (state.transactions.stops ?? []).includes(name);
};

export const rememberStop = (state: StationState, stop: Stop): StationState => {
  const name = nameOf(state, stop);
  if (name === null || wasTold(state, stop)) return state;
  const stops = [...(state.transactions.stops ?? []).slice(-stopsLimit + 1), name];
  return { ...state, transactions: { ...state.transactions, stops } };
};
