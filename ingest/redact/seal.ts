// An event with persons -> the same event with pseudonyms, the originals sealed; and back.

import type { Logger } from '../../lib/logger.ts';
import type { EventCodec } from '../../log/port.ts';
import type { OcppEvent, Redaction } from '../../schemas/events.gen.ts';
import { type Box, openBox } from './box.ts';
import { mayHoldPerson, personHint } from './person-fields.ts';
import { type Piece, personPieces } from './persons.ts';
import { isPseudonym, openPseudonyms } from './pseudonym.ts';
import type { SubjectKeys } from './subject-keys.ts';

export interface SealerOptions {
  /** Secret of the installation: pseudonyms and the keys of persons hang on it. */
  readonly master: string;
  readonly keys: SubjectKeys;
  readonly logger: Logger;
}

export interface Sealer {
  /** The pseudonym of a token, however it is written; a pseudonym is its own. */
  pseudonymOf(tenant: string, token: string): string;
  seal(event: OcppEvent): OcppEvent;
  /** The event as it was, but for what belongs to persons whose key is gone. */
  open(event: OcppEvent): OcppEvent;
  /** What was sealed of a person in an event; empty where the key is gone. */
  reveal(event: OcppEvent, pseudonym: string): readonly string[];
  /** Forgets the key of a person that was destroyed. */
  forget(tenant: string, pseudonym: string): void;
}

interface Tools {
  readonly box: Box;
  readonly pseudonymFor: (tenant: string, token: string) => string;
}

/** Replaces the pieces within the text; what lies between them is carried over as it stands. */
const replaced = (event: OcppEvent, pieces: readonly Piece[], tools: Tools): OcppEvent => {
  const { box, pseudonymFor } = tools;
  const text = event.frame ?? '';
  const redactions: Redaction[] = [...event.redactions];
  let frame = '';
  let from = 0;
  for (const { path, start, end, subject, written } of pieces) {
    if (start < from) continue;
    const pseudonym = pseudonymFor(event.tenant, subject);
    const by = written(pseudonym);
    frame += text.slice(from, start);
    const place = { at: frame.length, length: by.length, isBytes: false };
    const original = { ...place, original: text.slice(start, end) };
    redactions.push({ path, pseudonym, sealed: box.seal(event, pseudonym, original) });
    frame += by;
    from = end;
  }
  return { ...event, frame: frame + text.slice(from), redactions };
};

/** A frame that cannot be read and may hold a person is covered whole, for its station. */
const covered = (event: OcppEvent, text: string, { box, pseudonymFor }: Tools): OcppEvent => {
  if (!personHint.test(text)) return event;
  const { frame, frameBytes } = event;
  const pseudonym = pseudonymFor(event.tenant, `station ${event.stationId}`);
  const by = `(sealed ${pseudonym})`;
  const isBytes = frame === null;
  const original = frame ?? Buffer.from(frameBytes ?? []).toString('base64');
  const sealed = box.seal(event, pseudonym, { at: 0, length: by.length, original, isBytes });
  const redactions = [...event.redactions, { path: '', pseudonym, sealed }];
  return isBytes
    ? { ...event, frameBytes: Buffer.from(by), redactions }
    : { ...event, frame: by, redactions };
};

const sealed = (event: OcppEvent, tools: Tools): OcppEvent => {
  if (event.kind !== 'FRAME') return event;
  const { frame, frameBytes, action, messageType } = event;
  if (frame === null) {
    if (frameBytes === null) return event;
    return covered(event, Buffer.from(frameBytes).toString('latin1'), tools);
  }
  if (messageType === 0) return covered(event, frame, tools);
  if (!mayHoldPerson(action, frame)) return event;
  const pieces = personPieces(frame, { action });
  return pieces.length === 0 ? event : replaced(event, pieces, tools);
};

/** From the last piece to the first, so that the places of those before still hold. */
const opened = (event: OcppEvent, box: Box): OcppEvent => {
  let { frame, frameBytes } = event;
  for (const redaction of event.redactions.toReversed()) {
    const found = box.open(event, redaction);
    if (found === null) continue;
    const { at, length, original, isBytes } = found;
    if (isBytes) frameBytes = Buffer.from(original, 'base64');
    else if (frame !== null) frame = frame.slice(0, at) + original + frame.slice(at + length);
  }
  return { ...event, frame, frameBytes };
};

export const openSealer = ({ master, keys, logger }: SealerOptions): Sealer => {
  const pseudonymFor = openPseudonyms(master);
  const box = openBox(keys, logger);
  const tools: Tools = { box, pseudonymFor };
  return {
    pseudonymOf: (tenant, token) => (isPseudonym(token) ? token : pseudonymFor(tenant, token)),
    seal: (event) => sealed(event, tools),
    open: (event) => opened(event, box),
    reveal: (event, pseudonym) =>
      event.redactions
        .filter((one) => one.pseudonym === pseudonym)
        .flatMap((one) => box.open(event, one)?.original ?? []),
    forget: (tenant, pseudonym) => box.forget(tenant, pseudonym),
  };
};

/** A codec that lets no person into the log: whatever is written through it is sealed first. */
export const sealingCodec = (
  codec: EventCodec<OcppEvent>,
  { seal }: Pick<Sealer, 'seal'>,
): EventCodec<OcppEvent> => ({
  fingerprint: codec.fingerprint,
  decode: (value) => codec.decode(value),
  encode: (event) => codec.encode(seal(event)),
});
