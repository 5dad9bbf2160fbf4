// Whatever stands where a signed value should: it gets a verdict, and never stops the fold.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endDocument, meter } from '../../../test/signing-meter.ts';
import { wrappedIn16, wrappedIn2 } from './envelope.ts';
import { readOcmf } from './ocmf.ts';
import { verify } from './verify.ts';

const verdictOf = (value: string, publicKey: string): string => {
  const wrapped = wrappedIn16(value);
  const document = readOcmf(wrapped.document, { context: 'Transaction.End', redactions: [] });
  if (document === null) return 'none';
  return verify(document, wrapped.signingMethod, { registered: [publicKey], declared: '' }).verdict;
};

const settings = { seed: 17, numRuns: 300 };

test('any text, and any key, has a verdict', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.json().map((json) => `OCMF|${json}|${json}`),
    fc.json().map((json) => `OCMF|{"RD":${json}}|{"SD":${json},"SA":"ECDSA-secp256k1-SHA256"}`),
    fc.json().map((json) => `{"signedMeterData":${json},"publicKey":${json}}`),
    fc.base64String({ maxLength: 200 }),
  );
  fc.assert(
    fc.property(text, fc.oneof(text, fc.constant(meter.spki)), (value, key) => {
      expect(typeof verdictOf(value, key)).toBe('string');
    }),
    settings,
  );
});

test('any object in place of a signedMeterValue is wrapped up without a word', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(wrappedIn2(value).format.length).toBeLessThanOrEqual(50);
    }),
    settings,
  );
});

test('a good document of which any one character is another is good no more', () => {
  expect(verdictOf(endDocument, meter.spki)).toBe('valid');
  const places = fc.nat(endDocument.indexOf('|', 5) - 1);
  fc.assert(
    fc.property(places, (place) => {
      const other = endDocument[place] === '1' ? '2' : '1';
      const changed = endDocument.slice(0, place) + other + endDocument.slice(place + 1);
      expect(verdictOf(changed, meter.spki)).not.toBe('valid');
    }),
    { seed: 17, numRuns: 30 },
  );
});
