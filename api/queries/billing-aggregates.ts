// Sums of what was billed, by site, token, tariff, period and currency: from the CDRs alone.

import { Type } from 'typebox';
import { cdrs as table } from '../../processors/ledger/table.ts';
import { asKnown } from '../as-known.ts';
import { instantOf, notAnInstant } from '../ask.ts';
import { query, textsParam } from '../define.ts';
import { field, row } from '../fields.ts';
import { condition, given } from '../sql.ts';

const groups = ['site_id', 'token', 'tariff_id', 'period_id'] as const;
const word = '(site_id|token|tariff_id|period_id)';

const groupsOf = (asked: readonly string[] | undefined): readonly string[] => {
  if (asked === undefined) return ['period_id'];
  const words = new Set(asked.flatMap((text) => text.split(',')));
  return groups.filter((group) => words.has(group));
};

const params = Type.Object({
  groupBy: Type.Optional(
    Type.Array(Type.String({ pattern: `^${word}(,${word})*$` }), {
      maxItems: groups.length,
      description:
        'site_id, token (the pseudonym), tariff_id, period_id; repeated or with commas. ' +
        'Default: period_id.',
    }),
  ),
  known_at: Type.Optional(
    Type.String({
      maxLength: 40,
      description:
        'By the CDRs that had been issued up to this instant, inclusive. Default: by all.',
    }),
  ),
  site_id: Type.Optional(textsParam('Site; may be repeated.')),
  period_id: Type.Optional(textsParam('Period; may be repeated.')),
  tariff_id: Type.Optional(textsParam('Tariff; may be repeated.')),
});

const knownAt = (text: string | undefined): number | null =>
  text === undefined ? null : instantOf(text, 'UTC');

const shown = (by: readonly string[]): readonly string[] =>
  groups.map((group) => (by.includes(group) ? `c.${group} AS ${group}` : `NULL AS ${group}`));

/** Energy and time of a credit are those of the CDR that it takes back. */
const signed = (column: string): string => `sum(if(c.credit, -c.${column}, c.${column}))`;

export const billingAggregates = query({
  name: 'billing-aggregates',
  path: '/v1/billing/aggregates',
  answers: 'list',
  needs: 'billing',
  about:
    'What was billed, added up: from the charge detail records alone, so that it is what was sent. ' +
    'A credit counts with its negative amounts in the period that it is billed in, and takes its ' +
    'energy back. Amounts of different currencies are never added up: each has rows of its own.',
  params,
  refuse: ({ params: { known_at } }) =>
    known_at !== undefined && knownAt(known_at) === null ? notAnInstant('known_at', known_at) : [],
  sql: ({ params: asked, tenant }) => {
    const by = groupsOf(asked.groupBy);
    const known = asKnown(table, { tenant, valid_at: null, known_at: knownAt(asked.known_at) });
    const where = (['site_id', 'period_id', 'tariff_id'] as const).flatMap((name) =>
      given(asked[name], (values) =>
        condition(`c.${name} IN {${name}:Array(String)}`, { [name]: values }),
      ),
    );
    const columns = [
      'c.currency AS currency',
      ...shown(by),
      'countIf(NOT c.credit) AS cdrs',
      'countIf(c.credit) AS credits',
      `${signed('energy_wh')} AS energy_wh`,
      `${signed('duration_s')} AS duration_s`,
      'sum(c.total_excl_vat) AS total_excl_vat',
      'sum(c.total_incl_vat) - sum(c.total_excl_vat) AS vat',
      'sum(c.total_incl_vat) AS total_incl_vat',
    ];
    return {
      sql:
        `SELECT ${columns.join(', ')}\nFROM (${known.sql}) AS c\n` +
        `WHERE ${['1', ...where.map(({ sql }) => sql)].join(' AND ')}\n` +
        `GROUP BY ${['c.currency', ...by.map((name) => `c.${name}`)].join(', ')}`,
      params: Object.assign({}, known.params, ...where.map((one) => one.params)),
    };
  },
  row: row({
    currency: field('text', 'Currency, ISO 4217.'),
    site_id: field('text', 'Site; null where not grouped by it.', { nullable: true }),
    token: field('text', 'Pseudonym of the token; null where not grouped by it.', {
      nullable: true,
    }),
    tariff_id: field('text', 'Tariff; empty where several priced a CDR, null where not grouped.', {
      nullable: true,
    }),
    period_id: field('text', 'Period that is billed in; null where not grouped by it.', {
      nullable: true,
    }),
    cdrs: field('integer', 'CDRs that were issued and are no credits.'),
    credits: field('integer', 'CDRs that credit another.'),
    energy_wh: field('decimal', 'Energy billed less energy credited, watt-hours.'),
    duration_s: field('decimal', 'Time billed less time credited, seconds.'),
    total_excl_vat: field('decimal', 'Net: total cost without taxes.'),
    vat: field('decimal', 'Taxes: gross less net.'),
    total_incl_vat: field('decimal', 'Gross: total cost with taxes.'),
  }),
  key: ({ groupBy }) => ['currency', ...groupsOf(groupBy)],
  example: { groupBy: 'site_id,period_id' },
});
