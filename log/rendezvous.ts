// Handing values from one that has them to one that takes them, one at a time, no queue between.

export interface Rendezvous<T> {
  /** Resolves once the value was taken and the taker came back for more; false once it left. */
  offer(value: T): Promise<boolean>;
  /** The next value; null after the end. Rejects with what `end` was given. */
  take(): Promise<T | null>;
  /** No more values; what was offered last is still taken. */
  end(fault?: Error): void;
  /** The taker takes no more. */
  leave(): void;
}

export const rendezvous = <T>(): Rendezvous<T> => {
  let offered: {
    readonly value: T;
    taken: boolean;
    readonly done: (more: boolean) => void;
  } | null = null;
  let ended: { readonly fault: Error | null } | null = null;
  let left = false;
  let wake: () => void = () => undefined;

  const offer = async (value: T): Promise<boolean> => {
    if (left || ended !== null) return false;
    return new Promise((done) => {
      offered = { value, taken: false, done };
      wake();
    });
  };
  const release = (more: boolean): void => {
    if (offered?.taken === true || !more) {
      offered?.done(more);
      offered = null;
    }
  };
  const take = async (): Promise<T | null> => {
    release(true);
    for (;;) {
      if (offered !== null) {
        offered.taken = true;
        return offered.value;
      }
      if (ended !== null && ended.fault !== null) throw ended.fault;
      if (ended !== null) return null;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    offer,
    take,
    end: (fault) => {
      ended ??= { fault: fault ?? null };
      wake();
    },
    leave: () => {
      left = true;
      release(false);
    },
  };
};
