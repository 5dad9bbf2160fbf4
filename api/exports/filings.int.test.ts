// What regulators are sent, over the demo's fleet and its ledger: every file passes its own rules.

import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { withExports } from '../../test/export-runs.ts';
import { availability } from '../../processors/availability/table.ts';
import { hour_ms } from '../../lib/time.ts';
import { filedFrom, filedTenant, filedTo, storeFilingFleet } from '../../test/filing-fleet.ts';
import { afir } from './afir/afir.ts';
import { checkFolder } from './check.ts';
import { compareFolders } from './compare.ts';
import { isRecord } from './document.ts';
import { csvRows } from './read-csv.ts';
import { allExports } from './exports.ts';
import { registryOf } from './registry-in-tables.ts';
import { emptyRegistry, type Registry } from './registry.ts';

const at = Date.parse;
const rig = withExports(storeFilingFleet);
const quarter = { from: at('2026-01-01T00:00:00Z'), to: at('2026-04-01T00:00:00Z') };
let registry: Registry = emptyRegistry;

beforeAll(async () => {
  const range = { tenant: filedTenant, ...quarter, known_at: null };
  registry = await registryOf(rig.store(), range);
});

const run = (name: string, over: object) =>
  rig.run({ name, tenant: filedTenant, registry, ...over });

/** Rows of a CSV file as records. */
const recordsIn = async (folder: string, name: string) => {
  const all: (readonly string[])[] = [];
  for await (const rows of csvRows(Readable.from([await rig.read(folder, name)]))) {
    all.push(...rows.map(({ cells }) => cells));
  }
  const [names = [], ...lines] = all;
  return lines.map((cells) =>
    Object.fromEntries(names.map((column, i) => [column, cells[i] ?? ''])),
  );
};

describe('EV-ChART over the demo fleet', () => {
  test('is all nine modules of its two US sites, and no rule of the portal finds a fault', async () => {
    const { folder, outcome } = await run('ev-chart', quarter);
    expect(outcome).toMatchObject({ ok: true });
    const names = (await readdir(folder)).filter((name) => name.endsWith('.csv'));
    expect(names.map((name) => name.slice(0, 2)).toSorted()).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `m${number}`),
    );
    expect(await checkFolder(folder, allExports)).toMatchObject({ count: 0 });
    const sessions = await recordsIn(folder, 'm2-sessions-001.csv');
    expect(sessions.length).toBeGreaterThan(20);
    expect(new Set(sessions.map(({ station_id }) => station_id))).toEqual(
      new Set(['S-COLUMBUS', 'S-FRESNO']),
    );
  });

  test('tells each port in every quarterly file, and no more outage of a month than of a year', async () => {
    const { folder } = await run('ev-chart', quarter);
    const ported = async (name: string) =>
      new Set((await recordsIn(folder, name)).map(({ port_id }) => port_id));
    const registered = await ported('m1-registration-001.csv');
    for (const name of ['m2-sessions', 'm3-uptime', 'm4-outages']) {
      expect([name, await ported(`${name}-001.csv`)]).toEqual([name, registered]);
    }
    // The traffic is all of the quarter: its outages are those of the year up to its end.
    const minutes = new Map<string, number>();
    for (const { port_id = '', outage_duration } of await recordsIn(folder, 'm4-outages-001.csv')) {
      minutes.set(port_id, (minutes.get(port_id) ?? 0) + Number(outage_duration));
    }
    const year = await recordsIn(folder, 'm3-uptime-001.csv');
    const march = year.filter(({ uptime_reporting_end: end }) => end === '2026-03-31T23:59:59Z');
    expect(march.length).toBe(registered.size);
    for (const { port_id = '', total_outage } of march) {
      expect(Math.abs(Number(total_outage) - (minutes.get(port_id) ?? 0))).toBeLessThan(0.1);
    }
  });
});

type Statuses = ReadonlyMap<string, string>;

/** The status of each point in a dynamic document, as it is written. */
const statusesIn = async (folder: string, name: string): Promise<Statuses> => {
  const document: unknown = JSON.parse((await rig.read(folder, name)).toString());
  const found = new Map<string, string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return void value.map(visit);
    if (!isRecord(value)) return;
    const point = value['aegiElectricChargingPointStatus'];
    if (isRecord(point) && isRecord(point['reference'])) {
      found.set(String(point['reference']['idG']), JSON.stringify(point));
    } else Object.values(value).forEach(visit);
  };
  visit(document);
  return found;
};

