// JSON, NDJSON, CSV, XLSX and Parquet say the same.

import { describe, expect, test } from 'vitest';
import { parquetRows } from '../test/parquet-rows.ts';
import { unzipped } from '../test/unzipped.ts';
import { hostile, withApi } from '../test/api-rows.ts';
import { guarded } from './encode.ts';

const api = withApi();

describe('forms of answer', () => {
  /** Reads CSV back as RFC 4180 says: fields with null for what is not there. */
  const csvRows = (text: string): (string | null)[][] => {
    const rows: (string | null)[][] = [];
    let row: (string | null)[] = [];
    for (const [, quoted, plain, end] of text.matchAll(
      /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
    )) {
      row.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
      if (end !== ',') rows.push(row);
      if (end !== ',') row = [];
    }
    return rows;
  };

  test.each(['stations', 'sessions', 'availability', 'availability/summary', 'quality-flags'])(
    'agree with each other on %s, hostile texts included',
    async (name) => {
      const { data } = await api.ask(`/v1/${name}`);
      expect(data.length).toBeGreaterThan(0);
      const ndjson = await api.app().inject({
        url: `/v1/${name}`,
        headers: { accept: 'application/x-ndjson' },
      });
      const lines = ndjson.body.trimEnd().split('\n');
      expect(lines.map((line): unknown => JSON.parse(line))).toEqual(data);
      const csv = await api.app().inject(`/v1/${name}?format=csv`);
      const [header = [], ...rows] = csvRows(csv.body);
      expect(header).toEqual(Object.keys(data[0] ?? {}));
      expect(rows).toEqual(
        data.map((row) =>
          header.map((column) => {
            const value = row[column ?? ''];
            return typeof value === 'string'
              ? guarded(value)
              : value === null
                ? null
                : String(value);
          }),
        ),
      );
    },
  );

  test('are named by their content type, and say as of when in their headers', async () => {
    const csv = await api.app().inject({ url: '/v1/stations', headers: { accept: 'text/csv' } });
    expect(csv.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="stations.csv"',
      'laddbok-as-of': '2026-03-15T11:59:59.000Z',
      'laddbok-complete': 'true',
      'x-content-type-options': 'nosniff',
      vary: 'Accept, Accept-Encoding',
    });
  });

  test('Parquet is what the store writes, whole and in the order of the rows', async () => {
    const answer = await api.app().inject('/v1/sessions?format=parquet');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.apache.parquet',
      'content-disposition': 'attachment; filename="sessions.parquet"',
    });
    expect(answer.rawPayload.subarray(0, 4).toString()).toBe('PAR1');
    expect(answer.rawPayload.subarray(-4).toString()).toBe('PAR1');
    const { data } = await api.ask('/v1/sessions');
    const columns = 'session_id, energy_wh, started_at';
    const read = await parquetRows(api.store(), answer.rawPayload, columns);
    expect(read).toEqual(
      data.map(({ session_id, energy_wh, started_at }) => ({
        session_id,
        energy_wh: String(energy_wh),
        started_at: String(started_at).replace('T', ' ').replace('Z', ''),
      })),
    );
  });

  test('XLSX is a workbook of the same rows, where no text is a formula', async () => {
    const ask = () => api.app().inject('/v1/stations?format=xlsx');
    const [answer, again] = [await ask(), await ask()];
    expect(answer.headers['content-disposition']).toBe('attachment; filename="stations.xlsx"');
    const files = unzipped(answer.rawPayload);
    const sheet = files.get('xl/worksheets/sheet1.xml') ?? '';
    const { data } = await api.ask('/v1/stations');
    expect(sheet.match(/<row /g)).toHaveLength(data.length + 1);
    expect(sheet).not.toContain('<f>');
    expect(files.get('xl/sharedStrings.xml')).toContain('DROP TABLE');
    expect(hostile).toContain('DROP TABLE');
    expect(answer.rawPayload.equals(again.rawPayload)).toBe(true);
  });

  test('a page in XLSX or Parquet names the next one, as a page of CSV does', async () => {
    for (const format of ['csv', 'xlsx', 'parquet']) {
      const answer = await api.app().inject(`/v1/sessions?limit=1&format=${format}`);
      expect(answer.headers['link']).toMatch(/cursor=.*rel="next"/);
    }
  });

  test('an empty answer is an empty list, a header without rows, or nothing', async () => {
    const none = '/v1/sessions?tenant=nobody';
    expect((await api.ask(none)).data).toEqual([]);
    expect((await api.app().inject(`${none}&format=ndjson`)).body).toBe('');
    expect((await api.app().inject(`${none}&format=csv`)).body).toMatch(/^opened_at,[a-z_,]+\r\n$/);
  });

  test('that we do not have are refused', async () => {
    const answer = await api
      .app()
      .inject({ url: '/v1/stations', headers: { accept: 'image/png' } });
    expect(answer.statusCode).toBe(406);
  });
});
