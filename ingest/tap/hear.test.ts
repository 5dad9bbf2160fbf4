// What is said on a line is heard the same however its bytes are cut, and noise harms nobody.

import { deflateRawSync, constants, createDeflateRaw } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { prng } from '../../lib/prng.ts';
import { type Heard, openHearing } from './hear.ts';
import { compressionOf, openInflate } from './inflate.ts';

const rules = { message_bytes_max: 1_000, beginning_bytes: 10, inflate: null };

/** A frame as a client sends it where `mask` is given, else as a server does. */
const frame = (first: number, payload: Buffer, mask?: number): Buffer => {
  const masked = mask === undefined ? 0 : 0x80;
  const head =
    payload.length < 126
      ? Buffer.from([first, masked | payload.length])
      : Buffer.from([first, masked | 126, payload.length >> 8, payload.length & 0xff]);
  if (mask === undefined) return Buffer.concat([head, payload]);
  const key = Buffer.alloc(4);
  key.writeUInt32BE(mask);
  return Buffer.concat([head, key, payload.map((byte, i) => byte ^ (key[i & 3] ?? 0))]);
};

const text = (of: string): Buffer => Buffer.from(of);

const said = (heard: readonly Heard[]): readonly string[] =>
  heard.map((one) => {
    if (one.kind === 'message') return `${one.data.toString()}${one.problem === null ? '' : ' !'}`;
    return one.kind === 'close' ? `close ${one.code} ${one.reason}` : `noise: ${one.detail}`;
  });

describe('hearing a line', () => {
  const line = Buffer.concat([
    frame(0x81, text('[2,"1","Heartbeat",{}]'), 0x12345678),
    frame(0x89, text('ping'), 0x01020304),
    frame(0x01, text('[3,"a",'), 0x0a0b0c0d),
    frame(0x8a, text(''), 0),
    frame(0x80, text('{}]'), 0xffffffff),
    frame(0x81, text('x'.repeat(300)), 0x00ff00ff),
    frame(0x88, Buffer.concat([Buffer.from([0x03, 0xe8]), text('bye')]), 0x11111111),
  ]);
  const expected = ['[2,"1","Heartbeat",{}]', '[3,"a",{}]', 'x'.repeat(300), 'close 1000 bye'];

  test('gives the same messages however the bytes are cut', () => {
    const random = prng('cuts');
    expect(said(openHearing(rules)(line))).toEqual(expected);
    for (let round = 0; round < 200; round++) {
      const hear = openHearing(rules);
      const heard: Heard[] = [];
      for (let at = 0; at < line.length;) {
        const to = at + random.between(1, 40);
        heard.push(...hear(line.subarray(at, to)));
        at = to;
      }
      expect(said(heard)).toEqual(expected);
    }
  });

  test('keeps the beginning and the hash of a message that is too large', () => {
    const hear = openHearing(rules);
    const heard = [
      ...hear(frame(0x01, text('a'.repeat(900)))),
      ...hear(frame(0x00, text('b'.repeat(900)))),
      ...hear(frame(0x80, text('c'.repeat(900)))),
      ...hear(frame(0x81, text('next'))),
    ];
    expect(said(heard)).toEqual(['aaaaaaaaaa !', 'next']);
    const [first] = heard;
    expect(first?.kind === 'message' ? first.problem : null).toMatchObject({
      isTooLarge: true,
      detail: expect.stringMatching(/^2700 bytes, over 1000; .* SHA-256 of all [0-9a-f]{64}$/),
    });
  });

  test('tells noise once and hears no more of that direction', () => {
    for (const [first, why] of [
      [0x83, 'opcode 3'],
      [0xa1, 'reserved bits'],
      [0xc1, 'no compression was agreed'],
      [0x80, 'nothing is there'],
    ] as const) {
      const hear = openHearing(rules);
      const heard = [...hear(frame(first, text('x'))), ...hear(frame(0x81, text('later')))];
      expect(said(heard)).toHaveLength(1);
      expect(said(heard)[0]).toContain(`noise: ${first === 0x80 ? why : ''}`);
      expect(said(heard)[0]).toContain(why);
    }
  });
});

describe('compressed messages', () => {
  test('are read where each stands alone', () => {
    const agreed = compressionOf('permessage-deflate; client_no_context_takeover');
    expect(agreed).toEqual({ stationKeeps: false, upstreamKeeps: true });
    const hear = openHearing({ ...rules, inflate: openInflate(false, 10_000) });
    const packed = (of: string): Buffer =>
      deflateRawSync(of, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
    const heard = ['one one one', 'two'].flatMap((one) => [...hear(frame(0xc1, packed(one), 7))]);
    expect(said(heard)).toEqual(['one one one', 'two']);
  });

  test('are read where each refers to those before', async () => {
    const deflate = createDeflateRaw();
    const chunks: Buffer[] = [];
    deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
    const packed = (of: string): Promise<Buffer> =>
      new Promise((resolve) => {
        deflate.write(of);
        deflate.flush(constants.Z_SYNC_FLUSH, () =>
          resolve(Buffer.concat(chunks.splice(0)).subarray(0, -4)),
        );
      });
    const hear = openHearing({ ...rules, inflate: openInflate(true, 100_000) });
    const messages = Array.from({ length: 50 }, (_, i) => `${'meter value '.repeat(200)}${i}`);
    const heard: Heard[] = [];
    for (const one of messages) heard.push(...hear(frame(0xc1, await packed(one), 9)));
    expect(said(heard)).toEqual(messages);
    deflate.close();
  });

  test('that are damaged are kept as they came, and the line is heard on', () => {
    const hear = openHearing({ ...rules, inflate: openInflate(false, 100) });
    const bomb = deflateRawSync('x'.repeat(900), { finishFlush: constants.Z_SYNC_FLUSH });
    const heard = [
      ...hear(frame(0xc1, bomb.subarray(0, -4))),
      ...hear(frame(0xc1, text('\x07no deflate'))),
      ...hear(frame(0x81, text('plain'))),
    ];
    expect(heard.map((one) => one.kind === 'message' && one.problem !== null)).toEqual([
      true,
      true,
      false,
    ]);
  });
});
