// The ledger takes what is right, tells everything that is wrong, and takes nothing twice.

import { expect, test } from 'vitest';
import { draftFor, openLedgerRig, registry, told } from '../../test/ledger-rig.ts';

const exclusion = {
  exclusion_id: 'X1',
  station_id: 'CP1',
  port: 1,
  reason: 'vandalism',
  evidence: 'police report 123',
  valid_from: '2026-02-01T10:00:00Z',
  valid_to: '2026-02-01T14:00:00Z',
};
const assignment = {
  assignment_id: 'A1',
  tariff_id: 'T1',
  site_id: 'S1',
  valid_from: '2026-01-01',
};
const period = {
  period_id: '2026-01',
  purpose: 'billing',
  valid_from: '2026-01-01',
  valid_to: '2026-02-01',
};
const cdr = {
  cdr_id: 'C1',
  session_id: 'ses1',
  station_id: 'CP1',
  port: 1,
  currency: 'SEK',
  energy_wh: '12000.5',
  total_excl_vat: '54.00',
  valid_from: '2026-02-03T10:00:00Z',
  valid_to: '2026-02-03T11:00:00Z',
  cdr: { id: 'C1' },
};

/** A desk that knows the registry. */
const opened = async () => {
  const rig = openLedgerRig();
  await told(rig.desk, registry);
  return rig;
};

test('a whole registry goes in with one order, each entry judged with those before it', async () => {
  const rig = openLedgerRig();
  expect(await told(rig.desk, registry)).toEqual(['recorded', 'recorded', 'recorded', 'recorded']);
  expect(rig.events().map(({ kind, subject, recordedBy }) => [kind, subject, recordedBy])).toEqual([
    ['SiteRegistered', 'site/S1', 'ann'],
    ['PortRegistered', 'port/CP1/1', 'ann'],
    ['PortRegistered', 'port/CP1/2', 'ann'],
    ['TariffPublished', 'tariff/T1', 'ann'],
  ]);
});

test('the same again changes nothing, also at another desk', async () => {
  const rig = await opened();
  expect(await told(rig.desk, registry)).toEqual(['known', 'known', 'known', 'known']);
  expect(await told(rig.another(), registry)).toEqual(['known', 'known', 'known', 'known']);
  expect(rig.events()).toHaveLength(4);
});

test('one wrong draft stops all of the order, unless bad ones are to be passed over', async () => {
  const rig = openLedgerRig();
  const drafts = [...registry, draftFor('sites', { site_id: 'S2' })];
  const wrong = 'refused time_zone: is missing';
  expect(await told(rig.desk, drafts)).toEqual(['fit', 'fit', 'fit', 'fit', wrong]);
  expect(rig.events()).toEqual([]);
  const skipping = await told(rig.desk, drafts, { skipBad: true });
  expect(skipping).toEqual(['recorded', 'recorded', 'recorded', 'recorded', wrong]);
});

test('a dry run tells what would be, and records nothing', async () => {
  const rig = openLedgerRig();
  expect(await told(rig.desk, registry, { dryRun: true })).toEqual(['fit', 'fit', 'fit', 'fit']);
  expect(rig.events()).toEqual([]);
  expect(await told(rig.desk, registry)).not.toContain('known');
});

test('all that is wrong with a draft is told at once', async () => {
  const rig = openLedgerRig();
  const [said] = await told(rig.desk, [
    draftFor('ports', {
      station_id: 'CP1',
      port: 0,
      site_id: 'S1',
      power_w_max: '150 kW',
      current_type: 'both',
      commissioned_at: '2026-01-01T00:00:00',
      colour: 'red',
    }),
  ]);
  for (const column of ['port', 'power_w_max', 'current_type', 'commissioned_at', 'colour'])
    expect(said).toContain(`${column}: `);
});

test('what is unknown or ends too early is told with what cannot be read, and with its value', async () => {
  const { desk } = await opened();
  const [port, out, given] = await told(desk, [
    draftFor('ports', { station_id: 'CP9', port: 'one', site_id: 'S9', power_w_max: 'fast' }),
    draftFor('exclusions', {
      ...exclusion,
      station_id: 'CP9',
      reason: 'rain',
      valid_to: '2026-01-01',
    }),
    draftFor('tariff_assignments', { ...assignment, tariff_id: 'T9', site_id: 'S9', audience: 3 }),
  ]);
  expect(port).toContain('port: "one" must be a whole number from 1 to 65535');
  expect(port).toContain('power_w_max: "fast" must be');
  expect(port).toContain('There is no site S9');
  expect(out).toContain('reason: "rain" must be utility_interruption');
  expect(out).toContain('No port of station CP9 is registered');
  expect(out).toContain('2026-02-01T10:00:00.000Z to 2026-01-01T00:00:00.000Z');
  expect(given).toContain('audience: 3 must be');
  expect(given).toContain('There is no tariff T9');
  expect(given).toContain('There is no site S9');
});

