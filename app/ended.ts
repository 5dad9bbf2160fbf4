// What is waited for, unless whoever waits is to end before.

/** Rejects once `ending` is aborted, also where it was already; never where there is none. */
export const ended = (ending: AbortSignal | undefined, what: string): Promise<never> =>
  new Promise((_, reject) => {
    const give = (): void => reject(new Error(`${what} was stopped.`));
    if (ending?.aborted === true) give();
    else ending?.addEventListener('abort', give, { once: true });
  });
