// Work that must not overlap: asked for soon it runs once for all, asked for now it is awaited.

export interface OneAtATime {
  /** Runs the work after the pause, once for all who ask meanwhile, and for the shortest pause. */
  soon(pause_ms: number): void;
  /** Runs the work after the one under way, and settles with it. */
  now(): Promise<void>;
  /** Nothing runs by itself any more. */
  cancel(): void;
}

/** `onError` gets what runs by itself and fails; `now` rejects to its caller instead. */
export const oneAtATime = (
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): OneAtATime => {
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let due_ms = Infinity;
  const cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
    due_ms = Infinity;
  };
  const now = (): Promise<void> => {
    cancel();
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };
  return {
    now,
    soon: (pause_ms) => {
      const wanted_ms = performance.now() + pause_ms;
      if (wanted_ms >= due_ms) return;
      clearTimeout(timer);
      due_ms = wanted_ms;
      timer = setTimeout(() => void now().catch(onError), pause_ms);
    },
    cancel,
  };
};
