// EV-ChART files over real tables: what a small fleet did in a quarter, as the portal takes it.

import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { availability } from '../../../processors/availability/table.ts';
import { faults } from '../../../processors/faults/table.ts';
import { sessions } from '../../../processors/sessions/table.ts';
import type { RowOf } from '../../../schemas/table.ts';
import { aSession } from '../../../test/api-rows.ts';
import { evRegistry } from '../../../test/ev-fleet.ts';
import { withExports } from '../../../test/export-runs.ts';
import { checkFolder } from '../check.ts';
import { allExports } from '../exports.ts';

const at = Date.parse;
const quarter = { from: at('2026-01-01T00:00:00Z'), to: at('2026-04-01T00:00:00Z') };

const anInterval = (
  port: number,
  state: string,
  [from, to]: readonly [string, string],
): RowOf<typeof availability> => ({
  tenant: 't',
  station_id: 'A',
  port,
  started_at: at(from),
  state,
  cause: state,
  ended_at: at(to),
  event_id: 'c/1',
});

const fault: RowOf<typeof faults> = {
  tenant: 't',
  station_id: 'A',
  port: 1,
  opened_at: at('2026-02-09T12:10:00Z'),
  error_code: 'GroundFailure',
  vendor_error_code: '',
  info: '',
  cleared_at: at('2026-02-09T13:00:00Z'),
  reports: 1,
  event_id: 'c/1',
  severity: 'fault',
  mrec_code: 'CX002',
  error_code_reported: '',
  recovery_s: null,
  since_previous_s: null,
};

const session = (over: Partial<RowOf<typeof sessions>>) => {
  const started_at = over.started_at ?? at('2026-01-05T10:00:00.400Z');
  return aSession({ opened_at: started_at, started_at, ended_at: started_at + 1_800_000, ...over });
};

const rig = withExports(async (store) => {
  await store.add(sessions, [
    session({ session_id: 'good', auth_method: 'rfid' }),
    session({
      session_id: 'bad',
      started_at: at('2026-02-09T12:00:00Z'),
      outcome: 'failed',
      failure: 'bad_stop',
      stop_reason: 'GroundFault',
      energy_wh: 0,
      power_w_max: null,
      power_w_average: null,
    }),
    session({ session_id: 'open', started_at: at('2026-03-31T23:00:00Z'), ended_at: null }),
    session({ session_id: 'before', started_at: at('2025-12-31T23:59:59.999Z') }),
  ]);
  await store.add(faults, [fault]);
  await store.add(availability, [
    anInterval(1, 'available', ['2025-02-01T00:00:00Z', '2026-02-10T00:00:00Z']),
    anInterval(1, 'faulted', ['2026-02-10T00:00:00Z', '2026-02-10T02:00:00Z']),
    anInterval(1, 'available', ['2026-02-10T02:00:00Z', '2026-04-01T00:00:00Z']),
    anInterval(2, 'available', ['2025-02-01T00:00:00Z', '2026-04-01T00:00:00Z']),
  ]);
});

const run = async (over: object = {}) => {
  const made = await rig.run({ name: 'ev-chart', ...quarter, registry: evRegistry, ...over });
  return made;
};

const linesIn = async (folder: string, name: string) =>
  (await rig.read(folder, name)).toString().trimEnd().split('\r\n');

