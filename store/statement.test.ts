// Statements: what a reader over the network may run, and what the guard reads from a text.

import { describe, expect, test } from 'vitest';
import { heededSettings, readAsk } from './http-ask.ts';
import { paramText, setParams } from './params.ts';
import { outsideFunctions, readStatement, refusalOf } from './statement.ts';

const outside = outsideFunctions(['numbers', 'file', 'url', 's3', 'view', 'format']);
const refused = (text: string): string | null => refusalOf(readStatement(text), outside);

describe('what a reader may ask', () => {
  test('questions are allowed, with their tables, functions, texts and sub-queries', () => {
    for (const text of [
      'SELECT 1',
      "SELECT 'file(\\'/etc/passwd\\') INTO OUTFILE' AS x",
      'WITH a AS (SELECT 1) SELECT * FROM a UNION ALL SELECT 2 FORMAT JSON',
      'SELECT * FROM (SELECT number FROM numbers(3)) AS t',
      'SHOW TABLES FROM laddbok',
      'DESCRIBE TABLE laddbok.sessions FORMAT JSON',
      'EXISTS TABLE sessions',
      'EXPLAIN SELECT 1',
      'SELECT aisle FROM shop',
    ])
      expect(refused(text)).toBeNull();
  });

  test('what would write, read a file or call out is refused', () => {
    for (const text of [
      'INSERT INTO t FORMAT Values',
      'CREATE TABLE x (`a` Int8)',
      'DROP TABLE x',
      'SET readonly = 0',
      'KILL QUERY WHERE 1',
      'SYSTEM SHUTDOWN',
      "SELECT 1 INTO OUTFILE 'x'",
      "SELECT file('/etc/passwd')",
      "SELECT arrayMap(file, ['/etc/passwd'])",
      'SELECT * APPLY file FROM t',
      'SELECT * APPLY(`file`) FROM t',
      "SELECT catboostEvaluate('/x', 1)",
      "SELECT aiGenerate('x')",
      "SELECT * FROM url('http://127.0.0.1/')",
      "SELECT * FROM s3('x')",
      "DESCRIBE TABLE url('http://127.0.0.1/')",
      'DESCRIBE TABLE (SELECT 1)',
      'DESCRIBE TABLE `/etc/passwd`',
      'EXISTS TABLE `/etc/passwd`',
      'EXPLAIN TABLE OVERRIDE mysql(1) COLUMNS (a Int8)',
    ])
      expect(refused(text)).toEqual(expect.any(String));
  });

  test('the format and the settings at the end of a statement are read', () => {
    const read = (text: string): unknown => {
      const { kind, format, settings } = readStatement(text);
      return { kind, format, settings };
    };
    expect(
      read("SELECT 1 SETTINGS max_threads = 1, session_timezone = 'a\\'b' FORMAT JSON"),
    ).toEqual({
      kind: 'SELECT',
      format: 'JSON',
      settings: { max_threads: '1', session_timezone: "a'b" },
    });
    expect(read('(SELECT 1 FORMAT CSV) SETTINGS final = 1')).toMatchObject({
      kind: 'SELECT',
      format: null,
      settings: { final: '1' },
    });
    expect(read('SELECT 1 FORMAT `Null` SETTINGS a = {x:1}, b = 2')).toMatchObject({
      format: 'Null',
      settings: {},
    });
    expect(read('')).toEqual({ kind: '', format: null, settings: {} });
  });
});

describe('a request in the manner of ClickHouse', () => {
  const ask = (path: string, headers = {}, body = '') =>
    readAsk(new URL(path, 'http://localhost'), headers, Buffer.from(body));

  test('the statement is in the query, in the body, or in both', () => {
    expect(ask('/?query=SELECT%201').sql).toBe('SELECT 1');
    expect(ask('/', {}, 'SELECT 2').sql).toBe('SELECT 2');
    expect(ask('/?query=SELECT', {}, '3').sql).toBe('SELECT\n3');
    expect(ask('/').sql).toBe('');
    const insert = ask('/?query=INSERT%20INTO%20t%20FORMAT%20CSV', {}, '1,2');
    expect([insert.sql, Buffer.from(insert.data ?? []).toString()]).toEqual([
      'INSERT INTO t FORMAT CSV',
      '1,2',
    ]);
  });

  test('parameters, settings, database and format are told apart', () => {
    const asked = ask('/?param_x=1&max_threads=2&database=d&default_format=CSV&query_id=q&user=u');
    expect(asked).toMatchObject({
      params: { x: '1' },
      settings: { max_threads: '2' },
      database: 'd',
      format: 'CSV',
      queryId: 'q',
      gzip: false,
      nativeClient: false,
    });
    expect(ask('/', { 'x-clickhouse-format': 'JSON', 'x-clickhouse-database': 'e' })).toMatchObject(
      {
        format: 'JSON',
        database: 'e',
      },
    );
    const gzip = { 'accept-encoding': 'deflate, gzip' };
    expect(ask('/?enable_http_compression=1', gzip).gzip).toBe(true);
    expect(ask('/', gzip).gzip).toBe(false);
  });

  test('settings are heeded only where they are harmless, and never above the limits', () => {
    const limits = { max_execution_time: 30, max_memory_usage: 100 };
    expect(
      heededSettings(
        {
          max_execution_time: '600',
          max_memory_usage: '1000000',
          readonly: '0',
          format_schema: '/etc/passwd',
          max_threads: '1',
          session_timezone: 'Europe/Stockholm',
        },
        limits,
      ),
    ).toEqual({ ...limits, max_threads: '1', session_timezone: 'Europe/Stockholm' });
    expect(heededSettings({ max_execution_time: '5' }, limits)['max_execution_time']).toBe(5);
    expect(heededSettings({ max_execution_time: '0' }, limits)['max_execution_time']).toBe(30);
    expect(heededSettings({ max_execution_time: 'x' }, limits)['max_execution_time']).toBe(30);
  });
});

describe('bound values', () => {
  test('are written as ClickHouse reads parameters', () => {
    expect(paramText("it's")).toBe("it's");
    expect(paramText('a\tb\\c')).toBe('a\\tb\\\\c');
    expect(paramText(null)).toBe('\\N');
    expect(paramText(['a', "b'c", '\\'])).toBe("['a','b\\'c','\\\\']");
    expect(paramText(-1.5)).toBe('-1.5');
    expect(paramText(true)).toBe('true');
    expect(() => paramText(Number.NaN)).toThrow('NaN cannot be bound');
  });

  test('names of parameters never become SQL', () => {
    expect(setParams({})).toBeNull();
    expect(setParams({ a: "x', readonly = 0, b = '" })).toBe(
      "SET param_a = 'x\\', readonly = 0, b = \\''",
    );
    expect(() => setParams({ 'a = 1, readonly': '0' })).toThrow('is no name of a parameter');
  });
});
