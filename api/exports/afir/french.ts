// AFIR in France: what each public point does now, as the CSV of the schema IRVE dynamique.

import { readInstant } from '../../../lib/time.ts';
import type { PortHistory } from '../../rulebooks/evaluate.ts';
import type {
  Column,
  ExportDefinition,
  ExportErrand,
  Judge,
  Noting,
  RowFinding,
} from '../define.ts';
import { historiesOf } from '../histories.ts';
import { inOrder } from '../own-columns.ts';
import { portGroups } from '../port-groups.ts';
import type { Registry, SitedPort } from '../registry.ts';
import { publishedPorts } from './published.ts';
import { knownTo, statusAt } from './statuses.ts';

/**
 * What the schema says of a column. Source: etalab/schema-irve, dynamique/schema-dynamique.json of
 * v2.3.0, the same in the release v2.3.1; nothing but the empty text is a missing value there.
 */
interface Constraint {
  readonly name: string;
  readonly about: string;
  readonly required: boolean;
  readonly pattern?: RegExp;
  readonly words?: readonly string[];
  readonly datetime?: true;
}

const plugWords = ['fonctionnel', 'hors_service', 'inconnu'];
const plug = (name: string, about: string): Constraint => ({
  name,
  about,
  required: false,
  words: plugWords,
});

const constraints: readonly Constraint[] = [
  {
    name: 'id_pdc_itinerance',
    about: 'Point, as in the static file: the EVSE id without its separators.',
    required: true,
    pattern: /^[A-Z]{2}[A-Z0-9]{4,33}$/,
  },
  {
    name: 'etat_pdc',
    about: 'Whether the point is in service.',
    required: true,
    words: ['en_service', 'hors_service', 'inconnu'],
  },
  {
    name: 'occupation_pdc',
    about: 'Whether it is free.',
    required: true,
    words: ['libre', 'occupe', 'reserve', 'inconnu'],
  },
  {
    name: 'horodatage',
    about: 'Since when it is so; where nothing was heard of it, until when that is known.',
    required: true,
    datetime: true,
  },
  plug('etat_prise_type_2', 'Type 2; empty where the point has none.'),
  plug('etat_prise_type_combo_ccs', 'Combo CCS; empty where the point has none.'),
  plug('etat_prise_type_chademo', 'CHAdeMO; empty where the point has none.'),
  plug('etat_prise_type_ef', 'Domestic socket E/F; empty where the point has none.'),
];

const ruleOf = ({ required, pattern, words, datetime }: Constraint): string =>
  [
    ...(required ? ['required'] : []),
    ...(pattern === undefined ? [] : [pattern.source]),
    ...(words === undefined ? [] : [words.join(', ')]),
    ...(datetime === undefined ? [] : ['ISO 8601 with an offset']),
  ].join('; ');

const columns: readonly Column[] = constraints.map((one) => {
  const { name, about, required } = one;
  return { name, kind: 'text', about, required, rule: ruleOf(one) };
});

/** ISO 8601 with seconds, as the library under Validata reads `datetime`; the offset may be absent. */
const dateTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/;

/** The receiver reads such an instant; that of a clock in France would be two hours off in summer. */
const noOffset = 'the instant has no offset, so that nobody can tell when it is';

const refusalOfInstant = (value: string): string | null => {
  const read = dateTime.test(value) ? readInstant(value) : null;
  if (read === null) return 'type is "datetime/default"';
  return read.zoned ? null : noOffset;
};

/**
 * What is said of a cell by Validata, with which the access point validates; null: nothing. On one
 * line: Validata writes words one below another, and an example. It has no words of its own for an
 * instant that is none: these are of frictionless, the library under it; the offset is our rule.
 * Source: validata_core, French messages, as version 0.12 of its API answers; frictionless 5.
 */
const refusalOf = (of: Constraint, value: string | null): string | null => {
  const { required, pattern, words, datetime } = of;
  if (value === null) return required ? 'La valeur est obligatoire et doit être renseignée' : null;
  if (pattern !== undefined && !pattern.test(value))
    return (
      `${value} ne respecte pas le motif imposé : la valeur doit respecter l'expression ` +
      `régulière \`${pattern.source}\``
    );
  if (words !== undefined && !words.includes(value))
    return `Les valeurs autorisées sont : ${words.join(', ')}`;
  return datetime === undefined ? null : refusalOfInstant(value);
};

/** Points of a file that are held to find one that stands twice. */
const points_max = 500_000;

/** Judges cells by the schema, and that each point is told once. */
const judgeOf = (): Judge => {
  const seen = new Set<string>();
  return {
    row: (cells) => {
      const findings: RowFinding[] = constraints.flatMap((of, i) => {
        const value = cells[i] ?? null;
        const sentence = refusalOf(of, value);
        return sentence === null ? [] : [{ column: of.name, value: value ?? '', sentence }];
      });
      const [id] = cells;
      if (typeof id === 'string' && seen.has(id)) {
        const sentence = 'the point is told twice in the file';
        findings.push({ column: 'id_pdc_itinerance', value: id, sentence });
      }
      if (typeof id === 'string' && seen.size < points_max) seen.add(id);
      return findings;
    },
    end: () => [],
  };
};

