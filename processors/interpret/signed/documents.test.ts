// What a signed document is read for, whatever its shape, and what speaks against two good ones.

import { describe, expect, test } from 'vitest';
import {
  begun16,
  endDocument,
  endValue,
  folded,
  meter,
  meterValue,
  payload,
  reading,
  signed16,
  stopped16,
  withKey,
} from '../../../test/signing-meter.ts';
import { signedText_max } from './envelope.ts';

describe('two good signatures are not enough', () => {
  const session = (first: object, last: object) => {
    const value = (one: object, context: string) =>
      meterValue('10:00:00', signed16(meter.document(one), context));
    const { rows } = folded(
      stopped16(
        begun16(withKey()),
        value(first, 'Transaction.Begin'),
        value(last, 'Transaction.End'),
      ),
    );
    return rows('session_signatures')[0];
  };
  const first = payload('T1', reading('10:00:00', 'B', 100));

  test('readings of two meters make no energy', () => {
    const last = { ...payload('T2', reading('11:00:00', 'E', 110)), MS: 'M-8' };
    expect(session(first, last)).toMatchObject({
      signed_verdict: 'inconsistent',
      objections: ['other_meter'],
      signed_energy_wh: null,
    });
  });

  test('a register that went back makes no energy', () => {
    expect(session(first, payload('T2', reading('11:00:00', 'E', 99)))).toMatchObject({
      signed_verdict: 'inconsistent',
      objections: ['register_went_back'],
      signed_energy_wh: null,
    });
  });

  test('a clock not set, a meter in trouble and an error are objections, not another verdict', () => {
    const last = reading('11:00:00', 'E', 110, {
      TM: '2026-03-01T11:00:00,000+0000 U',
      EF: 't',
      ST: 'T',
    });
    expect(session(first, payload('T2', last))).toMatchObject({
      signed_verdict: 'valid',
      objections: ['time_not_synchronised', 'meter_not_good', 'reading_in_error'],
      signed_energy_wh: 10_000_000,
    });
  });

  test('a session with a signed end alone is incomplete', () => {
    const { rows } = folded(stopped16(begun16(withKey()), endValue));
    expect(rows('session_signatures')).toMatchObject([
      { signed_verdict: 'incomplete', objections: ['start_missing'], signed_energy_wh: null },
    ]);
  });
});

describe('a document', () => {
  const verdictOf = (value: string, context = 'Transaction.End') => {
    const data = meterValue('11:00:00', signed16(value, context));
    return folded(stopped16(begun16(withKey()), data)).rows('signed_values')[0];
  };

  test('of which a single digit was changed is invalid', () => {
    expect(verdictOf(endDocument.replace('112.75', '113.75'))).toMatchObject({
      verdict: 'invalid',
      reason: 'not signed with this key',
      register_end_wh: 113_750_000,
    });
  });

  test.each([
    ['OCMF|', 'malformed'],
    ['OCMF|{}', 'malformed'],
    ['OCMF|{|}', 'malformed'],
    ['OCMF|{"RD":[]}|{"SD":"zz"}', 'unchecked'],
    ['OCMF|{"RD":[{"TX":"E","RV":1,"RU":"Wh"}]}|{"SD":"zz"}', 'malformed'],
    ['OCMF|{"RD":[{"TX":"E","RV":1,"RU":"Wh"}]}|{"SD":"3000"}', 'malformed'],
    ['OCMF|{"RD":[{"TX":"E","RV":1,"RU":"Wh"}]}|{"SA":"RSA-SHA256","SD":"00"}', 'unsupported'],
    ['OCMF|{"RD":{"TX":[],"RV":{},"RU":null}}|{}', 'unchecked'],
    ['{"signedMeterData":"","encodingMethod":"OCMF"}', 'malformed'],
    ['{"signedMeterData":"QUJD","encodingMethod":"EDL"}', 'unsupported'],
    ['{"signedMeterData":{"a":[]},"publicKey":[]}', 'malformed'],
    ['', 'malformed'],
    ['AP;0;3;ALCV3ABBBISHMA2RYEGAZE3HV5YQBQRAEHAR2MN', 'unsupported'],
    [`OCMF|${'x'.repeat(signedText_max)}`, 'malformed'],
  ])('of the shape %#, which nobody can check, has a verdict: %s', (value, verdict) => {
    expect(verdictOf(value)).toMatchObject({ verdict });
  });

  test('with fields left out has those of the reading before', () => {
    const readings = [
      reading('10:00:00', 'B', 5),
      { TM: '2026-03-01T10:30:00,000+0000 S', TX: 'C', RV: 7 },
      { TM: '2026-03-01T11:00:00,000+0000 S', TX: 'L', RV: 9.5, ST: 'G' },
    ];
    expect(verdictOf(meter.document(payload('T3', ...readings)))).toMatchObject({
      verdict: 'valid',
      readings: 3,
      register_start_wh: 5_000_000,
      register_end_wh: 9_500_000,
      register: '01-00:B2.08.00*FF',
    });
  });

  test('that tells import and export is read for its import', () => {
    const readings = [
      reading('11:00:00', 'E', 50, { RI: '1-0:2.8.0*255' }),
      reading('11:00:00', 'E', 9, { RI: '1-0:1.8.0*255' }),
    ];
    expect(verdictOf(meter.document(payload('T3', ...readings)))).toMatchObject({
      register: '1-0:1.8.0*255',
      register_end_wh: 9_000_000,
    });
  });
});
