// Finds the signed document in a sampledValue, in whatever it is wrapped.

import { bytesOfBase64, bytesOfHex } from '../../../lib/bytes.ts';
import { field, textOf } from '../json.ts';

/** Longest signed value taken in, characters. A document of 100 readings has about 10,000. */
export const signedText_max = 65_536;

/** A signed value as it came, and what its wrapping says. */
export interface Wrapped {
  /** As it came. */
  readonly text: string;
  readonly encoding: 'plain' | 'base64' | 'hex';
  /** The document without wrapping; empty where there is none. */
  readonly document: string;
  /** encodingMethod, as OCMF; empty where not said. */
  readonly format: string;
  readonly signingMethod: string;
  readonly publicKey: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that bytes stand for; null where they are no UTF-8. Encoded it is the same bytes. */
const textOfBytes = (bytes: Uint8Array | null): string | null => {
  if (bytes === null) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
};

/** A JSON object; null where the text is none. */
export const objectOf = (text: string): unknown => {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return null;
  }
};

/** The first part of every OCMF document. */
export const ocmfMark = 'OCMF|';

const unwrapped = (data: string): Pick<Wrapped, 'document' | 'encoding'> => {
  const document = data.trim();
  if (document.startsWith(ocmfMark)) return { document, encoding: 'plain' };
  const ofHex = textOfBytes(bytesOfHex(document))?.trim() ?? '';
  if (ofHex.startsWith(ocmfMark)) return { document: ofHex, encoding: 'hex' };
  const ofBase64 = textOfBytes(bytesOfBase64(document.replaceAll(/\s/g, '')));
  if (ofBase64 !== null && /^[\t\n\r\x20-\x7e]/.test(ofBase64))
    return { document: ofBase64.trim(), encoding: 'base64' };
  return { document, encoding: 'plain' };
};

/** What an object of the shape of SignedMeterValueType holds. Source: OCPP 2.0.1 part 2. */
const fromObject = (envelope: unknown, text: string): Wrapped => {
  // Some name the data after the value that it is (be.ENERGISED's transport of 1.6).
  const data =
    textOf(field(envelope, 'signedMeterData')) || textOf(field(envelope, 'signedMeterValue'));
  return {
    text,
    ...unwrapped(data),
    format: textOf(field(envelope, 'encodingMethod')).slice(0, 50),
    signingMethod: textOf(field(envelope, 'signingMethod')).slice(0, 50),
    publicKey: textOf(field(envelope, 'publicKey')),
  };
};

const tooLong = (): Wrapped => ({
  text: '',
  encoding: 'plain',
  document: '',
  format: '',
  signingMethod: '',
  publicKey: '',
});

/** A signed value of OCPP 1.6: the document, or a JSON object as 2.x has it, in `value`. */
export const wrappedIn16 = (value: string): Wrapped => {
  if (value.length > signedText_max) return tooLong();
  const envelope = objectOf(value);
  if (envelope !== null) return fromObject(envelope, value);
  return { text: value, ...unwrapped(value), format: '', signingMethod: '', publicKey: '' };
};

/** `signedMeterValue` of OCPP 2.x. */
export const wrappedIn2 = (signedMeterValue: unknown): Wrapped => {
  const text = textOf(field(signedMeterValue, 'signedMeterData'));
  return text.length > signedText_max ? tooLong() : fromObject(signedMeterValue, text);
};

/** Whether a 1.6 value that is not marked SignedData is signed none the less. */
export const looksSigned = (value: string): boolean =>
  value.startsWith(ocmfMark) || (value.startsWith('{') && value.includes('"signedMeter'));