test('a column that cannot be read is not taken for one that is absent', async () => {
  const { desk } = await opened();
  const strange = { ...exclusion, station_id: 7 };
  const [said] = await told(desk, [draftFor('exclusions', strange)]);
  expect(said).toBe('refused station_id: 7 must be a text');
});

test.each([
  [
    'a port on an unknown site',
    'ports',
    { station_id: 'CP9', port: 1, site_id: 'S9', power_w_max: 1, current_type: 'AC' },
    'There is no site S9',
  ],
  [
    'a second port with an EVSE id',
    'ports',
    {
      station_id: 'CP9',
      port: 1,
      site_id: 'S1',
      power_w_max: 1,
      current_type: 'AC',
      evse_id: 'SE*ABC*E1*1',
    },
    'Port CP1/1 has it as well',
  ],
  [
    'an exclusion that ends before it begins',
    'exclusions',
    { ...exclusion, valid_to: '2026-02-01T09:00:00Z' },
    'It ends before it begins',
  ],
  [
    'an exclusion for a reason that no rule knows',
    'exclusions',
    { ...exclusion, reason: 'rain' },
    'must be utility_interruption',
  ],
  [
    'an exclusion without evidence',
    'exclusions',
    { ...exclusion, evidence: ' ' },
    'evidence: is missing',
  ],
  [
    'an exclusion of an unknown port',
    'exclusions',
    { ...exclusion, port: 3 },
    'no registered port 3',
  ],
  [
    'an exclusion that says no place',
    'exclusions',
    { ...exclusion, station_id: '', port: '' },
    'Say where',
  ],
  [
    'an assignment of an unknown tariff',
    'tariff_assignments',
    { ...assignment, tariff_id: 'T9' },
    'There is no tariff T9',
  ],
  [
    'a tariff without elements',
    'tariffs',
    { tariff_id: 'T2', currency: 'SEK', valid_from: '2026-01-01', tariff: {} },
    'tariff: elements must be',
  ],
  [
    'a tariff with a misspelt restriction',
    'tariffs',
    {
      tariff_id: 'T2',
      currency: 'SEK',
      valid_from: '2026-01-01',
      tariff: {
        elements: [
          {
            price_components: [{ type: 'ENERGY', price: 4.5, step_size: 1 }],
            restrictions: { min_kw: 50 },
          },
        ],
      },
    },
    String.raw`tariff: elements\[0\]\.restrictions\.min_kw is no field of OCPI here`,
  ],
  [
    'a period that is not over',
    'periods',
    { ...period, valid_to: '2026-04-01' },
    'has not ended yet',
  ],
  [
    'a credit of an unknown CDR',
    'cdrs',
    { ...cdr, credit: true, credit_reference_id: 'C0' },
    'There is no CDR "C0"',
  ],
])('%s is refused', async (_, table, values, says) => {
  const { desk } = await opened();
  expect((await told(desk, [draftFor(table, values)]))[0]).toMatch(
    new RegExp(`^refused .*${says}`),
  );
});

test('two tariffs at one place at one time are refused; one after the other is fine', async () => {
  const { desk } = await opened();
  const next = { ...assignment, assignment_id: 'A2', valid_from: '2026-06-01' };
  await told(desk, [draftFor('tariff_assignments', assignment)]);
  expect((await told(desk, [draftFor('tariff_assignments', next)]))[0]).toMatch(
    /^refused valid_from: Assignment A1 gives the same place tariff T1/,
  );
  const ended = draftFor('tariff_assignments', { ...assignment, valid_to: '2026-06-01' });
  expect(await told(desk, [ended, draftFor('tariff_assignments', next)])).toEqual([
    'recorded',
    'recorded',
  ]);
});

test('a port may have a tariff of its own beside that of its site, and one per audience', async () => {
  const { desk } = await opened();
  const own = { ...assignment, assignment_id: 'A2', site_id: '', station_id: 'CP1', port: 1 };
  const staff = { ...assignment, assignment_id: 'A3', audience: 'staff' };
  const drafts = [assignment, own, staff].map((one) => draftFor('tariff_assignments', one));
  expect(await told(desk, drafts)).toEqual(['recorded', 'recorded', 'recorded']);
});

