// The laws of a log on LMDB, and what only the embedded log can suffer: kills, damage, full disks.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startChild } from '../test/child.ts';
import { compile, type Compiled } from '../test/compiled.ts';
import { logContract, numbered, readAll, valuesOf } from './contract.ts';
import { openEmbeddedLog, type EmbeddedLogOptions } from './embedded.ts';
import type { EventLog } from './port.ts';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'laddbok-log-'));

logContract('LMDB', async () => {
  const folder = newFolder();
  return {
    open: (schemas) =>
      openEmbeddedLog({
        folder,
        retry_ms: 20,
        segment_bytes: 2 * 1024 * 1024,
        schemas: schemas ?? null,
      }),
    topicOf: (name) => name,
    partitions: 12,
    cleanUp: async () => rmSync(folder, { recursive: true }),
  };
});

/** A folder that is removed, after the logs opened in it are closed. */
const inFolder = (folder = newFolder()) => {
  const opened: EventLog[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map((log) => log.close()));
    rmSync(folder, { recursive: true, force: true });
  });
  const open = async (more: Partial<EmbeddedLogOptions> = {}): Promise<EventLog> => {
    const log = await openEmbeddedLog({ folder, retry_ms: 20, ...more });
    opened.push(log);
    return log;
  };
  return { folder, open };
};

const segmentsOf = (folder: string, topic: string): string[] =>
  readdirSync(join(folder, topic)).filter((file) => file.endsWith('.mdb'));

describe('the embedded log on its disk', () => {
  test('begins a new segment when one is full, and reads across them as one', async () => {
    const { folder, open } = inFolder();
    const log = await open({ segment_bytes: 16 * 1024 });
    for (let i = 0; i < 20; i++) await log.append('t', numbered('t/a', 200));
    expect(segmentsOf(folder, 't').length).toBeGreaterThan(3);
    const found = await readAll(log, 't');
    expect(found.map(({ offset }) => offset)).toEqual([...Array(4_000).keys()]);
  });

  test('begins a new segment each day that has records', async () => {
    const { folder, open } = inFolder();
    let now = Date.UTC(2026, 0, 1);
    const log = await open({ now: () => now });
    for (let day = 0; day < 3; day++, now += 86_400_000) await log.append('t', numbered('k', 2));
    expect(segmentsOf(folder, 't')).toEqual(['0000000001.mdb', '0000000002.mdb', '0000000003.mdb']);
    expect(await readAll(log, 't')).toHaveLength(6);
  });

  test('removes old segments whole, also under another process that reads them', async () => {
    const { folder, open } = inFolder();
    let now = Date.UTC(2026, 0, 1);
    const log = await open({ now: () => now, partitions: 2 });
    for (let day = 0; day < 5; day++, now += 86_400_000) await log.append('t', numbered('k', 10));
    const other = await open({ now: () => now });
    expect(await readAll(other, 't')).toHaveLength(50);
    const at = (await other.ends('t')).findIndex(({ high }) => high > 0);
    const below = new Map([[at, 25]]);
    expect(await log.removeBefore('t', { before: Date.UTC(2026, 0, 5), below })).toBe(20);
    expect(segmentsOf(folder, 't')).toEqual(['0000000003.mdb', '0000000004.mdb', '0000000005.mdb']);
    for (const each of [log, other]) {
      expect((await each.ends('t'))[at]).toMatchObject({ low: 20, high: 50 });
      expect((await readAll(each, 't')).map(({ offset }) => offset)[0]).toBe(20);
    }
    await other.append('t', numbered('k', 1));
    expect((await log.ends('t'))[at]).toMatchObject({ low: 20, high: 51 });
    expect(segmentsOf(folder, 't').length).toBeLessThanOrEqual(4);
  });

  test('finds the newest segment when those it knew were all removed meanwhile', async () => {
    const { open } = inFolder();
    let now = Date.UTC(2026, 0, 1);
    const log = await open({ now: () => now, partitions: 1 });
    await log.append('t', numbered('k', 10));
    const idle = await open({ now: () => now });
    expect(await readAll(idle, 't')).toHaveLength(10);
    for (let day = 0; day < 4; day++) {
      now += 86_400_000;
      await log.append('t', numbered('k', 10));
    }
    await log.removeBefore('t', { before: now, below: new Map([[0, 40]]) });
    expect((await readAll(idle, 't')).map(({ offset }) => offset)).toEqual(
      Array.from({ length: 10 }, (_, i) => 40 + i),
    );
    await idle.append('t', numbered('k', 1));
    expect((await log.ends('t'))[0]).toMatchObject({ low: 40, high: 51 });
  });

  test('says what it has when its folder is taken away under it, and does not fail by itself', async () => {
    const { folder, open } = inFolder();
    const log = await open({ poll_ms: 5 });
    const follower = await log.follow({
      topic: 't',
      group: 'g',
      maxRecords: 10,
      startAt: async () => 0,
      onBatch: async () => undefined,
      onRevoked: () => undefined,
    });
    rmSync(join(folder, 't'), { recursive: true, force: true });
    expect((await log.ends('t')).every(({ high }) => high === 0)).toBe(true);
    await follower.stop();
  });

  test('keeps the number of partitions that it was made with', async () => {
    const { open } = inFolder();
    await open({ partitions: 4 });
    const again = await open({ partitions: 9 });
    expect((await again.identity('t')).partitions).toBe(4);
  });

  test('finds its identity in the segments when the meta file is lost', async () => {
    const { folder, open } = inFolder();
    const log = await open({ partitions: 5 });
    await log.append('t', numbered('k', 3));
    const before = await log.identity('t');
    await log.close();
    for (const file of readdirSync(folder)) if (file.startsWith('meta')) rmSync(join(folder, file));
    const again = await open();
    expect(await again.identity('t')).toEqual(before);
    expect(await readAll(again, 't')).toHaveLength(3);
  });

  test('names segment and offset where a batch is damaged', async () => {
    const { folder, open } = inFolder();
    const log = await open();
    await log.append('t', numbered('t/before', 4));
    await log.append('t', [{ key: 't/before', value: Buffer.from('MeterValues-as-they-were') }]);
    await log.append('t', numbered('t/other', 4));
    await log.close();
    const file = join(folder, 't', '0000000001.mdb');
    const bytes = readFileSync(file);
    bytes.write('X', bytes.indexOf('MeterValues-as-they-were') + 3);
    writeFileSync(file, bytes);
    const again = await open();
    const failure = await readAll(again, 't').catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'LOG_CORRUPT', values: { segment: file, offset: 4 } });
  });
});

