// Why a socket is not read: as long as one reason holds, whatever became of the others.

/** The log is behind for all; this station talks too fast; too much of it is not durable yet. */
export type Brake = 'log' | 'flow' | 'share';

export interface Brakes {
  hold(brake: Brake): void;
  release(brake: Brake): void;
  /** For a connection that ends: it has to be read, so that its end is seen. */
  releaseForGood(): void;
  isHeld(): boolean;
}

interface Pausable {
  pause(): void;
  resume(): void;
}

const bit: Readonly<Record<Brake, number>> = { log: 1, flow: 2, share: 4 };

export const openBrakes = (socket: Pausable): Brakes => {
  let held = 0;
  let isOver = false;
  const change = (next: number): void => {
    const before = held;
    held = next;
    if (before === 0 && held !== 0) socket.pause();
    else if (before !== 0 && held === 0) socket.resume();
  };
  return {
    hold: (brake) => {
      if (!isOver) change(held | bit[brake]);
    },
    release: (brake) => change(held & ~bit[brake]),
    releaseForGood: () => {
      isOver = true;
      change(0);
    },
    isHeld: () => held !== 0,
  };
};
