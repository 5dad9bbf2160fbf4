// The French dynamic file, row by row and defect by defect.

import { expect, test } from 'vitest';
import { aPort, aSite } from '../../../test/ev-fleet.ts';
import type { PortHistory } from '../../rulebooks/evaluate.ts';
import { emptyRegistry } from '../registry.ts';
import { afirFrench, frenchRow } from './french.ts';

const at = Date.parse('2026-03-11T12:00:00Z');
const since = Date.parse('2026-03-11T09:30:15.250Z');
const site = aSite({ site_id: 'FR-1', country: 'FRA', zone: 'Europe/Paris' });
const port = aPort({
  site_id: 'FR-1',
  evse_id: 'FR*A68*E680210015',
  connectors: ['IEC_62196_T2', 'IEC_62196_T2_COMBO', 'DOMESTIC_E'],
});

const history = (state: string): PortHistory => ({
  intervals: [{ started_at: since, ended_at: null, state, cause: 'status' }],
  exclusions: [],
  since: null,
  until: null,
  openingHours: null,
  zone: 'Europe/Paris',
  known_until: at,
});

const rowOf = (told: PortHistory) => frenchRow({ site, port }, told, at)?.slice(1);
const noted = '2026-03-11T09:30:15Z';
const well = ['fonctionnel', 'fonctionnel', null, 'fonctionnel'];
const ill = ['hors_service', 'hors_service', null, 'hors_service'];
const dark = ['inconnu', 'inconnu', null, 'inconnu'];

test.each([
  ['available', ['en_service', 'libre', noted, ...well]],
  ['occupied', ['en_service', 'occupe', noted, ...well]],
  ['charging', ['en_service', 'occupe', noted, ...well]],
  ['reserved', ['en_service', 'reserve', noted, ...well]],
  ['unavailable', ['hors_service', 'inconnu', noted, ...ill]],
  ['faulted', ['hors_service', 'inconnu', noted, ...ill]],
  ['offline', ['inconnu', 'inconnu', noted, ...dark]],
])('a port that is %s is told as the French schema says it', (state, expected) => {
  expect(rowOf(history(state))).toEqual(expected);
});

test('a port that was never heard of is unknown as of now', () => {
  const silent = { ...history('available'), intervals: [] };
  expect(rowOf(silent)).toEqual(['inconnu', 'inconnu', '2026-03-11T12:00:00Z', ...dark]);
});

test('a port that does not stand yet, or no more, is not told', () => {
  expect(frenchRow({ site, port }, { ...history('available'), since: at + 1 }, at)).toBeNull();
  expect(frenchRow({ site, port }, { ...history('available'), until: at }, at)).toBeNull();
});

const judged = (cells: readonly (string | null)[]) => {
  const judge = afirFrench.files[0]?.judge?.({ from: 0, to: at, registry: emptyRegistry });
  return (judge?.row(cells) ?? []).map(({ column, sentence }) => `${column}: ${sentence}`);
};

const example = [
  'FRA68P68021001',
  'en_service',
  'libre',
  '2022-10-18T12:35:49+0000',
  'fonctionnel',
  'fonctionnel',
  null,
  'fonctionnel',
];

test('the published example is taken, and every way to write an instant that the receiver reads', () => {
  expect(judged(example)).toEqual([]);
  expect(judged(example.with(0, 'ESZUNE1111ER7'))).toEqual([]);
  for (const instant of ['2023-01-30T10:27:50+01:00', '2023-01-30T10:27:50.25Z'])
    expect(judged(example.with(3, instant))).toEqual([]);
});

test.each([
  ['no id', 0, null, 'id_pdc_itinerance: La valeur est obligatoire et doit être renseignée'],
  [
    'an id with separators',
    0,
    'FR*A68*E1',
    'id_pdc_itinerance: FR*A68*E1 ne respecte pas le motif imposé : la valeur doit respecter ' +
      "l'expression régulière `^[A-Z]{2}[A-Z0-9]{4,33}$`",
  ],
  [
    'a state that is none',
    1,
    'en panne',
    'etat_pdc: Les valeurs autorisées sont : en_service, hors_service, inconnu',
  ],
  [
    'an occupation that is none',
    2,
    'occupé',
    'occupation_pdc: Les valeurs autorisées sont : libre, occupe, reserve, inconnu',
  ],
  ['no instant', 3, null, 'horodatage: La valeur est obligatoire et doit être renseignée'],
  [
    'an instant without an offset',
    3,
    '2026-03-11T12:00:00',
    'horodatage: the instant has no offset, so that nobody can tell when it is',
  ],
  ['a day that is none', 3, '2026-02-30T12:00:00Z', 'horodatage: type is "datetime/default"'],
  [
    'a plug with a word that is none',
    7,
    'ok',
    'etat_prise_type_ef: Les valeurs autorisées sont : fonctionnel, hors_service, inconnu',
  ],
])('%s is refused in the words of the validator', (_, place, value, sentence) => {
  expect(judged(example.with(place, value))).toEqual([sentence]);
});

test('a fleet without a public port in France is told what is missing', () => {
  const registry = { ...emptyRegistry, sites: [site], ports: [{ ...port, public: false }] };
  expect(afirFrench.refuse({ from: 0, to: at, registry })).toMatch(/country FRA/);
  const open = { ...registry, ports: [port] };
  expect(afirFrench.refuse({ from: 0, to: at, registry: open })).toBeNull();
  const nameless = { ...registry, ports: [{ ...port, evse_id: '' }] };
  expect(afirFrench.refuse({ from: 0, to: at, registry: nameless })).toMatch(
    /have no evse_id: A 1/,
  );
});
