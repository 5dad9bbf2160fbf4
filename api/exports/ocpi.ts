// The export `ocpi`: locations, tariffs, sessions and CDRs as partners pull them, a line each.

import { Value } from 'typebox/value';
import type { TSchema } from 'typebox';
import { instantText } from '../../lib/time.ts';
import { readCdrs } from '../ocpi/cdrs.ts';
import { lackingOf, locationOf, type OcpiObject } from '../ocpi/locations.ts';
import type { Page, Paged } from '../ocpi/paging.ts';
import { ever } from '../ocpi/place-ids.ts';
import { readPlaces } from '../ocpi/places.ts';
import { schemas } from '../ocpi/schemas.ts';
import { readSessions } from '../ocpi/sessions.ts';
import { readTariffs } from '../ocpi/tariffs.ts';
import type { RowValues } from '../encode.ts';
import type { ExportDefinition, ExportErrand, ExportFile, Judge, Noting } from './define.ts';

const version = '2.2.1';
/** Sites say whose they are; an export knows no settings. */
const own = { country_code: '', party_id: '', name: '' };
/** Whoever may take the export may see tokens. */
const tell = (uid: string): string => uid;

/** Objects that are read at once; a list is counted anew for each of its pages. */
const page_max = 1_000;

type Objects = (errand: ExportErrand, note: Noting) => AsyncIterable<readonly OcpiObject[]>;

/** Locations and tariffs as they hold at the end of the range. */
const atEnd = ({ to }: ExportErrand): number => to - 1;

const locations: Objects = async function* (errand, note) {
  const { store, tenant } = errand;
  const now = atEnd(errand);
  const tariffs = await readTariffs(store, { tenant, now, version });
  const about = { version, own, tariffIds: new Set(tariffs.map(({ id }) => id)) } as const;
  for (let offset = 0; ; offset += page_max) {
    const page = { ...ever, offset, limit: page_max };
    const { items, total } = await readPlaces(store, { ...page, tenant, now, tellable: null });
    for (const site of items) {
      const location = locationOf(site, about);
      if (location !== null) yield [location];
      else note(`Left out: a site without ${lackingOf(site, own).join(', ')}.`);
    }
    if (offset + page_max >= total) return;
  }
};

const tariffs: Objects = async function* (errand) {
  const { store, tenant } = errand;
  yield await readTariffs(store, { tenant, now: atEnd(errand), version });
};

/** All pages of a list, one at a time. */
const pages = (read: (errand: ExportErrand, page: Page) => Promise<Paged<OcpiObject>>): Objects =>
  async function* (errand) {
    const { from, to } = errand;
    for (let offset = 0; ; offset += page_max) {
      const { items, total } = await read(errand, { from, to, offset, limit: page_max });
      yield items;
      if (offset + page_max >= total) return;
    }
  };

const sessions = pages(({ store, tenant, as_of }, page) =>
  readSessions(store, { ...page, tenant, as_of }, { version, own, tell }),
);

const cdrs = pages(({ store, tenant }, page) =>
  readCdrs(store, { ...page, tenant }, { version, tell }),
);

const judgeOf = (schema: TSchema): Judge => ({
  row: ([text]) =>
    Value.Errors(schema, JSON.parse(text ?? 'null')).map(({ instancePath, message }) => ({
      column: instancePath,
      value: '',
      sentence: `OCPI ${version}: ${instancePath} ${message}.`,
    })),
  end: () => [],
});

const fileOf = (name: string, schema: TSchema, objects: Objects): ExportFile => ({
  name,
  about: `${name} of OCPI ${version}, one object a line.`,
  columns: [{ name: 'object', kind: 'text', about: 'The object.', required: true, rule: '' }],
  key: ['object'],
  bytesMax: null,
  isWholeLine: true,
  rows: async function* (errand, note): AsyncGenerator<readonly RowValues[]> {
    for await (const some of objects(errand, note)) yield some.map((one) => [JSON.stringify(one)]);
  },
  slices: null,
  judge: () => judgeOf(schema),
  emptyIsLeftOut: false,
});

const all = schemas[version];

export const ocpiExport: ExportDefinition = {
  name: 'ocpi',
  about:
    'Locations and tariffs at the end of the range, sessions and CDRs that changed within it, as ' +
    'OCPI partners pull them; one JSON object a line.',
  source: 'OCPI 2.2.1.',
  version: '1',
  formats: ['ndjson'],
  needs: 'billing',
  files: [
    fileOf('locations', all.location, locations),
    fileOf('tariffs', all.tariff, tariffs),
    fileOf('sessions', all.session, sessions),
    fileOf('cdrs', all.cdr, cdrs),
  ],
  rulebooks: [],
  refuse: ({ from, to }) =>
    to - from > 0 ? null : `The range ends before it begins: ${instantText(to)}.`,
  sidecars: () => [],
};
