// Entries of the ledger become rows that say exactly what was decided.

import { expect, test } from 'vitest';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import { saidOf } from '../../api/ledger/read.ts';
import { entryRow } from './entry.ts';
import { cdrs, idColumns, ledgerTables } from './table.ts';

const entry = (kind: string, body: unknown): LedgerEvent => ({
  eventId: 'entry-1',
  tenant: 'main',
  kind,
  subject: 'site/S1',
  validFrom: Date.UTC(2026, 0, 1) * 1000,
  validTo: null,
  recordedAt: Date.UTC(2026, 1, 1) * 1000,
  recordedBy: 'ann',
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

test('a site that is registered is a row with what was said, and empty where nothing was', () => {
  const row = entryRow(
    entry('SiteRegistered', { site_id: 'S1', name: 'North', operational_at: '2025-12-01T00:00Z' }),
  )?.row;
  expect(row).toMatchObject({
    tenant: 'main',
    site_id: 'S1',
    entry_id: 'entry-1',
    valid_from: Date.UTC(2026, 0, 1),
    valid_to: null,
    recorded_at: Date.UTC(2026, 1, 1),
    recorded_by: 'ann',
    withdrawn: false,
    name: 'North',
    operational_at: Date.UTC(2025, 11, 1),
    parking_spaces: null,
    funding: [],
    is_public: false,
  });
});

test('a site that is retired is a row that withdraws it', () => {
  expect(entryRow(entry('SiteRetired', { site_id: 'S1' }))?.row['withdrawn']).toBe(true);
});

test('campaigns and erasures, which share the topic, make no row', () => {
  expect(entryRow(entry('CampaignPlanned', {}))).toBeNull();
  expect(entryRow(entry('SubjectErased', {}))).toBeNull();
});

test.each([
  ['a text where a number belongs', { station_id: 'A', port: '1' }],
  ['a port beyond any number of a port', { station_id: 'A', port: 65_536 }],
  ['an instant that is none', { station_id: 'A', port: 1, commissioned_at: 'soon' }],
  ['a body that is no object', '[1]'],
])('%s cannot be kept as a row, and is set aside', (_, body) => {
  expect(() => entryRow(entry('PortRegistered', body))).toThrow(/entry-1/);
});

test('an entry cannot say under its own columns who recorded it, or when', () => {
  const told = { site_id: 'S1', recorded_by: 'eve', tenant: 'other', withdrawn: true };
  expect(entryRow(entry('SiteRegistered', told))?.row).toMatchObject({
    tenant: 'main',
    recorded_by: 'ann',
    withdrawn: false,
  });
});

test('what a row says can be said again in an entry', () => {
  const body = { cdr_id: 'C1', credit: true, energy_wh: '1234.500', station_id: 'A', port: 2 };
  const row = entryRow(entry('CdrIssued', body))?.row ?? {};
  expect(row['energy_wh']).toBe(1_234_500);
  const again = Object.entries(cdrs.columns).map(([name, column]) => [
    name,
    saidOf(column, row[name] ?? null),
  ]);
  expect(entryRow(entry('CdrIssued', Object.fromEntries(again)))?.row).toEqual(row);
});

test('every table of the ledger is told apart by what it is about, then by the entry', () => {
  expect(ledgerTables.map((table) => [table.name, ...idColumns(table)])).toEqual([
    ['sites', 'site_id'],
    ['ports', 'station_id', 'port'],
    ['exclusions', 'exclusion_id'],
    ['tariffs', 'tariff_id'],
    ['tariff_assignments', 'assignment_id'],
    ['periods', 'period_id'],
    ['cdrs', 'cdr_id'],
  ]);
});
