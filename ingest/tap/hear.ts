// Bytes of one direction of a WebSocket -> the messages in them, heard beside the line.

import { type Hash, createHash } from 'node:crypto';
import { messageOf } from '../../lib/errors.ts';
import type { Inflate } from './inflate.ts';

/** A whole message; of one that is too large, its beginning. */
export interface HeardMessage {
  readonly kind: 'message';
  readonly isBinary: boolean;
  readonly data: Buffer;
  /** Why `data` is not the message: it is too large, or could not be inflated. Null where it is. */
  readonly problem: { readonly isTooLarge: boolean; readonly detail: string } | null;
}

export interface HeardClose {
  readonly kind: 'close';
  /** 1005 where the close frame names none. */
  readonly code: number;
  readonly reason: string;
}

/** What came is no WebSocket frame. Nothing more is heard of this direction. */
export interface HeardNoise {
  readonly kind: 'noise';
  readonly detail: string;
  readonly data: Buffer;
}

export type Heard = HeardMessage | HeardClose | HeardNoise;

export interface HearRules {
  /** Larger messages are kept by their beginning and their SHA-256. */
  readonly message_bytes_max: number;
  readonly beginning_bytes: number;
  /** Null where no compression was agreed on. */
  readonly inflate: Inflate | null;
  /** Whether every frame has to be masked; where nothing is said, either will do. */
  readonly mustMask?: boolean;
}

/*
 * frame   = fin:1 rsv:3 opcode:4 masked:1 length:7 [length16 | length64] [mask32] payload
 * opcode  = 0 continuation | 1 text | 2 binary | 8 close | 9 ping | 10 pong
 * Source: RFC 6455, 5.2.
 */
interface FrameHead {
  readonly fin: boolean;
  readonly isCompressed: boolean;
  readonly opcode: number;
  readonly mask: Buffer | null;
  readonly length: number;
  /** Bytes that the head itself takes. */
  readonly bytes: number;
}

const opcodes = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const knownOpcodes: ReadonlySet<number> = new Set(Object.values(opcodes));
const control_bytes_max = 125;

/** The head of a frame, null while it is not whole, or what is wrong with it. */
const readHead = (
  bytes: Buffer,
  { inflate, mustMask = false }: HearRules,
): FrameHead | string | null => {
  if (bytes.length < 2) return null;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  const opcode = first & 0x0f;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = (second & 0x80) !== 0;
  const size = 2 + extended + (isMasked ? 4 : 0);
  if (mustMask && !isMasked) return 'a frame is not masked';
  if (!knownOpcodes.has(opcode)) return `opcode ${opcode} is not defined`;
  if ((first & 0x30) !== 0) return 'reserved bits are set';
  const isCompressed = (first & 0x40) !== 0;
  if (isCompressed && inflate === null) return 'compressed, though no compression was agreed on';
  const isWhole = (first & 0x80) !== 0 && short <= control_bytes_max;
  if (opcode >= opcodes.close && !isWhole) return 'a control frame is in parts or too long';
  if (bytes.length < size) return null;
  const length =
    extended === 0
      ? short
      : extended === 2
        ? bytes.readUInt16BE(2)
        : bytes.readUInt32BE(2) * 2 ** 32 + bytes.readUInt32BE(6);
  if (!Number.isSafeInteger(length)) return 'a frame is longer than any can be';
  const mask = isMasked ? Buffer.from(bytes.subarray(size - 4, size)) : null;
  return { fin: (first & 0x80) !== 0, isCompressed, opcode, mask, length, bytes: size };
};

/** A copy without the mask; `from` is where in the payload the part begins. */
const unmasked = (part: Buffer, mask: Buffer | null, from: number): Buffer => {
  const copy = Buffer.from(part);
  if (mask === null || mask.readUInt32BE(0) === 0) return copy;
  for (let i = 0; i < copy.length; i++) {
    copy[i] = (copy[i] ?? 0) ^ (mask[(from + i) & 3] ?? 0);
  }
  return copy;
};

/** Gathers the parts of a message. Beyond the limit only the beginning and a hash are kept. */
const openGathering = ({ message_bytes_max, beginning_bytes }: HearRules) => {
  let parts: Buffer[] = [];
  let bytes = 0;
  let hash: Hash | null = null;
  const begin = (): void => {
    parts = [];
    bytes = 0;
    hash = null;
  };
  const cut = (): Hash => {
    const made = createHash('sha256');
    for (const part of parts) made.update(part);
    parts = [Buffer.concat(parts).subarray(0, beginning_bytes)];
    return made;
  };
  return {
    begin,
    add: (part: Buffer): void => {
      bytes += part.length;
      if (bytes <= message_bytes_max) return void parts.push(part);
      if (hash === null) {
        parts.push(part);
        hash = cut();
      } else hash.update(part);
    },
    /** The message; and what is wrong where it is too large. */
    take: (): { readonly data: Buffer; readonly tooLarge: string | null } => {
      const [only] = parts;
      const data = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
      const digest = hash?.digest('hex');
      const told =
        digest === undefined
          ? null
          : `${bytes} bytes, over ${message_bytes_max}; the first ${data.length} are kept, ` +
            `SHA-256 of all ${digest}`;
      begin();
      return { data, tooLarge: told };
    },
  };
};

