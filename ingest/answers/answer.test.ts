// Every CALL that a station may make gets an answer that its specification accepts.

import { describe, expect, test } from 'vitest';
import { type Call, badFrame, parseFrame } from '../frame.ts';
import { type Protocol, protocols } from '../protocol.ts';
import { actionsOf, checkCall, checkResult, isKnownAction } from '../schemas.ts';
import { answerBadFrame, answerCall, stationActions } from './answer.ts';

const context = {
  tenant: 'default',
  stationId: 'CP1',
  time: '2026-01-31T12:00:00.000Z',
  heartbeatInterval_s: 300,
  secret: 'not so secret',
};

const call = (action: string, payload: object = {}): Call => {
  const frame = parseFrame(JSON.stringify([2, 'id-1', action, payload]));
  if (frame.type !== 2) throw new Error('no CALL');
  return frame;
};

const answered = (protocol: Protocol, of: Call): readonly unknown[] =>
  JSON.parse(answerCall(protocol, of, context).text) as readonly unknown[];

const token = { idToken: 'AABBCCDD', type: 'ISO14443' };
const hash = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: 'a',
  issuerKeyHash: 'b',
  serialNumber: '1',
};

/** Payloads for answers that depend on what was asked. */
const asked: Readonly<Record<string, object>> = {
  StartTransaction: {
    connectorId: 1,
    idTag: 'AABBCCDD',
    timestamp: '2026-01-31T11:59:58Z',
    meterStart: 1200,
  },
  StopTransaction: { transactionId: 1, idTag: 'AABBCCDD', meterStop: 2, timestamp: context.time },
  TransactionEvent: { idToken: token },
  VatNumberValidation: { vatNumber: 'SE123456789001' },
  GetCertificateChainStatus: {
    certificateStatusRequests: [
      { certificateHashData: hash, source: 'OCSP', urls: ['http://ocsp.example'] },
    ],
  },
};

describe.each(protocols)('%s', (protocol) => {
  test.each(stationActions(protocol))('%s is answered as its schema asks', (action) => {
    expect(isKnownAction(protocol, action)).toBe(true);
    const [type, id, payload] = answered(protocol, call(action, asked[action]));
    expect([type, id]).toEqual([3, 'id-1']);
    expect(checkResult(protocol, action, payload as Record<string, unknown>)).toEqual({
      verdict: 'VALID',
      errors: [],
    });
  });

  test('what only a station receives is NotSupported; what nobody knows is NotImplemented', () => {
    const others = actionsOf(protocol).filter(
      (action) => !stationActions(protocol).includes(action),
    );
    expect(others.length).toBeGreaterThan(20);
    for (const action of others) {
      expect(answered(protocol, call(action)).slice(0, 3)).toEqual([4, 'id-1', 'NotSupported']);
    }
    for (const action of ['MakeCoffee', 'toString', '__proto__', 'constructor']) {
      expect(answered(protocol, call(action)).slice(0, 3)).toEqual([4, 'id-1', 'NotImplemented']);
    }
  });

  test('a payload that fails its schema is answered with a CALLRESULT all the same', () => {
    const action = protocol === 'ocpp1.6' ? 'StopTransaction' : 'TransactionEvent';
    const wrong = call(action, { transactionId: 'x', extra: [1, 2], idToken: 5 });
    expect(checkCall(protocol, action, wrong.payload).verdict).toBe('INVALID');
    expect(answered(protocol, wrong)[0]).toBe(3);
  });

  test('every schema of the version can be used', () => {
    for (const action of actionsOf(protocol)) {
      expect(checkCall(protocol, action, {}).verdict).not.toBe('UNCHECKED');
    }
  });
});

test('the lists of station CALLs hold what the specifications hold', () => {
  expect(protocols.map((protocol) => stationActions(protocol).length)).toEqual([36, 25, 14]);
});

test('validation leaves a payload as it was, vendor extras and all', () => {
  const { payload } = call('BootNotification', { chargePointVendor: 'v', foo: 1 });
  const before = JSON.stringify(payload);
  checkCall('ocpp1.6', 'BootNotification', payload);
  expect(JSON.stringify(payload)).toBe(before);
});

