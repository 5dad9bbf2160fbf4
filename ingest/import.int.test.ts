// Files of recorded traffic, plain and compressed, from a real disk.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { jsonCodec } from '../test/json-codec.ts';
import { openRecordingLog } from '../test/recording-log.ts';
import { importFile } from './import.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'laddbok-import-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const lines = Array.from({ length: 1_000 }, (_, i) =>
  JSON.stringify({
    recorded_at: new Date(Date.UTC(2026, 0, 31) + i * 1_000).toISOString(),
    station_id: `CP${i % 5}`,
    direction: 'from_station',
    protocol: 'ocpp1.6',
    frame: `[2,"${i}","Heartbeat",{}]`,
  }),
);

const importing = (file: string) =>
  importFile({ file: join(folder, file), log: openRecordingLog(), codec: jsonCodec<OcppEvent>() });

test('a plain file and the same file compressed bring the same', async () => {
  const text = `${lines.join('\n')}\n`;
  await writeFile(join(folder, 'a.jsonl'), text);
  await writeFile(join(folder, 'a.jsonl.gz'), gzipSync(text));
  const plain = await importing('a.jsonl');
  const packed = await importing('a.jsonl.gz');
  expect(plain).toMatchObject({ lines: 1_000, events: 1_000, stations: 5, badCount: 0 });
  expect({ ...packed, run: '' }).toEqual({ ...plain, run: '' });
});

test('a corrupt line of a file is reported by its number', async () => {
  const broken = lines.with(499, lines[499]?.slice(0, 40) ?? '');
  await writeFile(join(folder, 'b.jsonl'), broken.join('\n'));
  const report = await importing('b.jsonl');
  expect(report).toMatchObject({ events: 999, bad: [{ line: 500, reason: 'not JSON' }] });
});

test('a file that is missing, or cut off in its compression, is said to be so', async () => {
  await writeFile(join(folder, 'c.jsonl.gz'), gzipSync(lines.join('\n')).subarray(0, 500));
  await expect(importing('none.jsonl')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(importing('c.jsonl.gz')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});
