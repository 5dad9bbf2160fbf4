// Messages that are compressed by permessage-deflate (RFC 7692), read beside the line.

import { constants, inflateRawSync } from 'node:zlib';

/** How far back a compressed message may refer: 32 KiB. */
const window_bytes = 32 * 1024;

/** What a sender leaves out at the end of each message (RFC 7692, 7.2.2). */
const tail = Buffer.from([0x00, 0x00, 0xff, 0xff]);

export interface Compression {
  /** Whether messages of the station may refer to those before. */
  readonly stationKeeps: boolean;
  readonly upstreamKeeps: boolean;
}

/** What both sides agreed on, by the upstream's answer; null for no compression. */
export const compressionOf = (extensions: string): Compression | null => {
  const agreed = extensions
    .split(',')
    .map((one) => one.split(';').map((part) => part.trim().toLowerCase()))
    .find(([name]) => name === 'permessage-deflate');
  if (agreed === undefined) return null;
  return {
    stationKeeps: !agreed.includes('client_no_context_takeover'),
    upstreamKeeps: !agreed.includes('server_no_context_takeover'),
  };
};

/** Inflates one message after another; throws where one is damaged or becomes larger than allowed. */
export type Inflate = (message: Buffer) => Buffer;

/**
 * Synchronous, so that a message is recorded before its bytes go on. What was said last serves as
 * the dictionary of the next message, which is what a sender that keeps its context refers to.
 */
export const openInflate = (keeps: boolean, inflated_bytes_max: number): Inflate => {
  let said: Buffer = Buffer.alloc(0);
  return (message) => {
    const inflated = inflateRawSync(Buffer.concat([message, tail]), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: inflated_bytes_max,
      ...(said.length === 0 ? {} : { dictionary: said }),
    });
    if (keeps) {
      const all = inflated.length >= window_bytes ? inflated : Buffer.concat([said, inflated]);
      // A copy of its own: a view would keep the whole message in memory.
      said = Buffer.from(all.subarray(-window_bytes));
    }
    return inflated;
  };
};
