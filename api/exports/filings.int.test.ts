// What regulators are sent, over the demo's fleet and its ledger: every file passes its own rules.

import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { withExports } from '../../test/export-runs.ts';
import { hour_ms } from '../../lib/time.ts';
import { filedFrom, filedTenant, storeFilingFleet } from '../../test/filing-fleet.ts';
import { afir } from './afir/afir.ts';
import { checkFolder } from './check.ts';
import { compareFolders } from './compare.ts';
import { isRecord } from './document.ts';
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
  const text = (await rig.read(folder, name)).toString().trimEnd();
  const [heading = '', ...lines] = text.split('\r\n');
  const names = heading.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((column, i) => [column, cells[i] ?? '']));
  });
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
    let from = filedFrom;
    for (const to of hours) {
      const { folder } = await publish(from, to);
      const snapshot = await statusesIn(folder, 'snapshot.json');
      const delta = await statusesIn(folder, 'delta.json');
      if (told.size === 0) for (const [id, status] of snapshot) told.set(id, status);
      for (const [id, status] of delta) told.set(id, status);
      expect([...told].toSorted()).toEqual([...snapshot].toSorted());
      if (from !== filedFrom) expect(delta.size).toBeLessThan(snapshot.size);
      from = to;
    }
  });
});
