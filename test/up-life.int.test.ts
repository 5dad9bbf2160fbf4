// The life of an installation: started, stopped, looked after, damaged by hand and mended.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../app/config.ts';
import { announce, findRunning } from '../app/running.ts';
import { day_ms } from '../lib/time.ts';
import { openChdb } from '../store/chdb.ts';
import { inFolder, runCommand, startUp, type Ended, type Settings } from './command.ts';
import { record } from './pipeline.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

const root = mkdtempSync(join(tmpdir(), 'laddbok-life-'));
const folder = join(root, 'data');
const recording = join(root, 'recording.jsonl');

beforeAll(async () => {
  const from = Date.UTC(2026, 2, 1);
  const { lines } = record({ seed: 'life', stations: 3, from, to: from + 2 * day_ms });
  writeFileSync(recording, `${lines.join('\n')}\n`);
  // The first call builds what is to be run.
  await runCommand(['help'], {});
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (args: readonly string[], more: Settings = {}): Promise<Ended> =>
  runCommand(args, inFolder(folder, { LADDBOK_LOG_LEVEL: 'error', ...more }));

const doctor = async (more: Settings = {}) => {
  const { code, out } = await run(['doctor', '--json'], more);
  const { findings } = JSON.parse(out.at(-1) ?? '') as { readonly findings: readonly Finding[] };
  const of = (name: string): Finding | undefined => findings.find(({ what }) => what === name);
  return { code, of, wrong: findings.filter(({ ok }) => !ok).map(({ what }) => what) };
};

/** Changes a row as somebody with access to the folder could; says which session it was. */
const alterRow = async (): Promise<string> => {
  const store = await openChdb({ folder: join(folder, 'store') });
  try {
    const sql = "SELECT min(session_id) AS id FROM sessions WHERE state = 'ended'";
    const [row] = await store.query<{ readonly id: string }>({ sql, params: {} });
    await store.command(`ALTER TABLE sessions_v1 UPDATE energy_wh = energy_wh + 0.001
      WHERE session_id = '${row?.id ?? ''}' SETTINGS mutations_sync = 1`);
    return row?.id ?? '';
  } finally {
    await store.close();
  }
};

/** Imports the recording beside a running `up` and waits until it is in the tables. */
const takeIn = async (api: string): Promise<void> => {
  const { code, out } = await run(['import', recording]);
  expect([code, out]).toEqual([0, [expect.stringMatching(/events from \d+ lines of 3 stations/)]]);
  for (let complete = false; !complete;) {
    const answer = await fetch(`${api}/v1/stations`);
    complete = ((await answer.json()) as { readonly complete: boolean }).complete;
  }
};

describe('an installation', () => {
  test('is looked after by doctor and verify through its whole life', async () => {
    expect(await doctor()).toMatchObject({ code: 0, wrong: [] });

    const up = await startUp(inFolder(folder));
    console.log(`up: everything listens after ${up.start_ms} ms.`);
    await takeIn(up.api);
    expect((await doctor()).of('running')?.detail).toBe(`runs as process ${up.pid}`);

    const asked_ms = performance.now();
    const { code } = await up.stop();
    expect([code, performance.now() - asked_ms < 10_000]).toEqual([0, true]);
    expect((await doctor()).of('running')?.detail).toBe('nothing runs on this data folder');

    expect(await run(['verify'])).toMatchObject({ code: 0 });
    const altered = await alterRow();
    const found = await run(['verify']);
    expect(found).toMatchObject({ code: 1 });
    expect(found.out[0]).toMatch(/^sessions \[.*\]$/);
    expect(found.out[0]).toContain(altered);
    expect(found.out.at(-1)).toMatch(/ 1 differences\.$/);

    expect(await run(['replay', '--swap'])).toMatchObject({ code: 0 });
    const mended = await run(['verify', '--json']);
    expect(mended.code).toBe(0);
    expect(JSON.parse(mended.out[0] ?? '')).toMatchObject({ differences: 0, behind: 0 });
  }, 90_000);

  test('that was cut off by a power cut starts again with everything', async () => {
    const cut = await startUp(inFolder(folder));
    expect(await cut.kill()).toMatchObject({ code: null });
    // Its note is still there, and nothing behind it.
    expect((await doctor()).of('running')?.detail).toBe('nothing runs on this data folder');
    const up = await startUp(inFolder(folder));
    const answer = await fetch(`${up.api}/v1/stations`);
    expect(((await answer.json()) as { readonly data: unknown[] }).data).toHaveLength(3);
    expect(await up.stop()).toMatchObject({ code: 0 });
  });
});

describe('doctor', () => {
  test('names a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, of, wrong } = await doctor({ LADDBOK_API_PORT: String(port) });
    await new Promise((resolve) => server.close(resolve));
    expect([code, wrong]).toEqual([1, ['API port']]);
    expect(of('API port')?.detail).toContain(String(port));
  });

  test('looks at the disk of a data folder that is not there yet, however deep', async () => {
    const deep = join(root, 'not', 'there', 'yet');
    expect((await doctor({ LADDBOK_DATA: deep })).wrong).toEqual([]);
  });

  test('says that a store or a log that is configured does not answer', async () => {
    const { code, of, wrong } = await doctor({ CLICKHOUSE_URL: 'http://127.0.0.1:1' });
    expect([code, wrong]).toEqual([1, ['store']]);
    expect(of('store')?.detail).toMatch(/^STORE_UNAVAILABLE: /);
    const away = await doctor({ KAFKA_BROKERS: '127.0.0.1:1' });
    expect([away.code, away.wrong]).toEqual([1, ['log']]);
    expect(away.of('log')?.detail).toMatch(/^LOG_UNAVAILABLE: /);
  });
});

test('the note of a process that died is not taken for one that runs, though the id is ours', () => {
  const config = parseConfig({ LADDBOK_DATA: join(root, 'note') });
  mkdirSync(join(root, 'note'));
  announce(config, { pid: process.pid, api: '', gateway: '', clickhouse: 'http://127.0.0.1:1' });
  expect(findRunning(config)).toBeNull();
});

describe('a start that cannot be', () => {
  test.concurrent.each([
    ['LADDBOK_GATEWAY_PORT'],
    ['LADDBOK_API_PORT'],
    ['LADDBOK_CLICKHOUSE_PORT'],
  ])('with %s taken by another names port and setting', async (setting) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = String((server.address() as AddressInfo).port);
    const own = join(root, setting);
    const { code, err } = await run(['up'], { [setting]: port, LADDBOK_DATA: own });
    await new Promise((resolve) => server.close(resolve));
    const sentence = `laddbok up: Port ${port} on 127.0.0.1 is taken. Stop what listens there, or set ${setting}.`;
    expect([code, err]).toEqual([1, [sentence]]);
  });
});

