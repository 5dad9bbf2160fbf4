// Does the same to each of many things, a few at a time.

/** Statements that a store is given at once: most of each is waiting for its disk. */
export const lanes = 4;

/**
 * Takes from one list in several lanes. Resolves when all of it is done; where one fails no other
 * is begun, and its fault is thrown once the others have ended.
 */
export const sideBySide = async <T>(
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const left = [...items].values();
  let isBroken = false;
  const lane = async (): Promise<void> => {
    for (const item of left) {
      if (isBroken) return;
      try {
        await work(item);
      } catch (thrown) {
        isBroken = true;
        throw thrown;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const fault = ended.find((one) => one.status === 'rejected');
  if (fault !== undefined) throw fault.reason;
};