interface Words {
  readonly etat_pdc: string;
  readonly occupation_pdc: string;
  readonly plug: string;
}

const serving = (occupation_pdc: string): Words => ({
  etat_pdc: 'en_service',
  occupation_pdc,
  plug: 'fonctionnel',
});
const unknown: Words = { etat_pdc: 'inconnu', occupation_pdc: 'inconnu', plug: 'inconnu' };
const broken: Words = { etat_pdc: 'hors_service', occupation_pdc: 'inconnu', plug: 'hors_service' };

/** States of a point, in the words of DATEX II, in those of the schema. */
const wordsOf: Readonly<Record<string, Words>> = {
  available: serving('libre'),
  charging: serving('occupe'),
  reserved: serving('reserve'),
  inoperative: broken,
  outOfOrder: broken,
  unknown,
};

/** Columns of plugs by the connectors of the registry, as OCPI names them. */
const plugs: readonly (readonly [column: string, connectors: RegExp])[] = [
  ['etat_prise_type_2', /^IEC_62196_T2$/],
  ['etat_prise_type_combo_ccs', /^IEC_62196_T[12]_COMBO$/],
  ['etat_prise_type_chademo', /^CHADEMO$/],
  ['etat_prise_type_ef', /^DOMESTIC_[EF]$/],
];

/** The EVSE id without what separates its parts, as the French register writes it. */
const frenchId = ({ port }: SitedPort): string =>
  port.evse_id.replaceAll(/[*\s-]/g, '').toUpperCase();

const second = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** The row of a point; null of one that is not in service yet, or no more. */
export const frenchRow = (sited: SitedPort, history: PortHistory, at: number) => {
  const { status, since } = statusAt(history, at);
  const words = wordsOf[status];
  if (words === undefined) return null;
  const own = plugs.filter(([, pattern]) =>
    sited.port.connectors.some((connector) => pattern.test(connector)),
  );
  return inOrder(columns, {
    id_pdc_itinerance: frenchId(sited),
    etat_pdc: words.etat_pdc,
    occupation_pdc: words.occupation_pdc,
    horodatage: second(since ?? at),
    ...Object.fromEntries(own.map(([column]) => [column, words.plug])),
  });
};

const frenchPorts = (registry: Registry): readonly SitedPort[] =>
  publishedPorts(registry).filter(({ site }) => site.country === 'FRA');

const rows = async function* (errand: ExportErrand, note: Noting) {
  const at = knownTo(errand);
  for (const group of portGroups(frenchPorts(errand.registry))) {
    const told = (await historiesOf(errand, group, { from: at - 1, to: at + 1 })).map((one) =>
      frenchRow(...one, at),
    );
    const there = told.filter((row) => row !== null);
    if (there.length < told.length)
      note(
        'Points that are not in service yet, or no more, are left out.',
        told.length - there.length,
      );
    yield there;
  }
};

/** Ports that are named where they cannot be told. */
const named_max = 5;

const refusalFor = (ports: readonly SitedPort[]): string | null => {
  if (ports.length === 0) {
    return (
      'no public port in France is registered: a site needs the country FRA, and its ports ' +
      'is_public and an evse_id. Register them with `laddbok ledger`'
    );
  }
  const without = ports.filter(({ port }) => port.evse_id === '');
  const names = without.slice(0, named_max).map(({ port }) => `${port.station_id} ${port.port}`);
  return without.length === 0
    ? null
    : `${without.length} public ports in France have no evse_id: ${names.join(', ')}. ` +
        'Give them one with `laddbok ledger`';
};

export const afirFrench: ExportDefinition = {
  name: 'afir-fr',
  about: 'Public points in France as the CSV of the schema IRVE dynamique: what they do now.',
  source:
    'Regulation (EU) 2023/1804 Art. 20; etalab/schema-irve v2.3.0, schema-irve-dynamique, for the ' +
    'access point transport.data.gouv.fr',
  version: '1',
  formats: ['csv'],
  needs: 'compliance',
  files: [
    {
      name: 'irve-dynamique',
      about: 'State and occupation of every point at the end of the range, or as far as is known.',
      columns,
      key: ['id_pdc_itinerance'],
      bytesMax: null,
      rows,
      slices: null,
      judge: judgeOf,
      emptyIsLeftOut: false,
    },
  ],
  rulebooks: [],
  refuse: ({ registry }) => refusalFor(frenchPorts(registry)),
  // In the words of Validata, which only warns of what is too much, or missing and not required.
  sentences: {
    unknown: (column) =>
      `Colonne surnuméraire : Retirez la colonne \`${column}\` non définie dans le schéma.`,
    twice: () => 'Les en-têtes doivent être uniques',
    missing: (column) =>
      constraints.some(({ name, required }) => name === column && required)
        ? `La colonne obligatoire \`${column}\` est manquante`
        : `Colonne manquante : Ajoutez la colonne manquante \`${column}\`.`,
  },
  sidecars: () => [],
};
