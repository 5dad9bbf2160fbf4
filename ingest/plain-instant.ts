// Recognises the instants that nearly everybody writes, so that the tolerant reader can be spared.

const shape =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/**
 * `2026-01-31T12:00:00Z`, with or without a fraction, on a day that every month has: then it is an
 * instant for certain. Everything else is for `readInstant` to tell.
 */
export const isPlainInstant = (text: string): boolean => shape.test(text);