describe('EV-ChART files of a quarter', () => {
  test('tell sessions, their errors, and by an empty row which ports had none', async () => {
    const { folder, outcome } = await run();
    expect(outcome).toMatchObject({ ok: true });
    expect(await linesIn(folder, 'm2-sessions-001.csv')).toEqual([
      'station_id,network_provider,port_id,charger_id,session_id,connector_id,session_start,' +
        'session_end,session_error,error_other,energy_kwh,power_kw,payment_method,payment_other',
      'US-001,abm,P1,A,good,1,2026-01-05T10:00:00Z,2026-01-05T10:30:00Z,NoError,,12.35,11.00,' +
        'membership,',
      'US-001,abm,P1,A,bad,1,2026-02-09T12:00:00Z,2026-02-09T12:30:00Z,CX002,' +
        '"bad_stop, GroundFault",0.00,0.00,other,authorised by unknown',
      'US-001,abm,P2,,,,,,,,,,,',
      'US-002,blink,P1,,,,,,,,,,,',
    ]);
  });

  test('tell uptime over twelve months for each month, and the outages that it is made of', async () => {
    const { folder } = await run();
    const [, january, february, march] = await linesIn(folder, 'm3-uptime-001.csv');
    expect(january).toBe(
      'US-001,P1,abm,2025-02-01T00:00:00Z,2026-01-31T23:59:59Z,100.00,0.00,0.00',
    );
    // Two hours faulted, of which an hour and a half are excluded.
    expect(february).toBe(
      'US-001,P1,abm,2025-03-01T00:00:00Z,2026-02-28T23:59:59Z,99.99,120.00,90.00',
    );
    expect(march).toBe(
      'US-001,P1,abm,2025-04-01T00:00:00Z,2026-03-31T23:59:59Z,99.99,120.00,90.00',
    );
    expect(await linesIn(folder, 'm4-outages-001.csv')).toEqual([
      'station_id,port_id,network_provider,outage_id,outage_duration,excluded_outage,' +
        'excluded_outage_reason,excluded_outage_notes',
      'US-001,P1,abm,2026-02-10T00:00:00Z,30.00,FALSE,,',
      'US-001,P1,abm,2026-02-10T00:30:00Z,90.00,TRUE,4,"Cable cut, case 17."',
      'US-001,P2,abm,,,,,',
      'US-002,P1,blink,,,,,',
    ]);
  });

  test('tell an outage that a vehicle caused by the number of that reason', async () => {
    const [exclusion] = evRegistry.exclusions;
    if (exclusion === undefined) throw new Error('There is an exclusion.');
    const exclusions = [{ ...exclusion, reason: 'vehicle_fault' }];
    const { folder } = await run({ registry: { ...evRegistry, exclusions } });
    expect((await linesIn(folder, 'm4-outages-001.csv'))[2]).toBe(
      'US-001,P1,abm,2026-02-10T00:30:00Z,90.00,TRUE,2,"Cable cut, case 17."',
    );
  });

  test('tell of the registry what it knows, and leave out modules of which it knows nothing', async () => {
    const { folder } = await run();
    const names = (await readdir(folder)).filter((name) => name.endsWith('.csv'));
    expect(names.toSorted()).toEqual([
      'm1-registration-001.csv',
      'm2-sessions-001.csv',
      'm3-uptime-001.csv',
      'm4-outages-001.csv',
      'm5-maintenance-001.csv',
      'm6-operator-001.csv',
    ]);
    expect(await linesIn(folder, 'm5-maintenance-001.csv')).toEqual([
      'station_id,network_provider,project_id,maintenance_report_start,maintenance_report_end,' +
        'caas,maintenance_cost_total,maintenance_cost_federal,maintenance_notes',
      'US-001,abm,,2025-01-01T00:00:00Z,2025-12-31T23:59:59Z,,1200.50,960.40,',
    ]);
  });

  test('bring what a submission by machine posts: module, checksum, year and quarter', async () => {
    const { folder, outcome } = await run({ only: ['m2-sessions'] });
    if (!outcome.ok) throw new Error('It is as the portal wants it.');
    const [{ sha256 } = { sha256: '' }] = outcome.manifest.files;
    const posted: unknown = JSON.parse(
      (await rig.read(folder, 'm2-sessions-001.csv.submission.json')).toString(),
    );
    expect(posted).toEqual({ module_id: '2', checksum: sha256, year: '2026', quarter: '1' });
    expect((await rig.read(folder, 'm2-sessions-001.csv.sha256')).toString()).toBe(
      `${sha256}  m2-sessions-001.csv\n`,
    );
    expect(outcome.manifest.notes).toContainEqual({
      sentence: 'The session has no end yet: it is left out.',
      count: 1,
    });
  });

  test('pass their own check, and fail it once somebody edits them', async () => {
    const { folder } = await run();
    expect(await checkFolder(folder, allExports)).toMatchObject({ count: 0 });
    const name = 'm2-sessions-001.csv';
    const text = (await rig.read(folder, name)).toString();
    await writeFile(join(folder, name), text.replace(',12.35,', ',12.345,'));
    const { findings } = await checkFolder(folder, allExports);
    expect(findings).toContainEqual({
      file: name,
      line: 2,
      column: 'energy_kwh',
      value: '12.345',
      sentence: 'The value provided must not exceed more than 2 decimal places.',
    });
  });

  test('leave nothing behind where the portal would refuse one of them', async () => {
    const [site, ...sites] = evRegistry.sites;
    if (site === undefined) throw new Error('There is a site.');
    const broken = { ...site, filing: { ...site.filing, operator_state: 'New York' } };
    const { folder, outcome } = await run({
      registry: { ...evRegistry, sites: [broken, ...sites] },
    });
    expect(outcome).toMatchObject({
      ok: false,
      count: 1,
      findings: [{ file: 'm6-operator-001.csv', line: 2, column: 'operator_state' }],
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
