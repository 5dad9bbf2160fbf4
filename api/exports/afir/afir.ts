// AFIR: static and dynamic data of public points as DATEX II v3 JSON in the German profile.

import { instantText } from '../../../lib/time.ts';
import {
  type Column,
  type DocumentForm,
  type ExportDefinition,
  type ExportErrand,
  type ExportFile,
  type Judge,
  type RowFinding,
} from '../define.ts';
import { isRecord } from '../document.ts';
import { publishedPorts, publisherOf } from './published.ts';
import { judgeShape, type Shape } from './shape.ts';
import { siteShape, siteStatusShape, statusDocument, tableDocument } from './shapes.ts';
import { knownTo, statusRows } from './statuses.ts';
import { tableOf, tableRows } from './table.ts';

const columns: readonly Column[] = [
  { name: 'id', kind: 'text', about: 'Id of the object.', required: true, rule: '' },
  { name: 'object', kind: 'text', about: 'A site with all in it.', required: true, rule: 'JSON' },
];

/** Stands for the objects while the text around them is made. */
const place = '"\u0000"';

const around = (document: unknown): readonly [head: string, tail: string] => {
  const [head = '', tail = ''] = JSON.stringify(document).split(JSON.stringify(place));
  return [`${head}\n`, `\n${tail}\n`];
};

const publication = (errand: ExportErrand) => ({
  lang: 'en',
  publicationTime: instantText(knownTo(errand)),
  publicationCreator: publisherOf(publishedPorts(errand.registry)),
  headerInformation: {
    confidentiality: { value: 'noRestriction' },
    informationStatus: { value: 'real' },
  },
});

const profile = {
  modelBaseVersionG: '3',
  profileNameG: 'AFIR Energy Infrastructure',
  profileVersionG: '01-00-00',
};

const tableAround = (errand: ExportErrand) =>
  around({
    payload: {
      ...profile,
      aegiEnergyInfrastructureTablePublication: {
        ...publication(errand),
        energyInfrastructureTable: [{ ...tableOf(errand), energyInfrastructureSite: [place] }],
      },
    },
  });

const statusAround = (errand: ExportErrand, protocol: string) =>
  around({
    messageContainer: {
      payload: [
        {
          ...profile,
          aegiEnergyInfrastructureStatusPublication: {
            ...publication(errand),
            tableReference: [{ targetClass: 'EnergyInfrastructureTable', ...tableOf(errand) }],
            energyInfrastructureSiteStatus: [place],
          },
        },
      ],
      exchangeInformation: {
        exchangeContext: {
          codedExchangeProtocol: { value: protocol },
          exchangeSpecificationVersion: '3.0',
          supplierOrCisRequester: {},
        },
        dynamicInformation: {
          exchangeStatus: { value: 'online' },
          messageGenerationTimestamp: instantText(knownTo(errand)),
        },
      },
    },
  });

/** All lists of a name in a document, one after the other. */
const listsNamed = (value: unknown, name: string): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap((one) => listsNamed(one, name));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name && Array.isArray(inner) ? (inner as unknown[]) : listsNamed(inner, name),
  );
};

const idIn = (object: unknown): string => {
  if (!isRecord(object)) return '';
  const { idG, reference } = object;
  return String(idG ?? (isRecord(reference) ? reference['idG'] : ''));
};

const twice = 'The id of the site stands twice in the document.';

/** A fresh judge of a document's sites. */
const judgeOf = (shape: Shape): Judge => {
  const seen = new Set<string>();
  return {
    row: ([, text]) => {
      const object: unknown = JSON.parse(text ?? 'null');
      const id = idIn(object);
      const findings: RowFinding[] = [...judgeShape(object, shape)];
      if (seen.has(id)) findings.push({ column: 'idG', value: id, sentence: twice });
      seen.add(id);
      return findings;
    },
    end: () => [],
  };
};

interface Kind {
  readonly name: string;
  readonly about: string;
  readonly list: string;
  readonly outer: Shape;
  readonly site: Shape;
  readonly around: (errand: ExportErrand) => readonly [head: string, tail: string];
  readonly rows: ExportFile['rows'];
}

const formOf = ({ around: text, outer, list }: Kind): DocumentForm => ({
  head: (errand) => text(errand)[0],
  tail: (errand) => text(errand)[1],
  read: (document) => ({
    findings: judgeShape(document, outer),
    objects: listsNamed(document, list),
  }),
});

const fileOf = (kind: Kind): ExportFile => ({
  name: kind.name,
  about: kind.about,
  columns,
  key: ['id'],
  bytesMax: null,
  rows: kind.rows,
  slices: null,
  judge: () => judgeOf(kind.site),
  emptyIsLeftOut: false,
  document: formOf(kind),
});

const statusKind = (name: string, protocol: string, about: string): Kind => ({
  name,
  about,
  list: 'energyInfrastructureSiteStatus',
  outer: statusDocument(protocol),
  site: siteStatusShape,
  around: (errand) => statusAround(errand, protocol),
  rows: statusRows(protocol === 'snapshotPush'),
});

export const afir: ExportDefinition = {
  name: 'afir',
  about: 'Public points in the EU as DATEX II v3 JSON: what they are, and what they do now.',
  source:
    'Regulation (EU) 2023/1804 Art. 20, Implementing Regulation (EU) 2025/655; profile AFIR Energy ' +
    'Infrastructure 01-00-00 of the German access point, MobilithekDE, April 2026',
  version: '1',
  formats: ['json'],
  needs: 'compliance',
  files: [
    fileOf({
      name: 'static',
      about: 'Sites, stations, points, connectors and ad hoc prices.',
      list: 'energyInfrastructureSite',
      outer: tableDocument,
      site: siteShape,
      around: tableAround,
      rows: tableRows,
    }),
    fileOf(statusKind('snapshot', 'snapshotPush', 'Status and price of every point at the end.')),
    fileOf(
      statusKind('delta', 'deltaPush', 'Points that are not as they were when the range began.'),
    ),
  ],
  rulebooks: [],
  refuse: ({ registry }) =>
    publishedPorts(registry).length > 0
      ? null
      : 'no public port in the EU is registered: a site needs a country, as DEU, and its ports ' +
        'is_public. Register them with `laddbok ledger`',
  sidecars: () => [],
};
