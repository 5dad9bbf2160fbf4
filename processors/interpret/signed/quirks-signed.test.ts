// Signed meter values through the whole fold: kept as they came, checked, never taken for numbers.

import { describe, expect, test } from 'vitest';
import {
  begun16,
  endDocument,
  endValue,
  folded,
  key,
  meter,
  meterOf,
  meterValue,
  otherMeter,
  payload,
  reading,
  signed16,
  startDocument,
  startValue,
  stopped16,
  withKey,
} from '../../../test/signing-meter.ts';
import type { Tape } from '../../tape.ts';
import { iso, tape } from '../../tape.ts';
import { checkedPerFrame_max, registeredKeys_max } from './state.ts';

test('Q17 a SignedData value is kept as it came and never read as a number', () => {
  const numeric = signed16('999999999', 'Transaction.End');
  const { rows, codes } = folded(
    stopped16(begun16(withKey()), startValue, endValue, meterValue('11:00:00', numeric)),
  );
  expect(rows('sessions')).toMatchObject([{ energy_wh: 12_490_000, state: 'ended' }]);
  expect(rows('signed_values').map(({ text }) => text)).toEqual([
    startDocument,
    endDocument,
    '999999999',
  ]);
  expect(rows('signed_values').map(({ verdict }) => verdict)).toEqual([
    'valid',
    'valid',
    'unsupported',
  ]);
  expect(codes).toContain('signed_unsupported');
});

test('Q17 a start that is signed only inside the stop document is the signed start', () => {
  const both = meter.document(
    payload('T9', reading('10:00:00', 'B', 100.25), reading('11:00:00', 'E', 112.75)),
  );
  const { rows, codes } = folded(
    stopped16(begun16(withKey()), meterValue('11:00:00', signed16(both, 'Transaction.End'))),
  );
  expect(rows('session_signatures')).toMatchObject([
    {
      signed_verdict: 'valid',
      objections: [],
      register_start_wh: 100_250_000,
      register_end_wh: 112_750_000,
      signed_energy_wh: 12_500_000,
      energy_wh: 12_490_000,
      difference_wh: 10_000,
    },
  ]);
  expect(codes).toContain('signed_start_in_stop');
});

test('Q17 a JSON envelope inside the value is opened, its document in base64 or not', () => {
  const base64 = Buffer.from(startDocument).toString('base64');
  const envelope = (name: string, data: string) =>
    JSON.stringify({ [name]: data, encodingMethod: 'OCMF', signingMethod: '', publicKey: '' });
  const { rows } = folded(
    stopped16(
      begun16(withKey()),
      meterValue('10:00:00', signed16(envelope('signedMeterData', base64), 'Transaction.Begin')),
      meterValue(
        '11:00:00',
        signed16(envelope('signedMeterValue', endDocument), 'Transaction.End'),
      ),
    ),
  );
  expect(rows('signed_values')).toMatchObject([
    { verdict: 'valid', encoding: 'base64', format: 'OCMF', meter_serial: 'M-7', pagination: 'T1' },
    { verdict: 'valid', encoding: 'plain', identified: 'true', identification_type: 'ISO14443' },
  ]);
  expect(rows('session_signatures')).toMatchObject([{ signed_verdict: 'valid' }]);
});

test('Q17 a signed value that is not marked as one is read as signed, and flagged', () => {
  const unmarked = meterValue('10:00:00', signed16(startDocument, 'Transaction.Begin', {}));
  const { rows, codes } = folded(stopped16(begun16(withKey()), unmarked, endValue));
  expect(rows('session_signatures')).toMatchObject([{ signed_verdict: 'valid' }]);
  expect(rows('sessions')).toMatchObject([{ energy_wh: 12_490_000 }]);
  expect(codes).toContain('signed_unmarked');
});

describe('the key decides', () => {
  const verdictWith = (start: Tape) => {
    const { rows, codes } = folded(stopped16(begun16(start), startValue, endValue));
    const [session] = rows('session_signatures');
    return { session, codes, keys: rows('meter_keys') };
  };

  test('without one a document is kept, and its key is unknown', () => {
    const { session } = verdictWith(tape('ocpp1.6'));
    expect(session).toMatchObject({ signed_verdict: 'key_unknown', signed_energy_wh: 12_500_000 });
  });

  test('a document by another meter than the registered one is invalid and tells no energy', () => {
    const { session, codes } = verdictWith(withKey(key('add', otherMeter.spki)));
    expect(session).toMatchObject({ signed_verdict: 'invalid', signed_energy_wh: null });
    expect(session?.['objections']).toContain('invalid_value');
    expect(codes).toContain('signed_invalid');
  });

  test('one of several registered keys is enough', () => {
    const start = withKey(key('add', otherMeter.spki)).add('09:01:00', key('add', meter.spki));
    expect(verdictWith(start).session).toMatchObject({ signed_verdict: 'valid' });
  });

  test('a withdrawn key does not count any more', () => {
    const start = withKey().add('09:01:00', key('withdraw', meter.spki));
    const { session, keys } = verdictWith(start);
    expect(session).toMatchObject({ signed_verdict: 'key_unknown' });
    expect(keys).toMatchObject([{ registered: false, public_key: meter.spki }]);
  });

  test('a key of another port or another meter does not count', () => {
    for (const more of [{ port: 2 }, { meterSerial: 'M-8' }])
      expect(verdictWith(withKey(key('add', meter.spki, more))).session).toMatchObject({
        signed_verdict: 'key_unknown',
      });
    const own = { port: 1, meterSerial: 'M-7' };
    expect(verdictWith(withKey(key('add', meter.spki, own))).session).toMatchObject({
      signed_verdict: 'valid',
    });
  });

  test('what is no key is not registered, and flagged', () => {
    const { keys, codes } = verdictWith(withKey(key('add', 'no key')));
    expect(keys).toEqual([]);
    expect(codes).toContain('meter_key_unreadable');
  });

  test('keys of a station are bounded: the oldest goes', () => {
    let start = withKey();
    for (let byte = 1; byte <= registeredKeys_max; byte++)
      start = start.add('09:01:00', key('add', meterOf(byte).spki));
    const { session } = verdictWith(start);
    expect(session).toMatchObject({ signed_verdict: 'invalid' });
  });
});

