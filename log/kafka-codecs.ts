// Compression of Kafka's record batches: gzip at level 1 written, every codec of Kafka read.

import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { decompress as unzstd } from 'fzstd';
import kafkajs from 'kafkajs';
import { decompressFrameSync } from 'lz4-napi';
import snappy from 'snappyjs';

const gzip = promisify(zlib.gzip);
const unzip = promisify(zlib.unzip);

/** Level 1 packs charging traffic nearly as small as level 6, in less than half the time. */
const gzip_level = 1;

/*
 * framed = magic version compatible block*        (xerial's snappy-java, which Kafka uses)
 * magic  = 0x82 "SNAPPY" 0x00
 * version, compatible = uint32
 * block  = length:uint32 compressed:byte{length}  integers big-endian
 */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHead_bytes = 16;

/** Snappy with or without xerial's framing. */
export const decompressSnappy = (bytes: Buffer): Buffer => {
  if (!bytes.subarray(0, xerialMagic.length).equals(xerialMagic))
    return Buffer.from(snappy.uncompress(bytes));
  const blocks: Uint8Array[] = [];
  for (let at = xerialHead_bytes; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    blocks.push(snappy.uncompress(bytes.subarray(at + 4, end)));
    at = end;
  }
  return Buffer.concat(blocks);
};

/** Node has zstd from 22.15 on, several times faster than the package that is used before that. */
const nativeUnzstd = Reflect.get(zlib, 'zstdDecompressSync') as
  ((bytes: Uint8Array) => Buffer) | undefined;
const decompressZstd = (bytes: Buffer): Buffer =>
  nativeUnzstd?.(bytes) ?? Buffer.from(unzstd(bytes));

interface Encoder {
  readonly buffer: Buffer;
}

const codec = (decompress: (bytes: Buffer) => Buffer | Promise<Buffer>) => () => ({
  compress: (encoder: Encoder) => gzip(encoder.buffer, { level: gzip_level }),
  decompress: async (bytes: Buffer) => decompress(bytes),
});

/** Tells kafkajs how to read every codec, and to write gzip fast. We never write the others. */
export const registerCodecs = (): void => {
  const { CompressionCodecs: codecs, CompressionTypes: types } = kafkajs;
  codecs[types.GZIP] = codec((bytes) => unzip(bytes));
  codecs[types.Snappy] = codec(decompressSnappy);
  codecs[types.LZ4] = codec((bytes) => decompressFrameSync(bytes));
  codecs[types.ZSTD] = codec(decompressZstd);
};