describe('misuse ends with 2 and a sentence', () => {
  test.concurrent.each([
    [['fly'], {}, /there is no command "fly"/],
    [['import'], {}, /name the FILE/],
    [['verify', '--fast'], {}, /--fast/],
    [['up'], { LADDBOK_API_PORT: 'http' }, /LADDBOK_API_PORT: "http" is no whole number/],
    [['up'], { LADDBOK_API_PRT: '1' }, /LADDBOK_API_PRT: no such setting/],
    [['up', 'now'], {}, /"now" is one argument too many/],
    [['import', 'a.jsonl', 'b.jsonl'], {}, /"b.jsonl" is one argument too many/],
    [['ledger', 'add-site', 'site_id=S1', 'name=North', 'zone'], {}, /"zone" is not COLUMN=VALUE/],
    [[], {}, /Usage: laddbok COMMAND/],
  ])('laddbok %j', async (args, settings, sentence) => {
    const { code, out, err } = await run(args, settings);
    expect(code).toBe(2);
    expect([...out, ...err].join('\n')).toMatch(sentence);
    expect(err.join('\n')).not.toMatch(/^ {4}at /m);
  });

  test('but a file that cannot be read is a failure, and ends with 1', async () => {
    const { code, err } = await run(['import', join(root, 'missing.jsonl')]);
    expect([code, err]).toEqual([
      1,
      [expect.stringMatching(/^laddbok import: The file .*missing/)],
    ]);
  });
});
