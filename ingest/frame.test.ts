// What the frame reader makes of good, odd and broken frames.

import { assert, json, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { depth_max, frame_chars_max, parseFrame } from './frame.ts';

const bad = (text: string, protocol?: 'ocpp1.6' | 'ocpp2.0.1' | 'ocpp2.1') => {
  const frame = parseFrame(text, protocol);
  if (frame.type !== 0) throw new Error(`read as type ${frame.type}`);
  return frame;
};

describe('a message as the specification draws it', () => {
  test('a CALL has an id, an action and a payload', () => {
    expect(parseFrame('[2,"19223201","BootNotification",{"reason":"PowerUp"}]')).toEqual({
      type: 2,
      messageId: '19223201',
      messageIdJson: '"19223201"',
      action: 'BootNotification',
      payload: { reason: 'PowerUp' },
    });
  });

  test('a CALLRESULT has a payload', () => {
    expect(parseFrame('[3,"1",{"status":"Accepted"}]')).toMatchObject({
      type: 3,
      messageId: '1',
      payload: { status: 'Accepted' },
    });
  });

  test('a CALLERROR has code, description and details', () => {
    expect(parseFrame('[4,"1","NotSupported","no",{"a":1}]')).toMatchObject({
      type: 4,
      code: 'NotSupported',
      description: 'no',
      details: { a: 1 },
    });
  });

  test('2.1 has CALLRESULTERROR (5) and SEND (6); before that they are unknown types', () => {
    const error = '[5,"1","FormatViolation","",{}]';
    const send = '[6,"1","NotifyPeriodicEventStream",{"id":1}]';
    expect(parseFrame(error, 'ocpp2.1').type).toBe(5);
    expect(parseFrame(send, 'ocpp2.1')).toMatchObject({ type: 6, payload: { id: 1 } });
    expect(bad(error, 'ocpp2.0.1')).toMatchObject({ reason: 'UNKNOWN_TYPE', typeNamed: 5 });
    expect(bad(send, 'ocpp1.6')).toMatchObject({ reason: 'UNKNOWN_TYPE', typeNamed: 6 });
  });
});

describe('what stations send beside the specification', () => {
  test.each([
    '[2,"1","Heartbeat",null]',
    '[2,"1","Heartbeat"]',
    ' [ 2 , "1" , "Heartbeat" , {} ] ',
  ])('no payload is an empty payload: %s', (text) => {
    expect(parseFrame(text)).toMatchObject({ type: 2, action: 'Heartbeat', payload: {} });
  });

  test('a CALLERROR may lack description and details', () => {
    expect(parseFrame('[4,"1","GenericError"]')).toMatchObject({ description: '', details: {} });
  });

  test('a message id that is a number is kept as its digits, and is answered as a number', () => {
    expect(parseFrame('[2,17,"Heartbeat",{}]')).toMatchObject({
      messageId: '17',
      messageIdJson: '17',
    });
    expect(parseFrame('[2, 9223372036854775807 ,"Heartbeat",{}]')).toMatchObject({
      messageId: '9223372036854775807',
      messageIdJson: '9223372036854775807',
    });
  });

  test('a message id of more than 36 characters is taken', () => {
    const id = 'x'.repeat(37);
    expect(parseFrame(`[2,"${id}","Heartbeat",{}]`)).toMatchObject({ messageId: id });
  });
});

describe('what cannot be read', () => {
  test.each([
    ['', 'NOT_JSON'],
    ['hello', 'NOT_JSON'],
    ['{"a":1}', 'NOT_A_MESSAGE'],
    ['null', 'NOT_A_MESSAGE'],
    ['[]', 'UNKNOWN_TYPE'],
    ['["2","1","Heartbeat",{}]', 'UNKNOWN_TYPE'],
    ['[7,"1","Heartbeat",{}]', 'UNKNOWN_TYPE'],
    ['[2]', 'BAD_MESSAGE_ID'],
    ['[2,"","Heartbeat",{}]', 'BAD_MESSAGE_ID'],
    ['[2,{},"Heartbeat",{}]', 'BAD_MESSAGE_ID'],
    ['[2,"1",7,{}]', 'BAD_ACTION'],
    ['[2,"1","",{}]', 'BAD_ACTION'],
    ['[2,"1","Heartbeat",[]]', 'BAD_PAYLOAD'],
    ['[2,"1","Heartbeat","x"]', 'BAD_PAYLOAD'],
    ['[3,"1",5]', 'BAD_PAYLOAD'],
  ])('%s is %s', (text, reason) => {
    expect(bad(text).reason).toBe(reason);
  });

  test('the message id of broken JSON is found, so that it can be answered', () => {
    expect(bad('[2,"42","StopTransaction",{"transactionId":,"x":1}]')).toMatchObject({
      reason: 'NOT_JSON',
      typeNamed: 2,
      messageId: '42',
    });
    expect(bad('[3,"a\\"b",{"configurationKey":[]')).toMatchObject({
      typeNamed: 3,
      messageId: 'a"b',
    });
    expect(bad('[2,17,"Heartbeat",{')).toMatchObject({ messageId: '17', messageIdJson: '17' });
    expect(bad('[2,"1\u0000","Heartbeat",{}]')).toMatchObject({ messageId: '' });
  });

  test('a hundred thousand brackets are refused, and so is one level more than allowed', () => {
    const nested = (levels: number): string =>
      `[2,"1","DataTransfer",{"data":${'['.repeat(levels)}${']'.repeat(levels)}}]`;
    expect(bad('['.repeat(100_000)).reason).toBe('NOT_JSON');
    expect(bad(nested(100_000))).toMatchObject({ reason: 'TOO_DEEP', messageId: '1' });
    expect(bad(nested(depth_max - 1)).reason).toBe('TOO_DEEP');
    expect(parseFrame(nested(depth_max - 2)).type).toBe(2);
  });

  test('a text over the limit is not parsed', () => {
    const text = `[2,"1","DataTransfer",{"data":"${'x'.repeat(frame_chars_max)}"}]`;
    expect(bad(text)).toMatchObject({ reason: 'TOO_LARGE', messageId: '1', typeNamed: 2 });
  });
});

describe('whatever comes', () => {
  const seed = 20_260_131;

  test('text of any kind is read as something', () => {
    const texts = oneof(string({ unit: 'binary' }), json());
    const law = property(texts, (text) => typeof parseFrame(text).messageId === 'string');
    expect(() => assert(law, { seed, numRuns: 2_000 })).not.toThrow();
  });

  test('a frame cut off anywhere is bad, and keeps its id once that was there', () => {
    const whole = '[2,"id-1","MeterValues",{"connectorId":1,"meterValue":[]}]';
    for (let end = 0; end < whole.length; end++) {
      const { typeNamed, messageId } = bad(whole.slice(0, end));
      expect([typeNamed, messageId]).toEqual([end < 2 ? 0 : 2, end < 10 ? '' : 'id-1']);
    }
  });
});
