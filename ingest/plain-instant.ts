// Recognises the instants that nearly everybody writes, so that the tolerant reader can be spared.

const days = [
  String.raw`(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])`,
  String.raw`(?:0[13-9]|1[0-2])-(?:29|30)`,
  String.raw`(?:0[13578]|1[02])-31`,
].join('|');
const time = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?`;
const shape = new RegExp(String.raw`^\d{4}-(?:${days})T${time}Z$`);

/**
 * `2026-01-31T12:00:00Z`, with or without a fraction, on a day that its month has in every year:
 * then it is an instant for certain. Everything else is for `readInstant` to tell.
 */
export const isPlainInstant = (text: string): boolean => shape.test(text);
