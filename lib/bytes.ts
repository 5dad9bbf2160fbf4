// Bytes from the texts that stand for them, without Node's Buffer, so that rooms can read them.

const hexDigits = /^(?:[0-9a-fA-F]{2})+$/;

/** Bytes of hexadecimal digits; null where the text is none. */
export const bytesOfHex = (text: string): Uint8Array | null => {
  if (!hexDigits.test(text)) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Six bits by character code; both alphabets of RFC 4648. */
const sixBits: ReadonlyMap<string, number> = new Map([
  ...Array.from(alphabet, (letter, bits) => [letter, bits] as const),
  ['-', 62] as const,
  ['_', 63] as const,
]);

/** Bytes of base64 (RFC 4648, also the URL alphabet, with or without `=`); null where it is none. */
export const bytesOfBase64 = (text: string): Uint8Array | null => {
  const letters = text.replace(/={1,2}$/, '');
  if (letters === '' || letters.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const letter of letters) {
    const six = sixBits.get(letter);
    if (six === undefined) return null;
    held = ((held << 6) | six) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  return bytes;
};

/** The integer that bytes stand for, most significant first. */
export const integerOf = (bytes: Uint8Array): bigint => {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
};
