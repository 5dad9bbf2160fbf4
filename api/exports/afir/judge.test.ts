// What the receiver of AFIR's documents refuses, defect by defect, and what it takes.

import { expect, test } from 'vitest';
import { aPort, aSite } from '../../../test/ev-fleet.ts';
import { openRecordingStore } from '../../../test/recording-store.ts';
import type { ExportErrand } from '../define.ts';
import { isRecord } from '../document.ts';
import { noPortListing, noSiteListing, type Rate } from '../listing.ts';
import { emptyRegistry, type Port, type Site } from '../registry.ts';
import { afir } from './afir.ts';
import { statusAt } from './statuses.ts';

const german = aSite({
  site_id: 'DE-1',
  country: 'DEU',
  zone: 'Europe/Berlin',
  opening_hours: [{ weekday: 1, from_min: 480, to_min: 1_440 }],
  listing: {
    ...noSiteListing,
    operator_name: 'Beispiel GmbH',
    country_code: 'DE',
    party_id: 'LBK',
    parking_spaces: 4,
  },
});
const listing = { ...noPortListing, current_type: 'DC' };
const point = aPort({ site_id: 'DE-1', evse_id: 'DE*LBK*E1*1', listing });
const rate: Rate = {
  station_id: 'A',
  port: 1,
  tariff_id: 'T',
  since: 0,
  currency: 'EUR',
  tax_included: false,
  prices: [{ type: 'TIME', price: 6, tax_percent: 19 }],
  varies: false,
};

const errandOf = (site: Site, ports: readonly Port[]): ExportErrand => ({
  store: openRecordingStore(),
  tenant: 't',
  from: 0,
  to: 1,
  zone: 'UTC',
  as_of: 1,
  registry: { ...emptyRegistry, sites: [site], ports, rates: { before: [], now: [rate] } },
});

const file = afir.files.find(({ name }) => name === 'static');

/** The document of a registry, as it is written. */
const documentOf = async (errand: ExportErrand): Promise<string> => {
  const rows: unknown[] = [];
  for await (const some of file?.rows(errand, () => undefined) ?? []) rows.push(...some);
  const objects = rows.map((row) => String(Array.isArray(row) ? row[1] : row));
  return `${file?.document?.head(errand)}${objects.join(',')}${file?.document?.tail(errand)}`;
};

const said = (text: string): readonly string[] => {
  const read = file?.document?.read(JSON.parse(text));
  const judge = file?.judge?.({ from: 0, to: 1, registry: emptyRegistry });
  const rows = read?.objects.flatMap((one) => judge?.row(['', JSON.stringify(one)]) ?? []) ?? [];
  return [...(read?.findings ?? []), ...rows].map(({ column, sentence }) => {
    return `${column.split('.').at(-1)}: ${sentence}`;
  });
};

test('a point with its site, its hours, its places to park and its price is taken', async () => {
  const text = await documentOf(errandOf(german, [point]));
  expect(said(text)).toEqual([]);
  const document: unknown = JSON.parse(text);
  expect(isRecord(document)).toBe(true);
  expect(text).toContain('"priceType":{"value":"pricePerMinute"},"value":0.1');
  expect(text).toContain('"endTimeOfPeriod":"23:59:59Z"');
});

const enumeration = 'must be equal to one of the allowed values';

test.each([
  ['a word that is none', /"dc"/, '"DC"', `value: ${enumeration}`],
  ['a connector that is none', /"iec62196T1COMBO"/, '"CCS1"', `value: ${enumeration}`],
  [
    'a version without its G',
    /"versionG":"\w+","externalI/,
    '"version":"1","externalI',
    'versionG',
  ],
  ['a member that the profile does not know', /"deliveryUnit"/, '"unit":1,"deliveryUnit"', 'unit'],
  ['an EVSE id that is none', /"DE\*LBK\*E1\*1","typeOf/, '"EVSE 1","typeOf', 'must match'],
  ['a latitude beyond the pole', /"latitude":[\d.]+/, '"latitude":91', 'must be >= -90'],
  ['a power of nothing', /"maxPowerAtSocket":\d+/, '"maxPowerAtSocket":0', 'must be >= 1'],
  ['no postcode', /"postcode":"[^"]+"/, '"postcode":""', 'must match'],
  ['a price below nothing', /"value":0\.1/, '"value":-1', 'must be >= 0'],
  ['another profile', /"01-00-00"/, '"00-00-01"', enumeration],
  ['an instant without a zone', /("publicationTime":"[^"]+)Z"/, '$1"', 'must match'],
])('%s is refused', async (_, from, to, sentence) => {
  const text = await documentOf(errandOf(german, [point]));
  const broken = text.replace(from, to);
  expect(broken).not.toBe(text);
  expect(said(broken).join('\n')).toContain(sentence);
});

test('a site without coordinates is refused, and one of which no party is known', async () => {
  const nowhere = await documentOf(errandOf({ ...german, latitude: '' }, [point]));
  expect(said(nowhere)).toContain('latitude: must be number');
  const nobody = { ...german, listing: { ...german.listing, party_id: '' } };
  const found = said(await documentOf(errandOf(nobody, [point])));
  expect(found.join('\n')).toContain('identifier: must match pattern');
});

test('points of other countries, and those that are not public, are not published', () => {
  const judging = errandOf(german, [{ ...point, public: false }]);
  expect(afir.refuse(judging)).toMatch(/no public port in the EU/);
  expect(afir.refuse(errandOf({ ...german, country: 'GBR' }, [point]))).toMatch(/no public port/);
  expect(afir.refuse(errandOf(german, [point]))).toBeNull();
});

test('a point is planned before it opens, removed once it is gone, and else what it was', () => {
  const interval = { started_at: 20, ended_at: 30, cause: '' };
  const history = {
    intervals: [
      { ...interval, state: 'faulted' },
      { ...interval, started_at: 30, ended_at: null, state: 'charging' },
    ],
    exclusions: [],
    since: 10,
    until: 40,
    openingHours: null,
    zone: 'UTC',
    known_until: 40,
  };
  const at = [5, 15, 20, 29, 30, 40].map((instant) => statusAt(history, instant).status);
  expect(at).toEqual(['planned', 'unknown', 'outOfOrder', 'outOfOrder', 'charging', 'removed']);
});
