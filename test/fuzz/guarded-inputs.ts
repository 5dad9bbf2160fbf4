// What those send who want in without the right: headers of Basic, and bytes in place of TLS.

import type { Prng } from '../../lib/prng.ts';

const bytesOf = (random: Prng, most: number): Buffer =>
  Buffer.from(Array.from({ length: random.between(0, most) }, () => random.between(0, 255)));

const base64 = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64');

/** The value of an Authorization header: right, nearly right, or nothing of the kind. */
const credentials = (random: Prng, right: string): string => {
  const made = [
    () => `Basic ${base64(right)}`,
    () => `basic   ${base64(right)} `,
    () => `Basic ${base64(`${right}x`)}`,
    () => `Basic ${base64(right.slice(0, random.between(0, right.length)))}`,
    () => `Basic ${base64(`CS-1:${'x'.repeat(random.between(0, 60))}`)}`,
    () => `Basic ${base64(Buffer.concat([Buffer.from('CS-1:'), bytesOf(random, 40)]))}`,
    () => `Basic ${base64(bytesOf(random, 80))}`,
    () => `Basic ${base64(`nobody:${right.split(':')[1] ?? ''}`)}`,
    () => `Basic ${'A'.repeat(random.between(2_000, 2_100))}`,
    () => `Basic ${bytesOf(random, 30).toString('latin1')}`,
    () => `Basic ${base64(right)}=${'='.repeat(random.between(0, 3))}`,
    () => `Bearer ${base64(right)}`,
    () => 'Basic',
    () => '',
  ] as const;
  return made[random.between(0, made.length - 1)]?.() ?? '';
};

/** A handshake with one or two Authorization headers behind its first line. */
export const withCredentials = (random: Prng, handshake: Buffer, right: string): Buffer => {
  const head = handshake.toString('latin1');
  const end = head.indexOf('\r\n');
  if (end < 0) return handshake;
  const headers = Array.from(
    { length: random.chance(0.9) ? 1 : 2 },
    () => `\r\nAuthorization: ${credentials(random, right)}`,
  );
  return Buffer.from(head.slice(0, end) + headers.join('') + head.slice(end), 'latin1');
};

/** The head of a TLS record with a ClientHello in it, and how much of that it says to hold. */
const hello = (length: number): Buffer =>
  Buffer.from([
    0x16,
    3,
    1,
    length >> 8,
    length & 255,
    1,
    0,
    0,
    Math.max(0, length - 4) & 255,
    3,
    3,
  ]);

/** In place of a TLS handshake: noise, records that lie about themselves, or plain HTTP. */
export const tlsInput = (random: Prng, handshake: Buffer): Buffer => {
  const noise = bytesOf(random, 300);
  const kind = random.between(0, 4);
  if (kind === 0) return noise;
  if (kind === 1) return handshake;
  if (kind === 2) return Buffer.concat([hello(noise.length + 6), noise]);
  if (kind === 3) return Buffer.concat([hello(random.between(0, 65_535)), noise]);
  return Buffer.concat([Buffer.from([random.between(20, 24), 3, random.between(0, 4)]), noise]);
};
