// The archive on a disk: what is in it, what it refuses, and one history with its log.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { numbered, readAll } from '../contract.ts';
import { openEmbeddedLog } from '../embedded.ts';
import type { EventLog, LogRecord } from '../port.ts';
import { openArchive } from './archive.ts';
import { wholeLog } from './whole-log.ts';

const day_ms = 86_400_000;

/** A log with three days of records in two partitions, and an empty archive beside it. */
const threeDays = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-archive-'));
  let now = Date.UTC(2026, 0, 1);
  const log = await openEmbeddedLog({ folder: join(folder, 'log'), partitions: 2, now: () => now });
  onTestFinished(async () => {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  });
  for (let day = 0; day < 3; day++, now += day_ms)
    for (const key of ['t/a', 't/b', 't/c', 't/d']) await log.append('t', numbered(key, 25));
  const archive = openArchive(join(folder, 'archive'));
  /** Everything that is archived goes from the log, but for the segment that grows. */
  const forget = async (): Promise<number> => {
    const below = new Map(archive.ends('t').map(({ partition, high }) => [partition, high]));
    return log.removeBefore('t', { before: now, below });
  };
  return { folder, log, archive, forget };
};

const texts = (records: readonly LogRecord[]): string[] =>
  records.map(({ offset, key, value }) => `${offset} ${key} ${Buffer.from(value).toString()}`);

const followed = async (log: EventLog, count: number, startAt = 0): Promise<LogRecord[]> => {
  const seen: LogRecord[] = [];
  let enough = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const follower = await log.follow({
    topic: 't',
    group: 'g',
    maxRecords: 7,
    startAt: async () => startAt,
    onBatch: async ({ records }) => {
      seen.push(...records);
      if (seen.length >= count) enough();
    },
    onRevoked: () => undefined,
  });
  await all;
  await follower.stop();
  return seen;
};

describe('a log and its archive', () => {
  test('are one history: what the log forgot is read from the archive, byte for byte', async () => {
    const { log, archive, forget } = await threeDays();
    const before = texts(await readAll(log, 't'));
    expect(await archive.extend(log, 't')).toMatchObject({ events: 300, ofEvents: 300 });
    expect(await forget()).toBe(200);
    expect(await readAll(log, 't')).toHaveLength(100);
    const whole = wholeLog(log, archive);
    expect(texts(await readAll(whole, 't'))).toEqual(before);
    expect((await whole.ends('t')).map(({ low }) => low)).toEqual([0, 0]);
  });

  test('are followed as one, from any offset, without a record twice', async () => {
    const { log, archive, forget } = await threeDays();
    const sizes = (await log.ends('t')).map(({ high }) => Math.max(0, high - 3));
    await archive.extend(log, 't');
    await forget();
    const whole = wholeLog(log, archive);
    expect(await followed(whole, 300)).toHaveLength(300);
    const later = await followed(
      whole,
      sizes.reduce((sum, size) => sum + size, 0),
      3,
    );
    expect(Math.min(...later.map(({ offset }) => offset))).toBe(3);
    expect(new Set(texts(later)).size).toBe(later.length);
  });

  test('a range that begins in the archive and ends in the log has no seam', async () => {
    const { log, archive, forget } = await threeDays();
    await archive.extend(log, 't');
    await forget();
    const whole = wholeLog(log, archive);
    for (const { partition, high } of await log.ends('t')) {
      const offsets: number[] = [];
      const range = { topic: 't', partition, from: 5, to: high - 5, maxRecords: 9 };
      for await (const { records } of whole.scan(range))
        offsets.push(...records.map(({ offset }) => offset));
      expect(offsets).toEqual(Array.from({ length: high - 10 }, (_, i) => 5 + i));
    }
  });
});

describe('an archive', () => {
  test('takes in only what is new, in files of bounded size', async () => {
    const { log, archive } = await threeDays();
    const first = await archive.extend(log, 't', { file_bytes: 200 });
    expect(first.files).toBeGreaterThan(8);
    expect(await archive.extend(log, 't')).toMatchObject({ events: 0, files: 0 });
    await log.append('t', numbered('t/a', 4));
    expect(await archive.extend(log, 't')).toMatchObject({ events: 4, files: 1 });
    expect(await archive.check('t')).toBe(first.files + 1);
  });

  test('goes on behind its last whole file where it was stopped', async () => {
    const { log, archive } = await threeDays();
    const stopping = new AbortController();
    await archive.extend(log, 't', {
      file_bytes: 500,
      ending: stopping.signal,
      onProgress: ({ files }) => files === 2 && stopping.abort(),
    });
    expect(archive.files('t')).toHaveLength(2);
    await archive.extend(log, 't');
    const held = archive.ends('t').reduce((sum, { low, high }) => sum + high - low, 0);
    expect(held).toBe(300);
  });

  test('refuses another log, and one that forgot what was never archived', async () => {
    const { log, archive } = await threeDays();
    await archive.extend(log, 't');
    const other = {
      ...log,
      identity: async () => ({ ...(await log.identity('t')), clusterId: 'x' }),
    };
    await expect(archive.extend(other, 't')).rejects.toMatchObject({ code: 'LOG_CHANGED' });
    const gap = { ...log, ends: async () => [{ partition: 0, low: 9_999, high: 10_000 }] };
    await expect(archive.extend(gap, 't')).rejects.toMatchObject({ code: 'LOG_GAP' });
  });

  test('is held by one living process; a note left by a dead one holds nobody up', async () => {
    const { folder, log, archive } = await threeDays();
    await archive.extend(log, 't');
    const note = join(folder, 'archive', 't', 'writer');
    writeFileSync(note, String(process.ppid));
    await expect(archive.extend(log, 't')).rejects.toMatchObject({ code: 'ARCHIVE_BUSY' });
    // Killed in a container and started again, it has the id that it had.
    writeFileSync(note, String(process.pid));
    expect(await archive.extend(log, 't')).toMatchObject({ events: 0 });
  });

  test('does not join a log that it does not reach', async () => {
    const { log, archive, forget } = await threeDays();
    await archive.extend(log, 't');
    await forget();
    for (const file of archive.files('t').filter(({ partition }) => partition === 0))
      rmSync(file.path);
    const [zero] = await wholeLog(log, archive).ends('t');
    expect(zero).toEqual((await log.ends('t'))[0]);
  });

  test('names the file that is damaged, cut short or missing', async () => {
    const { log, archive } = await threeDays();
    await archive.extend(log, 't', { file_bytes: 300 });
    const [first, second, third] = archive.files('t');
    if (first === undefined || second === undefined || third === undefined) throw new Error('few');
    const whole = readFileSync(first.path);
    writeFileSync(first.path, whole.subarray(0, whole.length - 40));
    const all = { topic: 't', partition: first.partition, from: 0, to: 1_000, maxRecords: 100 };
    const read = async (): Promise<void> => {
      for await (const _ of archive.scan(all));
    };
    await expect(read()).rejects.toThrow(first.path);
    await expect(archive.check('t')).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    writeFileSync(first.path, whole);
    await read();
    appendFileSync(second.path, 'x');
    await expect(archive.check('t')).rejects.toThrow(second.path);
    rmSync(second.path);
    await expect(read()).rejects.toThrow(third.path);
  });
});
