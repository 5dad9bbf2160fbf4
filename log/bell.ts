// Waiting for a topic to grow, whichever process appends to it.

/** Wakes who waits for the total to grow; polls only while somebody waits. */
export const bell = (total: () => number, poll_ms: number) => {
  const waiting = new Map<() => void, number>();
  let timer: NodeJS.Timeout | null = null;
  const ring = (): void => {
    const now = total();
    for (const [wake, since] of waiting) if (since !== now) wake();
  };
  const poll = (): void => {
    timer = null;
    ring();
    if (waiting.size > 0) timer = setTimeout(poll, poll_ms);
  };
  const changed = async (since: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted || total() !== since) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      waiting.set(wake, since);
      signal.addEventListener('abort', wake);
      timer ??= setTimeout(poll, poll_ms);
    });
  };
  return { ring, changed };
};
