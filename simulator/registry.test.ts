// The registry of a virtual fleet is one that the ledger takes without a word.

import { expect, test } from 'vitest';
import { draftFor, openLedgerRig, told } from '../test/ledger-rig.ts';
import { fleet } from './fleet.ts';
import { exclusionOf, registryOf } from './registry.ts';

const stations = fleet({ seed: 'demo', stations: 40 });
const outage = { station_id: 'LB-0001', port: 1, cause: 'fault' as const };
const outages = [
  { ...outage, started_at: Date.UTC(2026, 1, 1), ended_at: Date.UTC(2026, 1, 2) },
  { ...outage, started_at: Date.UTC(2026, 1, 3), ended_at: null },
  { ...outage, started_at: Date.UTC(2026, 1, 5), ended_at: Date.UTC(2026, 1, 9) },
];

test('sites, ports, tariffs, their assignment and an exclusion go in, once', async () => {
  const { desk, events } = openLedgerRig();
  const registry = Object.entries(registryOf(stations)).flatMap(([table, entries]) =>
    entries.map((entry) => draftFor(table, entry)),
  );
  const drafts = [...registry, ...exclusionOf(outages).map((one) => draftFor('exclusions', one))];
  expect(new Set(await told(desk, drafts))).toEqual(new Set(['recorded']));
  expect(new Set(await told(desk, drafts))).toEqual(new Set(['known']));
  const ports = stations.reduce((sum, { ports: own }) => sum + own.length, 0);
  expect(events()).toHaveLength(ports + 4 + 4 + 4 + 1);
});

test('the longest fault that ended is excluded, to the second', () => {
  expect(exclusionOf(outages)).toMatchObject([
    { valid_from: '2026-02-05T00:00:00.000Z', valid_to: '2026-02-09T00:00:00.000Z' },
  ]);
  expect(exclusionOf([])).toEqual([]);
});
