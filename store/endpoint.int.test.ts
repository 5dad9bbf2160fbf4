// The endpoint over the embedded store: its clients can read, and nobody can do anything else.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decimal, instant, label, table } from '../schemas/table.ts';
import { openChdb, type ChdbStore } from './chdb.ts';
import { startEndpoint, type Endpoint } from './endpoint.ts';

const meters = table({
  name: 'meters',
  about: 'Registers.',
  columns: {
    station_id: label('Station.'),
    at: instant('When.'),
    energy_wh: decimal('Watt-hours.'),
  },
  key: ['station_id', 'at'],
  month: 'at',
});

const noon = Date.UTC(2026, 0, 15, 12);

describe('the ClickHouse endpoint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-endpoint-'));
  const secret = join(folder, 'secret.csv');
  const stolen = join(folder, 'stolen');
  let store: ChdbStore;
  let endpoint: Endpoint;

  beforeAll(async () => {
    writeFileSync(secret, 'topsecret\n');
    store = await openChdb({ folder: join(folder, 'data') });
    await store.migrate([meters], 1);
    const rows = ['a', 'b', 'c'].map((station_id, i) => ({
      row: { station_id, at: noon, energy_wh: 1_500 * (i + 1) },
      partition: 0,
      offset: i,
    }));
    await store.write([{ table: meters, set: 1, epoch: 1, rows }]);
    endpoint = await startEndpoint({ store, port: 0 });
  });

  afterAll(async () => {
    await endpoint.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${endpoint.url}${path}`, init);
  const post = async (body: string, path = '/'): Promise<Response> =>
    ask(path, { method: 'POST', body });

  test('says that it is there', async () => {
    expect(await (await ask('/ping')).text()).toBe('Ok.\n');
    expect(await (await ask('/replicas_status')).text()).toBe('Ok.\n');
    expect(await (await ask('/')).text()).toBe('Ok.\n');
    expect((await ask('/nowhere')).status).toBe(404);
    expect((await ask('/?query=SELECT%201', { method: 'DELETE' })).status).toBe(405);
  });

  test('answers a question in the address or in the body, tab-separated unless told otherwise', async () => {
    const sql = 'SELECT station_id, energy_wh FROM meters ORDER BY 1';
    const text = 'a\t1.5\nb\t3\nc\t4.5\n';
    expect(await (await ask(`/?query=${encodeURIComponent(sql)}`)).text()).toBe(text);
    expect(await (await post(`${sql};`)).text()).toBe(text);
    expect(await (await post(`${sql} FORMAT CSV`)).text()).toBe('"a",1.5\n"b",3\n"c",4.5\n');
    const json = await post(sql, '/?default_format=JSONCompact');
    expect(await json.json()).toMatchObject({ rows: 3 });
    const lines = await ask('/', {
      method: 'POST',
      body: sql,
      headers: { 'X-ClickHouse-Format': 'JSONEachRow' },
    });
    expect(await lines.text()).toContain('{"station_id":"a","energy_wh":1.5}\n');
  });

  test('tells query id, format, time zone and summary in its headers', async () => {
    const { headers } = await post('SELECT 1', '/?query_id=mine&default_format=CSVWithNames');
    expect(headers.get('x-clickhouse-query-id')).toBe('mine');
    expect(headers.get('x-clickhouse-format')).toBe('CSVWithNames');
    expect(headers.get('x-clickhouse-timezone')).toBe('UTC');
    expect(headers.get('x-clickhouse-server-display-name')).toBe('laddbok');
    expect(headers.get('content-type')).toBe('text/csv; charset=UTF-8; header=present');
    const summary = JSON.parse(headers.get('x-clickhouse-summary') ?? '') as object;
    expect(summary).toMatchObject({ read_rows: expect.any(String) as string });
  });

  test('binds parameters, and settings change how an answer looks', async () => {
    const query = '/?param_s=b&param_x=%27%3B+DROP&output_format_json_quote_decimals=1';
    const sql =
      'SELECT energy_wh, {x:String} AS x FROM meters WHERE station_id = {s:String} FORMAT JSONEachRow';
    expect(await (await post(sql, query)).json()).toEqual({ energy_wh: '3', x: "'; DROP" });
    const zone = '/?session_timezone=Europe/Stockholm';
    expect(await (await post("SELECT toDateTime('2026-01-01 00:00:00')", zone)).text()).toBe(
      '2026-01-01 00:00:00\n',
    );
    expect(await (await post('SELECT timezone()')).text()).toBe('UTC\n');
    const own = await post('SELECT 1 SETTINGS max_threads = 1, max_execution_time = 5');
    expect(await own.text()).toBe('1\n');
    expect((await post('SELECT 1', '/?max_execution_time=60&async_insert=1')).status).toBe(200);
  });

  test('takes as many parameters as ClickHouse does, as a billing run has ids of sessions', async () => {
    const ids = Array.from({ length: 20_000 }, (_, n) => `'${String(n).padStart(32, '0')}'`);
    const params = new URLSearchParams({ param_ids: `[${ids.join(',')}]` });
    const said = await post('SELECT length({ids:Array(String)})', `/?${params.toString()}`);
    expect([said.status, await said.text()]).toEqual([200, '20000\n']);
  });

  test('answers from another database when asked', async () => {
    expect(await (await post('SELECT currentDatabase()', '/?database=system')).text()).toBe(
      'system\n',
    );
    const missing = await post('SELECT 1', '/?database=nowhere');
    expect([missing.status, missing.headers.get('x-clickhouse-exception-code')]).toEqual([
      404,
      '81',
    ]);
  });

  test('compresses an answer when it is asked to', async () => {
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      const path = '/?query=SELECT%20repeat(%27x%27,1000)&enable_http_compression=1';
      const headers = { 'Accept-Encoding': 'gzip' };
      request(`${endpoint.url}${path}`, { headers }, (response) => {
        const chunks: Buffer[] = [];
        expect(response.headers['content-encoding']).toBe('gzip');
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
      })
        .on('error', reject)
        .end();
    });
    expect(gunzipSync(bytes).toString()).toBe(`${'x'.repeat(1_000)}\n`);
  });

  test('refuses what is wrong in the words and codes of ClickHouse', async () => {
    const wrong: readonly [string, number, number][] = [
      ['SELEC 1', 400, 62],
      ['SELECT 1; SELECT 2', 400, 62],
      ['SELECT * FROM nowhere', 404, 60],
      ['SELECT nothing', 404, 47],
      ['SELECT no_such_function()', 404, 46],
      ['SELECT {x:String}', 400, 456],
      ['SELECT 1 FORMAT Template', 404, 73],
      ['SELECT throwIf(1)', 500, 395],
      ['SELECT 1 SETTINGS max_memory_usage = 1', 403, 164],
    ];
    for (const [sql, status, code] of wrong) {
      const response = await post(sql);
      expect([sql, response.status]).toEqual([sql, status]);
      expect(response.headers.get('x-clickhouse-exception-code')).toBe(String(code));
      expect(await response.text()).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: `));
    }
  });

  test('shows the user of the boards views alone, however a table is named', async () => {
    const asReader = async (sql: string, path = '/'): Promise<number> => {
      const headers = { 'X-ClickHouse-User': 'grafana_reader' };
      return (await ask(path, { method: 'POST', body: sql, headers })).status;
    };
    expect(await asReader('SELECT sum(energy_wh) FROM meters')).toBe(200);
    for (const sql of [
      'SELECT * FROM meters_v1',
      'SELECT * FROM laddbok.`meters_v1` FINAL',
      'SELECT 1 WHERE 1 IN (SELECT count() FROM "meters_v1")',
      'DESCRIBE TABLE meters_v1',
      'SELECT set FROM served_sets',
    ])
      expect([sql, await asReader(sql)]).toEqual([sql, 403]);
    expect(await asReader('SELECT * FROM {t:Identifier}', '/?param_t=meters_v1')).toBe(403);
  });

  test('changes nothing, reads no file and calls nobody, however it is asked', async () => {
    const file = `file('${secret}')`;
    const rows = `file('${secret}', 'LineAsString', 'x String')`;
    const attacks = [
      "INSERT INTO meters_v1 (station_id) VALUES ('x')",
      'CREATE TABLE x (a Int8) ENGINE = Memory',
      'CREATE TEMPORARY TABLE x (a Int8)',
      'DROP TABLE meters_v1',
      'TRUNCATE TABLE meters_v1',
      'ALTER TABLE meters_v1 DELETE WHERE 1',
      'SET readonly = 0',
      'SYSTEM FLUSH LOGS',
      'KILL QUERY WHERE 1',
      'USE system',
      'SELECT 1; DROP TABLE meters_v1',
      '/* SELECT */ DROP TABLE meters_v1',
      '-- SELECT\nDROP TABLE meters_v1',
      'EXPLAIN SELECT 1; DROP TABLE meters_v1',
      'SELECT 1 SETTINGS readonly = 0',
      `SELECT 1 INTO OUTFILE '${stolen}'`,
      `SELECT 1 INTO /* x */ OUTFILE\n'${stolen}' TRUNCATE`,
      `EXPLAIN AST SELECT 1 INTO OUTFILE '${stolen}'`,
      `INSERT INTO FUNCTION file('${stolen}', 'CSV', 'a Int8') VALUES (1)`,
      `SELECT ${file}`,
      `SELECT \`file\`('${secret}')`,
      `SELECT "fi\\x6ce"('${secret}')`,
      `SELECT \`fi\\x6ce\`('${secret}')`,
      `SELECT file/**/('${secret}')`,
      `SELECT arrayMap(file, ['${secret}'])`,
      `SELECT * APPLY file FROM (SELECT '${secret}' AS x)`,
      `SELECT * APPLY(x -> file(x)) FROM (SELECT '${secret}' AS x)`,
      `SELECT COLUMNS('x') APPLY file FROM (SELECT '${secret}' AS x)`,
      `WITH ${file} AS x SELECT x`,
      `SELECT length(${file})`,
      `SELECT (SELECT ${file})`,
      `EXPLAIN SELECT ${file}`,
      `SELECT * FROM ${rows}`,
      `SELECT * FROM view(SELECT * FROM ${rows})`,
      `SELECT * FROM loop(${rows}) LIMIT 1`,
      `SELECT (SELECT * FROM ${rows})`,
      `SELECT * FROM '${secret}'`,
      `SELECT * FROM \`${secret}\``,
      `SELECT * FROM default.\`${secret}\``,
      `DESCRIBE ${file}`,
      `DESCRIBE TABLE \`${secret}\``,
      `DESCRIBE (SELECT ${file})`,
      `EXISTS TABLE \`${secret}\``,
      `SELECT 1 FORMAT Template SETTINGS format_template_row = '${secret}'`,
      `SELECT 1 SETTINGS format_schema = '${secret}:X' FORMAT Protobuf`,
      "DESCRIBE url('http://127.0.0.1:1/')",
      "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      "SELECT * FROM remote('127.0.0.1:1', 'system.one')",
      "SELECT * FROM s3('http://127.0.0.1:1/bucket/x')",
      "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
      "SELECT * FROM executable('id', 'LineAsString', 'a String')",
      `SELECT * FROM sqlite('${stolen}', 't')`,
      `SELECT catboostEvaluate('${secret}', 1)`,
    ];
    for (const sql of attacks) {
      for (const response of [await post(sql), await ask(`/?query=${encodeURIComponent(sql)}`)]) {
        const text = await response.text();
        expect([sql, response.status >= 400 && response.status < 500]).toEqual([sql, true]);
        expect(text).not.toContain('topsecret');
      }
    }
    expect(existsSync(stolen)).toBe(false);
    expect(await (await post('SELECT count() FROM meters')).text()).toBe('3\n');
  });

  test('settings of a request cannot lift the lock', async () => {
    const paths = [
      '/?readonly=0',
      '/?readonly=0&allow_ddl=1',
      '/?param_x=1%27%2C%20readonly%20%3D%200',
    ];
    for (const path of paths) expect((await post('DROP TABLE meters_v1', path)).status).toBe(403);
    const injected = await post('SELECT 1', '/?session_timezone=UTC%27%2C%20readonly%3D%270');
    expect(injected.status).toBeGreaterThanOrEqual(400);
    expect((await post('SELECT 1', '/?param_a%20%3D%201%2C%20readonly=0')).status).toBe(500);
  });

  test('a request that is too large is refused while it is read', async () => {
    const response = await post(`SELECT '${'x'.repeat(5 * 1024 * 1024)}'`).catch(() => null);
    expect(response === null || response.status === 413).toBe(true);
    expect((await post('SELECT 1')).status).toBe(200);
  });

  test('an answer that fails midway is broken off', async () => {
    const sql = 'SELECT throwIf(number = 1900000) FROM numbers(2000000)';
    await expect(post(sql).then(async (response) => response.text())).rejects.toThrow('terminated');
  });

  test('callers that hang up midway leave the endpoint as it was', async () => {
    const slow = 'SELECT sleepEachRow(0.1) FROM numbers(10) SETTINGS max_block_size = 1';
    const hungUp = Array.from({ length: 6 }, async (_, i) => {
      const init = { method: 'POST', body: slow, signal: AbortSignal.timeout(50 * (i + 1)) };
      const read = fetch(`${endpoint.url}/`, init).then(async (response) => response.text());
      await expect(read).rejects.toThrow(/abort/);
    });
    await Promise.all(hungUp);
    expect(await (await post('SELECT count() FROM meters')).text()).toBe('3\n');
  });

  test("ClickHouse's own client reads rows, streams and errors", async () => {
    const client = createClient({ url: endpoint.url, database: 'laddbok', log: { level: 127 } });
    const rows = await client.query({
      query: 'SELECT station_id, at FROM meters WHERE energy_wh > {wh:Float64} ORDER BY 1',
      query_params: { wh: 2 },
      format: 'JSONEachRow',
    });
    expect(await rows.json()).toEqual([
      { station_id: 'b', at: '2026-01-15 12:00:00.000' },
      { station_id: 'c', at: '2026-01-15 12:00:00.000' },
    ]);
    const stream = await client.query({
      query: 'SELECT number FROM numbers(100000)',
      format: 'CSVWithNames',
    });
    let lines = 0;
    for await (const chunk of stream.stream()) lines += chunk.length;
    expect(lines).toBe(100_001);
    await expect(client.query({ query: 'SELECT * FROM nowhere' })).rejects.toMatchObject({
      code: '60',
      type: 'UNKNOWN_TABLE',
    });
    expect(await client.ping()).toMatchObject({ success: true });
    await client.close();
  });

  test("Grafana's data source is greeted in the form that it reads", async () => {
    const hello = 'SELECT displayName(), version(), revision(), timezone()';
    const path = '/?default_format=Native&client_protocol_version=54485';
    const bytes = Buffer.from(await (await post(hello, path)).arrayBuffer());
    expect(bytes.subarray(0, 10).toString('hex')).toBe('010002ffffffff000401');
    expect(bytes.toString('latin1')).toContain('laddbok');
    const rows = Buffer.from(await (await post('SELECT 1 AS a', path)).arrayBuffer());
    expect(rows.toString('hex')).toBe('010101610555496e743801');
  });

  test('a page that gives this machine another name is not answered', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { Host: 'evil.example' };
      request(`${endpoint.url}/?query=SELECT%201`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test('with credentials nobody else is answered, and without them it stays on this machine', async () => {
    const credentials = { username: 'grafana', password: 'pass' };
    const guarded = await startEndpoint({ store, port: 0, credentials });
    const as = async (headers: Record<string, string>, query = ''): Promise<number> =>
      (await fetch(`${guarded.url}/?query=SELECT%201${query}`, { headers })).status;
    const basic = (pair: string) => ({ Authorization: `Basic ${btoa(pair)}` });
    expect(await as({})).toBe(403);
    expect(await as(basic('grafana:wrong'))).toBe(403);
    expect(await as(basic('grafana:pass'))).toBe(200);
    expect(await as({ 'X-ClickHouse-User': 'grafana', 'X-ClickHouse-Key': 'pass' })).toBe(200);
    expect(await as({}, '&user=grafana&password=pass')).toBe(200);
    await guarded.close();
    await expect(startEndpoint({ store, host: '0.0.0.0', port: 0 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  test('a port that is taken is said so', async () => {
    await expect(startEndpoint({ store, port: endpoint.port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
    });
  });
});