describe('the embedded log beside other processes', () => {
  let compiled: Compiled;
  beforeAll(async () => {
    compiled = await compile();
  });
  afterAll(() => compiled.remove());

  /** Appends one record after the other under a key, and says the number of each confirmed one. */
  const appender = (folder: string, key: string): string => `
    import { openEmbeddedLog } from '${compiled.folder}/log/embedded.js';
    const log = await openEmbeddedLog({ folder: '${folder}', retry_ms: 20 });
    const pad = 'x'.repeat(2000);
    const say = (line) => process.stdout.write(line + '\\n');
    let told = true;
    setInterval(() => {
      const { ok, reason } = log.health();
      if (ok !== told) say(ok ? 'fine' : 'trouble: ' + reason);
      told = ok;
    }, 5);
    for (let i = 0; ; i++) {
      await log.append('t', [{ key: '${key}', value: Buffer.from(i + ' ' + pad) }]);
      say(String(i));
    }`;
  const confirmed = (lines: readonly string[]): number[] =>
    lines.filter((line) => /^\d+$/.test(line)).map(Number);
  const numbersOf = (values: readonly string[]): number[] => values.map((v) => Number.parseInt(v));

  test('a process killed at any moment has lost nothing that was confirmed', async () => {
    const { folder, open } = inFolder();
    for (const round of [1, 2, 3]) {
      const key = `t/round${round}`;
      const child = startChild(appender(folder, key));
      await child.heard((lines) => lines.length >= 40 * round);
      child.process.kill('SIGKILL');
      await child.ended;
      const log = await open();
      const stored = numbersOf(valuesOf(await readAll(log, 't'), key));
      expect(stored).toEqual([...stored.keys()]);
      expect(stored.length).toBeGreaterThanOrEqual(confirmed(child.lines).length);
      // What was under way when the kill came may be there too: one record, never two.
      expect(stored.length).toBeLessThanOrEqual(confirmed(child.lines).length + 1);
    }
  });

  test('one process follows what two others append at the same time', async () => {
    const { folder, open } = inFolder();
    const log = await open();
    const seen: string[] = [];
    const keys = ['t/one', 't/two'];
    const follower = await log.follow({
      topic: 't',
      group: 'g',
      maxRecords: 100,
      startAt: async () => 0,
      onBatch: async ({ records }) => {
        for (const { key, value } of records)
          seen.push(`${key} ${Number.parseInt(Buffer.from(value).toString())}`);
      },
      onRevoked: () => undefined,
    });
    const children = keys.map((key) => startChild(appender(folder, key)));
    await Promise.all(children.map((child) => child.heard((lines) => lines.length >= 50)));
    for (const child of children) child.process.kill('SIGKILL');
    await Promise.all(children.map((child) => child.ended));
    const total = (await readAll(log, 't')).length;
    await vi.waitFor(() => expect(seen).toHaveLength(total));
    await follower.stop();
    for (const key of keys) {
      const numbers = seen.filter((each) => each.startsWith(key)).map((each) => each.split(' ')[1]);
      expect(numbers).toEqual(numbers.map((_, i) => String(i)));
      expect(numbers.length).toBeGreaterThanOrEqual(50);
    }
  });

  const isLinux = process.platform === 'linux';
  if (!isLinux) console.error('NOT RUN: the test of refused writes, which needs prlimit of Linux.');
  test.runIf(isLinux)(
    'while the system refuses writes nothing is confirmed, and it goes on by itself',
    async () => {
      const { folder, open } = inFolder();
      // A limit on the size of files stands for the full disk; it is lifted from outside.
      const limited = ['prlimit', '--fsize=300000:unlimited'];
      const child = startChild(appender(folder, 't/a'), limited);
      await child.heard((lines) => lines.some((line) => line.startsWith('trouble')));
      const before = confirmed(child.lines).length;
      const reader = await open();
      expect(await readAll(reader, 't')).toHaveLength(before);
      execFileSync('prlimit', ['--pid', String(child.process.pid), '--fsize=unlimited']);
      await child.heard((lines) => confirmed(lines).length > before + 20 && lines.includes('fine'));
      child.process.kill('SIGKILL');
      await child.ended;
      const stored = numbersOf(valuesOf(await readAll(reader, 't'), 't/a'));
      expect(stored).toEqual([...stored.keys()]);
      expect(stored.length).toBeGreaterThan(before + 20);
    },
  );
});

