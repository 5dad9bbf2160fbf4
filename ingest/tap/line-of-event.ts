// An event as a line of the spool, and back: JSON, since it has to be written without a registry.

import type { OcppEvent, Redaction } from '../../schemas/events.gen.ts';

/** An event with all that it holds as bytes in base64. */
interface Written extends Omit<OcppEvent, 'frameBytes' | 'redactions'> {
  readonly frameBytes: string | null;
  readonly redactions: readonly (Omit<Redaction, 'sealed'> & { readonly sealed: string })[];
}

const asText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export const lineOf = (event: OcppEvent): string => {
  const { frameBytes, redactions } = event;
  if (frameBytes === null && redactions.length === 0) return JSON.stringify(event);
  return JSON.stringify({
    ...event,
    frameBytes: frameBytes === null ? null : asText(frameBytes),
    redactions: redactions.map((one) => ({ ...one, sealed: asText(one.sealed) })),
  } satisfies Written);
};

const texts = [
  'eventId',
  'tenant',
  'stationId',
  'connectionId',
  'gatewayId',
  'gatewayRun',
  'protocol',
] as const;

/** Whether it can be told whose the event is; the rest of it is for the codec to judge. */
const isOurs = (written: Written): boolean =>
  texts.every((name) => typeof written[name] === 'string') &&
  Number.isSafeInteger(written.seq) &&
  Number.isSafeInteger(written.recordedAt);

/** Null where the line is none of ours: what a power cut left of one. */
export const eventOfLine = (line: string): OcppEvent | null => {
  try {
    const written = JSON.parse(line) as Written;
    if (!isOurs(written)) return null;
    const { frameBytes, redactions } = written;
    return {
      ...written,
      frameBytes: frameBytes === null ? null : Buffer.from(frameBytes, 'base64'),
      redactions: redactions.map((one) => ({
        ...one,
        // Earlier spools held bytes that were dropped as an object; none of those held anything.
        sealed:
          typeof one.sealed === 'string' ? Buffer.from(one.sealed, 'base64') : Buffer.alloc(0),
      })),
    };
  } catch {
    return null;
  }
};