describe('OCPP 2.x', () => {
  const event = (eventType: string, time: string, signedMeterValue: object) => ({
    eventType,
    timestamp: iso(time),
    seqNo: 0,
    triggerReason: 'SignedDataReceived',
    transactionInfo: { transactionId: 'T-1' },
    evse: { id: 1, connectorId: 1 },
    meterValue: [
      meterValue(time, {
        value: eventType === 'Started' ? 100_250 : 112_750,
        context: eventType === 'Started' ? 'Transaction.Begin' : 'Transaction.End',
        signedMeterValue,
      }),
    ],
  });
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const of = (document: string, publicKey: string) => ({
    signedMeterData: base64(document),
    signingMethod: 'ECDSA-secp256r1-SHA256',
    encodingMethod: 'OCMF',
    publicKey,
  });
  const told = (first: object, last: object, start = tape('ocpp2.0.1')) =>
    folded(
      start
        .connected('09:59:00')
        .call('10:00:00', 'TransactionEvent', event('Started', '10:00:00', first))
        .call('11:00:00', 'TransactionEvent', event('Ended', '11:00:00', last)),
    );

  test('a key that comes once in a transaction is that of all its values', () => {
    const declared = base64(`oca:base16:asn1:${meter.spki}`);
    const { rows } = told(of(startDocument, declared), of(endDocument, ''));
    expect(rows('session_signatures')).toMatchObject([
      {
        signed_verdict: 'valid_self_declared',
        signed_energy_wh: 12_500_000,
        energy_wh: 12_500_000,
        difference_wh: 0,
      },
    ]);
    expect(rows('signed_values')[0]).toMatchObject({ text: base64(startDocument) });
  });

  test('a station that names another key in the middle of a session is flagged', () => {
    const { codes } = told(of(startDocument, meter.spki), of(endDocument, otherMeter.spki));
    expect(codes).toEqual(expect.arrayContaining(['signed_key_changed', 'signed_invalid']));
  });

  test('a key that the station names does not count against a registered one', () => {
    const start = tape('ocpp2.0.1').add('09:00:00', key('add', meter.spki));
    const forged = otherMeter.document(payload('T2', reading('11:00:00', 'E', 912.75)));
    const { rows } = told(of(startDocument, meter.spki), of(forged, otherMeter.spki), start);
    expect(rows('session_signatures')).toMatchObject([{ signed_verdict: 'invalid' }]);
    expect(rows('signed_values').map(({ verdict }) => verdict)).toEqual(['valid', 'invalid']);
  });
});

test('a signed value in the middle of a session is kept, read and not checked', () => {
  const middle = meter.document(payload('T2', reading('10:30:00', 'C', 105)));
  const data = meterValue('10:30:00', signed16(middle, 'Sample.Periodic'));
  const { rows } = folded(stopped16(begun16(withKey()), startValue, data, endValue));
  expect(rows('signed_values')[1]).toMatchObject({
    verdict: 'unchecked',
    register_last_wh: 105_000_000,
  });
  expect(rows('session_signatures')).toMatchObject([{ signed_verdict: 'valid', signed_values: 3 }]);
});

test('a signed value that comes after the stop still belongs to its session', () => {
  const late = stopped16(begun16(withKey()), startValue).call('11:00:05', 'MeterValues', {
    connectorId: 1,
    transactionId: 7,
    meterValue: [endValue],
  });
  expect(folded(late).rows('session_signatures')).toMatchObject([{ signed_verdict: 'valid' }]);
});

test('a frame full of signed values is checked up to a limit, and the rest is flagged', () => {
  const many = Array.from({ length: checkedPerFrame_max + 3 }, () => endValue);
  const { rows, codes } = folded(stopped16(begun16(withKey()), ...many));
  const verdicts = rows('signed_values').map(({ verdict }) => verdict);
  expect(verdicts.filter((verdict) => verdict === 'valid')).toHaveLength(checkedPerFrame_max);
  expect(verdicts.filter((verdict) => verdict === 'unchecked')).toHaveLength(3);
  expect(codes).toContain('signed_unchecked');
});
