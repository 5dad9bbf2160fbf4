// One station's part of what may wait for the log: a flood of one leaves room for all others.

export interface ShareLimits {
  /** Events of one station, and their bytes, that wait for the log before it is read no more. */
  readonly stationPendingEvents: number;
  readonly stationPending_bytes: number;
}

export interface Share {
  /** More waits, or less. */
  change(events: number, bytes: number): void;
}

/** Tells when a station has its share, and when half of it is free again. */
export const openShare = (limits: ShareLimits, onFull: (isFull: boolean) => void): Share => {
  const { stationPendingEvents: most, stationPending_bytes: most_bytes } = limits;
  let events = 0;
  let bytes = 0;
  let isFull = false;
  return {
    change: (moreEvents, moreBytes) => {
      events += moreEvents;
      bytes += moreBytes;
      const isOver = events > most || bytes > most_bytes;
      const isUnder = events <= most / 2 && bytes <= most_bytes / 2;
      if (isFull ? !isUnder : !isOver) return;
      isFull = !isFull;
      onFull(isFull);
    },
  };
};
