// Whether the other side of a connection still lives: any frame is a sign, a ping asks for one.

export interface LifeRules {
  /** Silence after which to ping; 0 never pings. */
  readonly pingInterval_ms: number;
  /** Pings in a row that may stay unanswered. */
  readonly pingsMissed: number;
}

export interface Life {
  /** Something came from the other side. Called for each frame, so it only marks. */
  hear(): void;
  /** What to do at this instant. */
  check(now_ms: number): 'nothing' | 'ping' | 'end';
}

export const openLife = ({ pingInterval_ms, pingsMissed }: LifeRules): Life => {
  let heard = true;
  let heardAt_ms = 0;
  let missed = 0;
  return {
    hear: () => {
      heard = true;
    },
    check: (now_ms) => {
      if (heard) {
        heard = false;
        heardAt_ms = now_ms;
        missed = 0;
        return 'nothing';
      }
      if (pingInterval_ms === 0) return 'nothing';
      if (now_ms - heardAt_ms < pingInterval_ms * (missed + 1)) return 'nothing';
      if (missed >= pingsMissed) return 'end';
      missed++;
      return 'ping';
    },
  };
};
