// A station that sends one numbered message after another and remembers which were confirmed.

import { setTimeout as pause } from 'node:timers/promises';
import { connectStation } from '../wire-station.ts';

export interface Witness {
  readonly stationId: string;
  /** Ids of the messages that were answered. */
  readonly confirmed: readonly string[];
  stop(): Promise<void>;
}

const retry_ms = 20;

/** Speaks without a rest, on one connection after another, until it is stopped. */
export const startWitness = (gateway: string, stationId: string): Witness => {
  const confirmed: string[] = [];
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null));
  });
  let sent = 0;
  const speak = async (): Promise<void> => {
    const station = await connectStation(`${gateway}/${stationId}`, 'ocpp1.6');
    while (!signal.aborted) {
      // A message that was not confirmed is not sent again: then it may be in the log, or not.
      const id = `${stationId}-${++sent}`;
      station.send(JSON.stringify([2, id, 'DataTransfer', { vendorId: 'V', data: id }]));
      const answer = await Promise.race([station.next(), station.closed, stopped]);
      if (typeof answer !== 'string') break;
      if (answer.startsWith(`[3,"${id}"`)) confirmed.push(id);
    }
    station.socket.terminate();
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) await speak().catch(() => pause(retry_ms));
  };
  const running = run();
  return {
    stationId,
    confirmed,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