const closeOf = (payload: Buffer): HeardClose => ({
  kind: 'close',
  code: payload.length < 2 ? 1005 : payload.readUInt16BE(0),
  reason: payload.subarray(2).toString('utf8'),
});

/** Puts frames together to messages; pings and pongs are not told. */
const openAssembly = (rules: HearRules) => {
  const message = openGathering(rules);
  const control = openGathering(rules);
  let opened: { readonly isBinary: boolean; readonly isCompressed: boolean } | null = null;

  const whole = (isBinary: boolean, isCompressed: boolean): HeardMessage => {
    const { data, tooLarge } = message.take();
    const told = { kind: 'message', isBinary } as const;
    if (tooLarge !== null)
      return { ...told, data, problem: { isTooLarge: true, detail: tooLarge } };
    if (!isCompressed || rules.inflate === null) return { ...told, data, problem: null };
    try {
      return { ...told, data: rules.inflate(data), problem: null };
    } catch (thrown) {
      const detail = `cannot be inflated: ${messageOf(thrown)}; kept as it came`;
      return { ...told, isBinary: true, data, problem: { isTooLarge: false, detail } };
    }
  };

  return {
    /** What is wrong with a frame of this head at this place; null where nothing is. */
    opens: ({ opcode, isCompressed }: FrameHead): string | null => {
      if (opcode >= opcodes.close) return null;
      if (opcode === opcodes.more) return opened === null ? 'nothing is there to go on with' : null;
      if (opened !== null) return 'a message begins within another';
      opened = { isBinary: opcode === opcodes.binary, isCompressed };
      return null;
    },
    part: (head: FrameHead, payload: Buffer): void => {
      if (head.opcode >= opcodes.close) control.add(payload);
      else message.add(payload);
    },
    ends: ({ opcode, fin }: FrameHead): Heard | null => {
      if (opcode >= opcodes.close) {
        const { data } = control.take();
        return opcode === opcodes.close ? closeOf(data) : null;
      }
      if (!fin || opened === null) return null;
      const { isBinary, isCompressed } = opened;
      opened = null;
      return whole(isBinary, isCompressed);
    },
  };
};

/** How much of what is no frame is kept. */
const noise_bytes = 64;

/** Takes the bytes as they come, in any pieces, and gives what has become whole. */
export const openHearing = (rules: HearRules): ((chunk: Buffer) => readonly Heard[]) => {
  const assembly = openAssembly(rules);
  let waiting: Buffer = Buffer.alloc(0);
  let frame: FrameHead | null = null;
  let taken = 0;
  let isDeaf = false;

  const noise = (detail: string, bytes: Buffer): HeardNoise => {
    isDeaf = true;
    waiting = Buffer.alloc(0);
    return { kind: 'noise', detail, data: Buffer.from(bytes.subarray(0, noise_bytes)) };
  };

  /** Reads on from `bytes`; returns how many were used: 0 where more have to come. */
  const step = (bytes: Buffer, heard: Heard[]): number => {
    let used = 0;
    if (frame === null) {
      const read = readHead(bytes, rules);
      if (read === null) return 0;
      const wrong = typeof read === 'string' ? read : assembly.opens(read);
      if (typeof read === 'string' || wrong !== null) {
        heard.push(noise(wrong ?? '', bytes));
        return 0;
      }
      frame = read;
      taken = 0;
      used = read.bytes;
    }
    const part = bytes.subarray(used, used + frame.length - taken);
    if (part.length > 0) assembly.part(frame, unmasked(part, frame.mask, taken));
    taken += part.length;
    if (taken === frame.length) {
      const ended = assembly.ends(frame);
      frame = null;
      if (ended !== null) heard.push(ended);
    }
    return used + part.length;
  };

  return (chunk) => {
    const heard: Heard[] = [];
    if (isDeaf) return heard;
    const bytes = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    let at = 0;
    while (at < bytes.length) {
      const used = step(bytes.subarray(at), heard);
      if (used === 0) break;
      at += used;
    }
    // Only a head that is not whole waits: fourteen bytes at most, in memory of their own.
    waiting = isDeaf ? waiting : Buffer.from(bytes.subarray(at));
    return heard;
  };
};
