// Answers of one connection on their way out: each leaves when it is durable, in order.

interface Departure {
  readonly text: string;
  durable: boolean;
}

export interface Departures {
  /** Queues an answer; the function returned is called once it is durable, and lets it leave. */
  queue(text: string): () => void;
}

/** So many that left are forgotten at once: forgetting each would move the queue each time. */
const forgotten_max = 1_024;

export const openDepartures = (send: (text: string) => void): Departures => {
  let queued: Departure[] = [];
  let left = 0;

  const forget = (): void => {
    if (left === queued.length) queued.length = 0;
    else if (left > forgotten_max) queued = queued.slice(left);
    else return;
    left = 0;
  };

  return {
    queue: (text) => {
      const departure: Departure = { text, durable: false };
      queued.push(departure);
      return () => {
        departure.durable = true;
        for (let next = queued[left]; next?.durable === true; next = queued[left]) {
          left++;
          send(next.text);
        }
        forget();
      };
    },
  };
};