describe('the transaction id of 1.6', () => {
  const start = { connectorId: 1, idTag: 'A', timestamp: '2026-01-31T11:59:58Z', meterStart: 1200 };
  const idOf = (
    payload: object,
    changed: Partial<typeof context> = {},
    messageId = 'm1',
  ): number => {
    const of = { ...call('StartTransaction', payload), messageId };
    const { text } = answerCall('ocpp1.6', of, { ...context, ...changed });
    const [, , { transactionId }] = JSON.parse(text) as [3, string, { transactionId: number }];
    return transactionId;
  };

  test('is the same for a StartTransaction that is repeated under another message id', () => {
    expect(idOf(start, {}, 'm2')).toBe(idOf(start, {}, 'm1'));
    expect(idOf(start)).toBe(669_178_169);
  });

  test('differs by station, tenant, connector, token, time, register and secret', () => {
    const ids = [
      idOf(start),
      idOf(start, { stationId: 'CP2' }),
      idOf(start, { tenant: 'other' }),
      idOf(start, { secret: 'another' }),
      idOf({ ...start, connectorId: 2 }),
      idOf({ ...start, idTag: 'B' }),
      idOf({ ...start, timestamp: '2026-01-31T11:59:59Z' }),
      idOf({ ...start, meterStart: 1201 }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id > 0 && id < 2 ** 31).toBe(true);
  });

  test('is taken from the message id where a start has no readable time', () => {
    const undated = { connectorId: 1, idTag: 'A', timestamp: 'yesterday', meterStart: 0 };
    expect(idOf(undated, {}, 'm1')).not.toBe(idOf(undated, {}, 'm2'));
  });
});

describe('a frame that is no message', () => {
  const answer = (protocol: Protocol, text: string): unknown => {
    const frame = parseFrame(text, protocol);
    if (frame.type !== 0) throw new Error('readable');
    const made = answerBadFrame(protocol, frame);
    return made === null ? null : (JSON.parse(made.text) as unknown[]).slice(0, 3);
  };

  test('1.6 answers FormationViolation where the CALL has an id, and is silent otherwise', () => {
    expect(answer('ocpp1.6', '[2,"7","X",{"a":}]')).toEqual([4, '7', 'FormationViolation']);
    expect(answer('ocpp1.6', '[2,7,"X",{"a":}]')).toEqual([4, 7, 'FormationViolation']);
    expect(answer('ocpp1.6', '[2,"7","X",[]]')).toEqual([4, '7', 'FormationViolation']);
    expect(answer('ocpp1.6', 'nonsense')).toBeNull();
    expect(answer('ocpp1.6', '[6,"7","X",{}]')).toBeNull();
    expect(answer('ocpp1.6', '[3,"7",{')).toBeNull();
  });

  test('2.x answers FormatViolation, or RpcFrameworkError to "-1" where no id can be read', () => {
    for (const protocol of ['ocpp2.0.1', 'ocpp2.1'] as const) {
      expect(answer(protocol, '[2,"7","X",{"a":}]')).toEqual([4, '7', 'FormatViolation']);
      expect(answer(protocol, 'nonsense')).toEqual([4, '-1', 'RpcFrameworkError']);
      expect(answer(protocol, '[9,"7","X",{}]')).toEqual([4, '7', 'MessageTypeNotSupported']);
    }
  });

  test('an answer, and what is sent without asking for one, is never answered', () => {
    expect(answer('ocpp2.1', '[3,"7",{')).toBeNull();
    expect(answer('ocpp2.1', '[4,"7",')).toBeNull();
    expect(answer('ocpp2.1', '[6,"7","NotifyPeriodicEventStream",[]]')).toBeNull();
    expect(answer('ocpp2.0.1', '[6,"7","X",{}]')).toEqual([4, '7', 'MessageTypeNotSupported']);
    expect(answerBadFrame('ocpp1.6', badFrame('BINARY', 'binary frame', ''))).toBeNull();
  });
});
