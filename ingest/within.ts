// Waits for something, but not for ever.

/** Whether it came about in time. */
export const within = async (promise: Promise<unknown>, timeout_ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeout_ms);
  });
  const intime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return intime;
};
