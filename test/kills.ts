// Stations that send without end and remember what was confirmed, while what they speak to dies.

import { setTimeout as pause } from 'node:timers/promises';
import { connectStation } from './wire-station.ts';

export interface Confirmed {
  readonly stationId: string;
  /** Message ids that were answered. */
  readonly ids: readonly string[];
}

export interface Senders {
  readonly confirmed: readonly Confirmed[];
  /** How many answers came in all. */
  count(): number;
  stop(): Promise<void>;
}

/** Of all senders: those that come later do not use a message id again. */
let sent = 0;

/** `urlOf` tells where a station finds its back end at the moment. */
export const startSenders = (
  stationIds: readonly string[],
  urlOf: (stationId: string) => string,
): Senders => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const confirmed = stationIds.map((stationId) => ({ stationId, ids: [] as string[] }));
  const speak = async ({ stationId, ids }: (typeof confirmed)[number]): Promise<void> => {
    const station = await connectStation(urlOf(stationId), 'ocpp1.6', { handshakeTimeout: 2_000 });
    while (!signal.aborted) {
      const id = `${stationId}-${++sent}`;
      const stop = { transactionId: sent, meterStop: sent, timestamp: '2026-01-31T12:00:00Z' };
      station.send(JSON.stringify([2, id, 'StopTransaction', stop]));
      const answer = await Promise.race([station.next(), station.closed]);
      if (typeof answer !== 'string') return;
      if (answer.startsWith(`[3,"${id}"`)) ids.push(id);
    }
    await station.close();
  };
  const running = confirmed.map(async (one) => {
    while (!signal.aborted) await speak(one).catch(() => pause(10));
  });
  return {
    confirmed,
    count: () => confirmed.reduce((sum, { ids }) => sum + ids.length, 0),
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
};