/** Mounts a disk of 8 MiB, or says why it cannot. */
const mountSmallDisk = (folder: string): string => {
  try {
    mkdirSync(folder, { recursive: true });
    const options = { stdio: 'pipe' } as const;
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'laddbok-test', folder], options);
    return '';
  } catch (thrown) {
    return String(thrown);
  }
};

describe('the embedded log on a full disk', () => {
  const disk = newFolder();
  const refusal = mountSmallDisk(disk);
  afterAll(() => {
    if (refusal === '') execFileSync('umount', ['--lazy', disk]);
    rmSync(disk, { recursive: true, force: true });
  });
  if (refusal !== '')
    console.error(`NOT RUN: the test on a full disk, as none can be mounted here (${refusal}).`);

  test.runIf(refusal === '')('appends wait, say why, and go on once space is free', async () => {
    const filler = join(disk, 'filler');
    const log = await openEmbeddedLog({ folder: join(disk, 'log'), retry_ms: 20 });
    await log.append('t', numbered('t/a', 10));
    writeFileSync(filler, Buffer.alloc(6 * 1024 * 1024));
    const value = Buffer.alloc(100_000, 'frame ');
    let done = 0;
    const appends = Array.from({ length: 30 }, async () => {
      await log.append('t', [{ key: 't/a', value }]);
      done += 1;
    });
    await vi.waitFor(() => expect(log.health().ok).toBe(false), 10_000);
    expect(log.health().reason).toMatch(/^The disk under .* is full/);
    expect(log.health().pending).toBe(30 - done);
    rmSync(filler);
    await Promise.all(appends);
    expect(log.health()).toEqual({ ok: true, reason: '', pending: 0 });
    expect(await readAll(log, 't')).toHaveLength(40);
    await log.close();
  });
});
