// Progress of long work on a terminal: one line that is written over; nothing where there is none.

export interface Progress {
  show(text: string): void;
  /** Leaves the line clear for what follows. */
  done(): void;
}

/** Shown at most this often. */
const interval_ms = 100;

export const progressOn = (stream: NodeJS.WriteStream): Progress => {
  if (!stream.isTTY) return { show: () => undefined, done: () => undefined };
  let shownAt = 0;
  return {
    show: (text) => {
      const now = performance.now();
      if (now - shownAt < interval_ms) return;
      shownAt = now;
      stream.write(`\r\u001b[2K${text.slice(0, stream.columns - 1)}`);
    },
    done: () => {
      stream.write('\r\u001b[2K');
    },
  };
};

/** A share as text: `1,234 of 5,678 (21 %)`. */
export const shareText = (part: number, whole: number): string => {
  const percent = whole === 0 ? 100 : Math.floor((part / whole) * 100);
  return `${part.toLocaleString('en')} of ${whole.toLocaleString('en')} (${percent} %)`;
};
