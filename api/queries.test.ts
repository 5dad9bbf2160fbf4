// Questions become SQL in which every value is bound, and every name is from our own lists.

import { describe, expect, test } from 'vitest';
import type { Asked } from './define.ts';
import { fieldsOf } from './fields.ts';
import { paged } from './page.ts';
import { energy, windowsMax } from './queries/energy.ts';
import { faults } from './queries/faults.ts';
import { sessions } from './queries/sessions.ts';

const march = Date.parse('2026-03-01T00:00:00Z');
const april = Date.parse('2026-04-01T00:00:00Z');
const asked = <P>(params: P): Asked<P> => ({
  params,
  tenant: 't',
  from: march,
  to: april,
  zone: 'Europe/Stockholm',
  known_until: april,
});

describe('sessions', () => {
  test('are bound to their tenant and range', () => {
    const { sql, params } = sessions.sql(asked({}));
    expect(sql.slice(sql.indexOf('FROM'))).toBe(
      'FROM laddbok.sessions\nWHERE tenant = {tenant:String} AND ' +
        "started_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND " +
        "started_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')",
    );
    expect(params).toEqual({ tenant: 't', from: 1_772_323_200_000, to: 1_775_001_600_000 });
  });

  test('filters bind what was asked for, whatever it says', () => {
    const evil = "'; DROP TABLE sessions; --";
    const { sql, params } = sessions.sql(
      asked({
        by: 'ended_at' as const,
        station_id: [evil],
        port: 2,
        state: 'open' as const,
        min_energy_wh: '0.001',
      }),
    );
    expect(sql).not.toContain('DROP');
    expect(sql).toContain('ended_at >= ');
    expect(sql).toContain(
      'station_id IN {station_id:Array(String)} AND port = {port:UInt16} AND ' +
        'state = {state:String} AND energy_wh >= {min_energy_wh:Decimal(18, 3)}',
    );
    expect(params).toMatchObject({ station_id: [evil], port: 2, min_energy_wh: '0.001' });
  });

  test('do not show the tenant, which is the asker’s own', () => {
    expect(fieldsOf(sessions.row).map(({ name }) => name)).not.toContain('tenant');
  });
});

describe('a page', () => {
  const inner = { sql: 'SELECT a, b FROM laddbok.x', params: { tenant: 't' } };
  const fields = [
    { name: 'a', kind: 'instant' },
    { name: 'b', kind: 'text' },
    { name: 'c', kind: 'integer' },
  ] as const;
  const columns = fields.map(({ name }) => name);

  test('is the first rows by their key', () => {
    const first = paged(inner, columns, { key: fields, order: 'asc', after: null, limit: 3 });
    expect(first).toEqual({
      sql:
        'SELECT a, b, c\nFROM (\nSELECT a, b FROM laddbok.x\n)\n' +
        'ORDER BY a, b, c\nLIMIT {page_limit:UInt64}',
      params: { tenant: 't', page_limit: 3 },
      inlined: true,
    });
  });

  test('goes on after the key of the last row, in either direction', () => {
    const next = paged(inner, columns, {
      key: fields,
      order: 'desc',
      after: [7, 'x', 2],
      limit: 3,
    });
    expect(next.sql).toContain(
      "WHERE a <= fromUnixTimestamp64Milli({after_0:Int64}, 'UTC') AND (a, b, c) < " +
        "(fromUnixTimestamp64Milli({after_0:Int64}, 'UTC'), {after_1:String}, {after_2:Int64})\n" +
        'ORDER BY a DESC, b DESC, c DESC',
    );
    expect(next.params).toEqual({
      tenant: 't',
      after_0: 7,
      after_1: 'x',
      after_2: 2,
      page_limit: 3,
    });
  });
});

describe('energy', () => {
  test('sums decimals in the store, by windows of the zone', () => {
    const { sql, params } = energy.sql(asked({ window: '1d' as const, groupBy: ['port'] }));
    expect(sql).toContain('toStartOfDay(e.hour_start, {zone:String})');
    expect(sql).toContain('sum(e.energy_wh) AS energy_wh');
    expect(sql).toContain('GROUP BY window_start, e.station_id, e.port');
    expect(params).toMatchObject({ zone: 'Europe/Stockholm', tenant: 't' });
  });

  test('windows are bounded: a year of quarters of an hour, and not two', () => {
    const year_ms = 365 * 86_400_000;
    const quarters = (years: number) =>
      energy.refuse?.({ ...asked({ window: '15m' as const }), to: march + years * year_ms });
    expect(quarters(1)).toEqual([]);
    expect(quarters(2)).toEqual([
      {
        code: 'window_too_fine',
        parameter: 'window',
        detail:
          `70080 windows of 15m are more than ${windowsMax}. ` +
          'Ask for a shorter range, or for longer windows.',
      },
    ]);
  });
});

test('faults are asked for by when they lasted, so that an old one that is open is seen', () => {
  const { sql } = faults.sql(asked({ state: 'open' as const }));
  expect(sql).toContain('(isNull(cleared_at) OR cleared_at > ');
  expect(sql).toContain('AND isNull(cleared_at)');
});