describe('the UK report over the demo fleet', () => {
  test('is of the rapid network, and its annex adds up to it', async () => {
    const year = { from: at('2026-01-01T00:00:00Z'), to: at('2027-01-01T00:00:00Z') };
    const { folder, outcome } = await run('uk-reliability', { ...year, as_of: filedTo });
    expect(outcome).toMatchObject({ ok: true, manifest: { complete: false } });
    expect(await checkFolder(folder, allExports)).toMatchObject({ count: 0 });
    const [report] = await recordsIn(folder, 'report.csv');
    const annex = await recordsIn(folder, 'annex.csv');
    const leeds = registry.ports.filter(({ site_id }) => site_id === 'S-LEEDS');
    const rapid = leeds.filter(({ power_max_w }) => power_max_w >= 50_000);
    expect(report).toMatchObject({
      year: '2026',
      charge_points: String(leeds.length),
      rapid_charge_points: String(rapid.length),
      verdict_as_written: 'insufficient_data',
    });
    expect(annex).toHaveLength(rapid.length);
    for (const name of ['minutes_working', 'minutes_not_working', 'minutes_unknown']) {
      const sum = annex.reduce((all, row) => all + Number(row[name]), 0);
      expect(Math.abs(sum - Number(report?.[name]))).toBeLessThan(1);
    }
    expect(Number(report?.['minutes_working'])).toBeGreaterThan(0);
  });

  test('is of whole calendar years alone', async () => {
    await expect(run('uk-reliability', quarter)).rejects.toThrow(/calendar year/);
  });
});

describe('the Californian files over the demo fleet', () => {
  const half = { from: at('2026-01-01T08:00:00Z'), to: at('2026-07-01T07:00:00Z') };

  test('are uptime, its quarters of an hour, which add up to it, and the inventory', async () => {
    // Ports that stood for three days, so that the file of their quarters of an hour is short.
    const until = filedTo + 24 * hour_ms;
    const stood = { operational_since: filedFrom, operational_until: until };
    const ports = registry.ports.map((port) => ({ ...port, ...stood }));
    const asked = { ...half, as_of: filedTo, registry: { ...registry, ports } };
    const { folder, outcome } = await run('california', asked);
    expect(outcome).toMatchObject({ ok: true });
    expect(await checkFolder(folder, allExports)).toMatchObject({ count: 0 });
    const uptime = await recordsIn(folder, 'uptime.csv');
    const intervals = await recordsIn(folder, 'intervals.csv');
    const fresno = ports.filter(({ site_id }) => site_id === 'S-FRESNO');
    expect(await recordsIn(folder, 'inventory.csv')).toHaveLength(fresno.length);
    expect(uptime).toHaveLength(fresno.filter(({ port_type }) => port_type === 'DCFC').length);
    expect(intervals).toHaveLength((uptime.length * (until - filedFrom)) / 900_000);
    const totals = (name: string, rows: readonly Readonly<Record<string, string>>[]) =>
      rows.reduce((all, row) => all + Number(row[name]), 0);
    for (const name of ['downtime_minutes', 'attempts', 'successful_attempts']) {
      expect(totals(name, uptime)).toBeGreaterThan(0);
      expect(Math.abs(totals(name, intervals) - totals(name, uptime))).toBeLessThan(5);
    }
  });

  test('are of half years by the clock of the state, and say which', async () => {
    await expect(run('california', quarter)).rejects.toThrow(
      '--from 2026-01-01T08:00:00Z --to 2026-07-01T07:00:00Z',
    );
  });
});

describe('AFIR over the demo fleet', () => {
  const hours = [2, 9, 17, 30, 44].map((hour) => filedFrom + hour * hour_ms);
  const publish = (from: number, to: number) => run('afir', { from, to, format: 'json' });

  test('is documents that the rules of the profile find no fault with', async () => {
    const { folder, outcome } = await publish(filedFrom, hours[0] ?? 0);
    expect(outcome).toMatchObject({ ok: true });
    expect(await checkFolder(folder, allExports)).toMatchObject({ count: 0 });
    const { size } = await statusesIn(folder, 'snapshot.json');
    const ports = registry.ports.filter(({ site_id }) => site_id === 'S-NORR');
    expect(size).toBe(ports.length);
    const table = (await rig.read(folder, 'static.json')).toString();
    for (const { evse_id } of ports) expect(table).toContain(`"${evse_id}"`);
    expect(table).toContain('"priceType":{"value":"pricePerKWh"},"value":4.8,');
  });

  test('is the same to the byte again, and says what differs between two instants', async () => {
    const [first = 0, second = 0] = hours;
    const [one, two] = [await publish(filedFrom, first), await publish(filedFrom, first)];
    for (const name of ['static.json', 'snapshot.json', 'delta.json', 'manifest.json']) {
      expect((await rig.read(one.folder, name)).equals(await rig.read(two.folder, name))).toBe(
        true,
      );
    }
    const later = await publish(first, second);
    const found = await compareFolders(afir, one.folder, later.folder);
    expect(found.changed).toBeGreaterThan(0);
    expect(found.shown.every(({ file }) => file !== 'static')).toBe(true);
  });

  test('is a snapshot and then deltas, which give the next snapshot point by point', async () => {
    const told = new Map<string, string>();
    const sizes: number[] = [];
    let from = filedFrom;
    for (const to of hours) {
      const { folder } = await publish(from, to);
      const snapshot = await statusesIn(folder, 'snapshot.json');
      const delta = await statusesIn(folder, 'delta.json');
      if (told.size === 0) for (const [id, status] of snapshot) told.set(id, status);
      for (const [id, status] of delta) told.set(id, status);
      expect(new Map(told)).toEqual(snapshot);
      sizes.push(snapshot.size - delta.size);
      from = to;
    }
    expect(Math.max(...sizes)).toBeGreaterThan(0);
  });
});

