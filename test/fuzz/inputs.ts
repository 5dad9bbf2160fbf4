// What hostile or broken stations send: handshakes and frames, by grammar and at random, seeded.

import type { Prng } from '../../lib/prng.ts';

const noiseOf = (random: Prng, most: number): Buffer =>
  Buffer.from(Array.from({ length: random.between(0, most) }, () => random.between(0, 255)));

const pick = <T>(random: Prng, among: readonly [T, ...T[]]): T => random.pick(among);

type Some = readonly [string, ...string[]];

/** What is odd about each part of a request head; the part as it should be stands first. */
const paths: Some = [
  '/CS-1',
  '//CS-1/',
  '/',
  '',
  '/%ff',
  '/%00',
  '/a%2Fb',
  '/ws://host:9000/CS',
  '/CS?x=1',
  '*',
  'CS-1',
  `/${'x'.repeat(300)}`,
  '/../../etc',
  '/\u00e9',
];
const offers: Some = [
  'ocpp1.6',
  'ocpp2.0.1',
  'ocpp2.1, ocpp1.6',
  'OCPP1.6',
  'ocpp1.6, ocpp1.6',
  'ocpp1.6 ocpp2.0.1',
  ',,,',
  'soap',
  '',
  '"ocpp1.6"',
  'x'.repeat(2_000),
];
const methods: Some = ['GET', 'POST', 'get', 'OPTIONS', 'GETX', ''];
const versions: Some = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/1.1 '];
const keys: Some = ['x3JJHMbDL1EzLkh9GBhXDw==', 'short', '', '\u0001'];
const upgrades: Some = ['websocket', 'WebSocket', 'h2c', ''];
const connections: Some = ['Upgrade', 'keep-alive, Upgrade', 'close'];
const numbers: Some = ['13', '8', 'x', ''];

/** A request head with a few faults, or bytes that are none at all. */
export const handshakeInput = (random: Prng): Buffer => {
  if (random.chance(0.05)) return noiseOf(random, 400);
  const mostly = (among: Some): string => (random.chance(0.85) ? among[0] : random.pick(among));
  const often = (text: string): string => (random.chance(0.97) ? text : '');
  const head =
    `${mostly(methods)} ${random.pick(paths)} ${mostly(versions)}\r\n` +
    often('Host: fuzz\r\n') +
    often(`Upgrade: ${mostly(upgrades)}\r\n`) +
    often(`Connection: ${mostly(connections)}\r\n`) +
    often(`Sec-WebSocket-Key: ${mostly(keys)}\r\n`) +
    often(`Sec-WebSocket-Version: ${mostly(numbers)}\r\n`) +
    often(`Sec-WebSocket-Protocol: ${random.pick(offers)}\r\n`) +
    (random.chance(0.05) ? `X: ${noiseOf(random, 40).toString('latin1')}\r\n` : '') +
    (random.chance(0.05) ? 'Sec-WebSocket-Extensions: permessage-deflate; x=y\r\n' : '') +
    often('\r\n');
  const bytes = Buffer.from(head, 'latin1');
  return random.chance(0.05) ? bytes.subarray(0, random.between(0, bytes.length)) : bytes;
};

const actions: Some = [
  'Heartbeat',
  'BootNotification',
  'StartTransaction',
  'StopTransaction',
  'MeterValues',
  'TransactionEvent',
  'NoSuchAction',
  '__proto__',
  'constructor',
  '',
];

const values = (random: Prng, depth: number): unknown => {
  const kind = random.between(0, depth > 4 ? 6 : 8);
  if (kind === 7)
    return Array.from({ length: random.between(0, 4) }, () => values(random, depth + 1));
  if (kind === 8) {
    const names: Some = [
      'transactionId',
      'meterStart',
      'idTag',
      'connectorId',
      '__proto__',
      'timestamp',
    ];
    return Object.fromEntries(
      Array.from({ length: random.between(0, 4) }, () => [
        pick(random, names),
        values(random, depth + 1),
      ]),
    );
  }
  const plain = [null, true, random.between(-5, 1e9), 1.5e300, 'text', '\u0000', '\ud800'];
  return plain[kind];
};

/** Text that is an OCPP-J message, or nearly one. */
const nearlyMessage = (random: Prng): string => {
  const type = pick(random, [2, 2, 2, 2, 3, 4, 5, 6, 0, 7, -1, 1.5, '2', null]);
  const id = pick(random, ['a1', 'a1', '', 17, null, 'i'.repeat(300), -1, {}]);
  const rest = [pick(random, actions), values(random, 0), values(random, 3)];
  const text = JSON.stringify([type, id, ...rest.slice(0, random.between(0, 3))]);
  if (random.chance(0.8)) return text;
  const at = random.between(0, text.length);
  return pick(random, [
    text.slice(0, at),
    `${text.slice(0, at)}\u0000${text.slice(at)}`,
    `${text},`,
  ]);
};

const masked = (random: Prng, payload: Buffer): Buffer => {
  const key = Buffer.from([1, 2, 3, 4].map(() => random.between(0, 255)));
  return Buffer.concat([key, payload.map((byte, i) => byte ^ (key[i & 3] ?? 0))]);
};

const framed = (random: Prng, first: number, payload: Buffer): Buffer => {
  const head =
    payload.length < 126
      ? Buffer.from([first, 0x80 | payload.length])
      : Buffer.from([first, 0x80 | 126, payload.length >> 8, payload.length & 255]);
  // A control frame must be short; one that is not is one more way to break the grammar.
  return Buffer.concat([head, masked(random, payload)]);
};

/** A frame as a client sends it: most carry a message, some break the grammar of frames. */
export const frameInput = (random: Prng): Buffer => {
  if (random.chance(0.02)) return noiseOf(random, 60);
  const isText = random.chance(0.95);
  const payload = isText ? Buffer.from(nearlyMessage(random)) : noiseOf(random, 200);
  const first = random.chance(0.95)
    ? pick(random, [0x81, 0x81, 0x81, 0x81, 0x82, 0x89])
    : random.between(0, 255);
  return framed(random, first, payload);
};

/** A frame that does not end its connection, whatever it says: the next is heard as well. */
export const wholeFrameInput = (random: Prng): Buffer =>
  random.chance(0.05)
    ? framed(random, pick(random, [0x89, 0x8a]), noiseOf(random, 125))
    : framed(random, 0x81, Buffer.from(nearlyMessage(random)));
