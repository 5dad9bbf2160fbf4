// One visit of a back office to a station: which exchanges it is, and what they leave behind.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prng } from '../lib/prng.ts';
import { minute_ms } from '../lib/time.ts';
import { attend, withVersion, type Visited } from './attendance.ts';

const at = Date.UTC(2026, 2, 2, 2, 0);

const old: Visited = {
  protocol: 'ocpp1.6',
  boot: { chargePointVendor: 'V', chargePointModel: 'M', firmwareVersion: '1.18.3' },
  statuses: [{ connectorId: 1, status: 'Available', errorCode: 'NoError' }],
  at,
};
const recent: Visited = {
  protocol: 'ocpp2.0.1',
  boot: {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'V', model: 'M', firmwareVersion: '24.10' },
  },
  statuses: [{ evseId: 1, connectorId: 1, connectorStatus: 'Available' }],
  at,
};

const visits = fc.record({
  visited: fc.constantFrom(old, recent, { ...old, boot: null }, { ...recent, statuses: [] }),
  isNight: fc.boolean(),
  seed: fc.string(),
});
type Drawn = typeof visits extends fc.Arbitrary<infer T> ? T : never;

const visit = ({ visited, isNight, seed }: Drawn) => attend(visited, isNight, prng(seed));

/** Exchanges of the first visit with a seed of its own that has what is looked for. */
const findVisit = (visited: Visited, has: (actions: readonly string[]) => boolean) => {
  for (let seed = 0; seed < 500; seed += 1) {
    const found = visit({ visited, isNight: true, seed: String(seed) });
    if (has(found.exchanges.map(({ action, payload }) => `${action} ${String(payload['status'])}`)))
      return found;
  }
  return expect.fail('no seed of five hundred has such a visit');
};

test('equal randomness gives equal visits', () => {
  fc.assert(
    fc.property(visits, (drawn) => {
      expect(visit(drawn)).toEqual(visit(drawn));
    }),
  );
});

test('the office begins every visit with one order, and all else is said by the station after it', () => {
  fc.assert(
    fc.property(visits, (drawn) => {
      const { exchanges } = visit(drawn);
      if (exchanges.length === 0) return;
      expect(exchanges.map(({ by }) => by === 'office')).toEqual(
        exchanges.map((_, index) => index === 0),
      );
      const starts = exchanges.map(({ after_ms }) => after_ms);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      expect(starts[0]).toBe(0);
      for (const { answer_ms } of exchanges) expect(answer_ms).toBeGreaterThan(0);
    }),
  );
});

test('a station is given new firmware at night alone', () => {
  fc.assert(
    fc.property(visits, (drawn) => {
      const { exchanges, version } = visit({ ...drawn, isNight: false });
      expect(version).toBeNull();
      expect(exchanges.map(({ action }) => action)).not.toContain('UpdateFirmware');
    }),
  );
});

test('of a station that never booted nobody knows the firmware, and none is sent', () => {
  fc.assert(
    fc.property(visits, (drawn) => {
      const { exchanges } = visit({ ...drawn, visited: { ...drawn.visited, boot: null } });
      const actions = exchanges.map(({ action }) => action);
      expect(actions).not.toContain('UpdateFirmware');
      expect(actions).not.toContain('BootNotification');
    }),
  );
});

test.each([
  ['1.6', old, '1.18.4', '1.18.3'],
  ['2.0.1', recent, '24.11', '24.10'],
] as const)(
  'an update of a %s station goes from the order to a boot with the next version',
  (_, visited, next, before) => {
    const { exchanges, version } = findVisit(visited, (said) =>
      said.includes('FirmwareStatusNotification Installed'),
    );
    expect(version).toBe(next);
    expect(exchanges.map(({ action, payload }) => payload['status'] ?? action)).toEqual([
      'UpdateFirmware',
      'Downloading',
      'Downloaded',
      'Installing',
      'Installed',
      'BootNotification',
      ...(visited === old ? ['Available'] : ['StatusNotification']),
    ]);
    const boot = exchanges.find(({ action }) => action === 'BootNotification');
    expect(boot?.payload).toEqual(withVersion(visited.boot ?? {}, next));
    expect(JSON.stringify(visited.boot)).toContain(before);
    expect(exchanges.at(-1)?.after_ms).toBeLessThan(60 * minute_ms);
  },
);

test.each([
  ['1.6', old],
  ['2.0.1', recent],
] as const)('an update of a %s station that fails leaves what was there', (_, visited) => {
  const { exchanges, version } = findVisit(visited, (said) =>
    said.some((one) => one.endsWith('Failed')),
  );
  expect(version).toBeNull();
  expect(exchanges.map(({ action }) => action)).not.toContain('BootNotification');
  expect(String(exchanges.at(-1)?.payload['status'])).toMatch(/^(?:Download|Installation)Failed$/);
});

test('a station that is reset boots again and says of every connector how it is', () => {
  const { exchanges } = findVisit(old, (said) => said.some((one) => one.startsWith('Reset')));
  const [order, boot, status] = exchanges;
  expect([order?.action, boot?.action, status?.action]).toEqual([
    'Reset',
    'BootNotification',
    'StatusNotification',
  ]);
  expect(boot?.payload).toEqual(old.boot);
  expect(status?.payload).toEqual({
    ...old.statuses[0],
    timestamp: new Date(at + (status?.after_ms ?? 0)).toISOString(),
  });
});