/** What each export is run over, twice; a new one needs a line here. */
const asked = (): Readonly<Record<string, object>> => {
  const day = { from: filedFrom, to: filedTo };
  const stood = { operational_since: filedFrom, operational_until: filedTo };
  const short = { ...registry, ports: registry.ports.map((port) => ({ ...port, ...stood })) };
  const sites = registry.sites.map((site) =>
    site.site_id === 'S-NORR' ? { ...site, country: 'FRA' } : site,
  );
  const half = { from: at('2026-01-01T08:00:00Z'), to: at('2026-07-01T07:00:00Z') };
  const year = { from: at('2026-01-01T00:00:00Z'), to: at('2027-01-01T00:00:00Z') };
  return {
    sessions: day,
    energy: day,
    'meter-values': { ...day, format: 'parquet' },
    faults: { ...day, format: 'ndjson' },
    outages: { ...day, format: 'xlsx' },
    'ev-chart': quarter,
    'uk-reliability': { ...year, as_of: filedTo },
    california: { ...half, as_of: filedTo, registry: short },
    afir: { ...day, format: 'json' },
    'afir-fr': { ...day, registry: { ...registry, sites } },
    ocpi: { ...day, format: 'ndjson' },
  };
};

describe('every export', () => {
  test.each(allExports.map(({ name }) => name))(
    '%s, run again over the same tables, is the same files to the byte',
    async (name) => {
      const over = asked()[name];
      expect([name, over]).toEqual([name, expect.anything()]);
      const [one, two] = [await run(name, over ?? {}), await run(name, over ?? {})];
      expect([one.outcome.ok, two.outcome.ok]).toEqual([true, true]);
      const names = (await readdir(one.folder)).toSorted();
      expect((await readdir(two.folder)).toSorted()).toEqual(names);
      expect(names.length).toBeGreaterThan(1);
      for (const file of names) {
        const same = (await rig.read(one.folder, file)).equals(await rig.read(two.folder, file));
        expect([file, same]).toEqual([file, true]);
      }
      expect(await checkFolder(one.folder, allExports)).toMatchObject({ count: 0 });
    },
  );

  test('as the French file holds every public point with its id and a word for its state', async () => {
    const { folder } = await run('afir-fr', asked()['afir-fr'] ?? {});
    const told = await recordsIn(folder, 'irve-dynamique.csv');
    const own = registry.ports.filter(({ site_id }) => site_id === 'S-NORR');
    expect(new Set(told.map(({ id_pdc_itinerance }) => id_pdc_itinerance))).toEqual(
      new Set(own.map(({ evse_id }) => evse_id.replaceAll('*', ''))),
    );
    expect(told).toHaveLength(own.length);
    expect(new Set(told.map(({ etat_pdc }) => etat_pdc)).size).toBeGreaterThan(1);
  });

  /** The longest interval in which a port of the site was available was a fault after all. */
  const makeFaulted = async (site_id: string) => {
    const own = registry.ports.filter(
      (port) => port.site_id === site_id && port.power_max_w >= 50_000,
    );
    const [row] = await rig
      .store()
      .query<{ station_id: string; port: number; at: string; until: string }>({
        sql:
          'SELECT station_id, port, toUnixTimestamp64Milli(started_at) AS at, ' +
          'toUnixTimestamp64Milli(assumeNotNull(ended_at)) AS until FROM laddbok.availability ' +
          "WHERE state = 'available' AND ended_at IS NOT NULL AND station_id IN {ids:Array(String)} " +
          'ORDER BY ended_at - started_at DESC LIMIT 1',
        params: { ids: own.map(({ station_id }) => station_id) },
      });
    const { station_id = '', port = 0, at: from = '0', until = '0' } = row ?? {};
    const [started_at, ended_at] = [Number(from), Number(until)];
    const place = { tenant: filedTenant, station_id, port };
    const late = { state: 'faulted', cause: 'Faulted', event_id: 'late' };
    await rig.store().add(availability, [{ ...place, ...late, started_at, ended_at }]);
    return station_id;
  };

  test.each([
    ['uk-reliability', 'S-LEEDS', 'annex', 'ocpp_id', 'minutes_not_working'],
    ['california', 'S-FRESNO', 'uptime', 'charger_id', 'downtime_minutes'],
  ])('%s is restated openly where late data change a figure', async (...told) => {
    const [name, site, file, column, figure] = told;
    const over = { ...asked()[name], only: [file] };
    const before = await run(name, over);
    const station = await makeFaulted(site);
    const after = await run(name, over);
    const definition = allExports.find((one) => one.name === name);
    const found = await compareFolders(definition ?? afir, before.folder, after.folder);
    expect(found).toMatchObject({ added: 0, removed: 0, changed: 1 });
    expect(found.by_column[figure]).toBe(1);
    const of = async (folder: string) =>
      (await recordsIn(folder, `${file}.csv`)).find((one) => one[column] === station)?.[figure];
    expect(Number(await of(after.folder))).toBeGreaterThan(Number(await of(before.folder)));
  });
});