test('a period is closed once, and no other of its purpose overlaps it', async () => {
  const { desk } = await opened();
  expect(await told(desk, [draftFor('periods', period)])).toEqual(['recorded']);
  expect(await told(desk, [draftFor('periods', period)])).toEqual(['known']);
  const moved = draftFor('periods', { ...period, valid_to: '2026-01-31' });
  expect((await told(desk, [moved]))[0]).toContain('is closed already');
  const other = { ...period, period_id: 'Jan', valid_from: '2026-01-15' };
  expect((await told(desk, [draftFor('periods', other)]))[0]).toContain(
    'overlaps the closed period',
  );
  const filing = draftFor('periods', { ...other, purpose: 'filing' });
  expect(await told(desk, [filing])).toEqual(['recorded']);
  expect((await told(desk, [draftFor('periods', { period_id: 'Jan' }, true)]))[0]).toContain(
    'never taken back',
  );
});

test('a session is billed by one CDR; what is wrong is credited, and billed anew', async () => {
  const { desk, events } = await opened();
  const credit = { ...cdr, cdr_id: 'C1-C', credit: true, credit_reference_id: 'C1' };
  const anew = { ...cdr, cdr_id: 'C2', replaces_cdr_id: 'C1', energy_wh: '11000' };
  expect(await told(desk, [draftFor('cdrs', cdr)])).toEqual(['recorded']);
  expect((await told(desk, [draftFor('cdrs', anew)]))[0]).toContain('CDR C1 bills the session');
  expect(await told(desk, [draftFor('cdrs', credit), draftFor('cdrs', anew)])).toEqual([
    'recorded',
    'recorded',
  ]);
  expect((await told(desk, [draftFor('cdrs', { ...credit, cdr_id: 'C1-D' })]))[0]).toContain(
    'credited already',
  );
  expect(
    events()
      .slice(-3)
      .map(({ kind }) => kind),
  ).toEqual(['CdrIssued', 'CdrCredited', 'CdrIssued']);
});

test('a closed period gets no CDR of its own any more, only adjustments in a later one', async () => {
  const { desk } = await opened();
  await told(desk, [draftFor('periods', period)]);
  const late = { ...cdr, period_id: '2026-01' };
  expect((await told(desk, [draftFor('cdrs', late)]))[0]).toContain('Period 2026-01 is closed');
  const adjusting = { ...cdr, period_id: '2026-02', adjusts_period_id: '2026-01' };
  expect(await told(desk, [draftFor('cdrs', adjusting)])).toEqual(['recorded']);
});

test('an exclusion is withdrawn once, and may be declared again with an id of its own', async () => {
  const { desk } = await opened();
  const declared = draftFor('exclusions', exclusion);
  const withdrawn = draftFor('exclusions', { exclusion_id: 'X1' }, true);
  expect(await told(desk, [withdrawn])).toEqual([
    'refused exclusion_id: There is no exclusion/X1 then that could be taken back.',
  ]);
  expect(await told(desk, [declared, withdrawn, withdrawn])).toEqual([
    'recorded',
    'recorded',
    'known',
  ]);
  const [again] = await desk.record({ tenant: 'main', by: 'ann', drafts: [declared] });
  expect(again).toMatchObject({ status: 'known', changed_since: true });
  const anew = draftFor('exclusions', { ...exclusion, entry_id: 'X1-again' });
  expect(await told(desk, [anew, withdrawn])).toEqual(['recorded', 'recorded']);
});

test('a site is retired only after its ports', async () => {
  const { desk } = await opened();
  const site = draftFor('sites', { site_id: 'S1', valid_from: '2026-03-01' }, true);
  expect((await told(desk, [site]))[0]).toContain('2 ports stand there still');
  const ports = [1, 2].map((port) =>
    draftFor('ports', { station_id: 'CP1', port, valid_from: '2026-03-01' }, true),
  );
  expect(await told(desk, [...ports, site])).toEqual(['recorded', 'recorded', 'recorded']);
});

test('an entry id that says something else than before is refused', async () => {
  const { desk } = await opened();
  const first = draftFor('exclusions', { ...exclusion, entry_id: 'mine' });
  const other = draftFor('exclusions', { ...exclusion, entry_id: 'mine', reason: 'vehicle_fault' });
  expect(await told(desk, [first, other], { skipBad: true })).toEqual([
    'recorded',
    'refused entry_id: Entry mine was recorded before, and says something else.',
  ]);
});

test('tenants know nothing of each other', async () => {
  const { desk } = await opened();
  const [said] = await told(desk, [draftFor('exclusions', exclusion)], { tenant: 'other' });
  expect(said).toContain('No port of station CP1 is registered');
});

test('entries about one thing are recorded one after another, also when a clock is put back', async () => {
  const { desk, at, events } = await opened();
  at('2020-01-01T00:00:00Z');
  await told(desk, [
    draftFor('sites', { site_id: 'S1', name: 'N', time_zone: 'UTC', valid_from: '2026-02-01' }),
  ]);
  const [first, ...later] = events().filter(({ subject }) => subject === 'site/S1');
  expect(later[0]?.kind).toBe('SiteChanged');
  expect(later[0]?.recordedAt).toBe(Number(first?.recordedAt) + 1000);
});
