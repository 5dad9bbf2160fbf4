// An event with secrets -> the same event without; the codec that lets no secret into the log.

import type { EventCodec } from '../../log/port.ts';
import type { OcppEvent, Redaction } from '../../schemas/events.gen.ts';
import { leavesOf, unquoted } from './leaves.ts';
import { hasUserInfo, secretHint, secretPaths, withoutUserInfo } from './secrets.ts';

/** What stands in the place of a secret: the frame stays JSON, and nothing leads back. */
export const redacted = '(redacted)';

/** Dropped for good: no pseudonym, since a hash of a password could be guessed at. */
const droppedAt = (path: string): Redaction => ({ path, pseudonym: '', sealed: Buffer.alloc(0) });

/** Frequent messages without settings: they are not searched. */
const harmless = new Set(['Heartbeat', 'MeterValues', 'StatusNotification', 'TransactionEvent']);

const isWithin = (path: string, secret: string): boolean =>
  path === secret || path.startsWith(`${secret}/`);

/** What stands instead of a secret; of an address only who logs in with what is one. */
const instead = (path: string, raw: string, secrets: readonly string[]): string => {
  const text = raw.startsWith('"') ? unquoted(raw) : '';
  return secrets.includes(path) && hasUserInfo(text)
    ? JSON.stringify(withoutUserInfo(text, redacted))
    : `"${redacted}"`;
};

/** Replaces each secret within the text; what lies between is carried over as it stands. */
const withoutSecrets = (event: OcppEvent, text: string): OcppEvent => {
  const secrets = secretPaths(JSON.parse(text));
  if (secrets.length === 0) return event;
  const redactions: Redaction[] = [...event.redactions];
  let frame = '';
  let from = 0;
  for (const { path, raw, start, end } of leavesOf(text)) {
    if (raw === '""' || !secrets.some((secret) => isWithin(path, secret))) continue;
    frame += text.slice(from, start) + instead(path, raw, secrets);
    redactions.push(droppedAt(path));
    from = end;
  }
  return { ...event, frame: frame + text.slice(from), redactions };
};

/** Of a frame that cannot be read, all is dropped from the first word that hints at a secret. */
const cutOff = (event: OcppEvent, text: string): OcppEvent => {
  const at = text.search(secretHint);
  if (at === -1) return event;
  const kept = text.slice(0, at) + redacted;
  const redactions = [...event.redactions, droppedAt('')];
  return event.frame === null
    ? { ...event, frameBytes: Buffer.from(kept, 'latin1'), redactions }
    : { ...event, frame: kept, redactions };
};

/** The event with its secrets dropped; the very same where it holds none. */
export const redactSecrets = (event: OcppEvent): OcppEvent => {
  if (event.kind !== 'FRAME') return event;
  const { frame, frameBytes, action, messageType } = event;
  if (frame === null) {
    return frameBytes === null ? event : cutOff(event, Buffer.from(frameBytes).toString('latin1'));
  }
  if (messageType === 0) return cutOff(event, frame);
  if (harmless.has(action) || !secretHint.test(frame)) return event;
  return withoutSecrets(event, frame);
};

/** A codec that lets no secret into the log: whatever is written through it is redacted first. */
export const redactingCodec = (codec: EventCodec<OcppEvent>): EventCodec<OcppEvent> => ({
  fingerprint: codec.fingerprint,
  decode: (value) => codec.decode(value),
  encode: (event) => codec.encode(redactSecrets(event)),
});
