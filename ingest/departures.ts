// Answers of one connection on their way out: each leaves when it is durable, in order.

interface Departure {
  readonly text: string;
  durable: boolean;
}

export interface Departures {
  /** Queues an answer; the function returned is called once it is durable, and lets it leave. */
  queue(text: string): () => void;
}

export const openDepartures = (send: (text: string) => void): Departures => {
  const waiting: Departure[] = [];
  return {
    queue: (text) => {
      const departure: Departure = { text, durable: false };
      waiting.push(departure);
      return () => {
        departure.durable = true;
        for (let first = waiting[0]; first?.durable === true; first = waiting[0]) {
          waiting.shift();
          send(first.text);
        }
      };
    },
  };
};
