// An event as a line of the spool, and back: JSON, since it has to be written without a registry.

import type { OcppEvent } from '../../schemas/events.gen.ts';

/** An event without what it holds as bytes; those stand beside it in base64. */
type Written = Omit<OcppEvent, 'frameBytes'> & { readonly frameBytes: string | null };

export const lineOf = (event: OcppEvent): string => {
  const { frameBytes } = event;
  if (frameBytes === null) return JSON.stringify(event);
  const text = Buffer.from(frameBytes).toString('base64');
  return JSON.stringify({ ...event, frameBytes: text } satisfies Written);
};

/** Null where the line is none of ours: what a power cut left of one. */
export const eventOfLine = (line: string): OcppEvent | null => {
  try {
    const written = JSON.parse(line) as Written;
    if (typeof written.eventId !== 'string') return null;
    const { frameBytes } = written;
    return {
      ...written,
      frameBytes: frameBytes === null ? null : Buffer.from(frameBytes, 'base64'),
    };
  } catch {
    return null;
  }
};
