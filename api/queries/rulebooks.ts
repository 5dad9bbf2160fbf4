// The rulebooks that figures are made by: versions, dates of force, formulas, classes.

import { Type } from 'typebox';
import { choice, query } from '../define.ts';
import { field, row } from '../fields.ts';
import { listedIds, listedRow } from '../rulebooks/listing.ts';

const [first = '', ...more] = new Set(listedIds.map((id) => String(listedRow(id)['name'])));

export const rulebooks = query({
  name: 'rulebooks',
  path: '/v1/rulebooks',
  answers: 'list',
  needs: 'compliance',
  about:
    'Rulebooks by which uptime and indicators are made: each version with the dates of its force, ' +
    'its formula, how it reads the states of the timeline, what it excludes, and what it asks that ' +
    'the messages of stations cannot tell.',
  params: Type.Object({
    name: Type.Optional(choice([first, ...more], 'The regime; all its versions and readings.')),
  }),
  sql: ({ params: { name } }) => ({
    sql: 'SELECT arrayJoin({ids:Array(String)}) AS rulebook',
    params: {
      ids: listedIds.filter((id) => name === undefined || listedRow(id)['name'] === name),
    },
  }),
  worked: { columns: ['rulebook'], row: (given) => listedRow(given['rulebook']) },
  row: row({
    rulebook: field('text', 'Name and version in one word, as figures cite it.'),
    name: field('text', 'The regime.'),
    version: field('text', 'The version, and the reading where a text has two.'),
    title: field('text', 'What it is called.'),
    effective_from: field('text', 'First day of its force.'),
    effective_to: field('text', 'The day after its last; null while it is in force.', {
      nullable: true,
    }),
    source: field('text', 'Where it is written.'),
    formula: field('text', 'The formula.'),
    window: field('text', 'What it judges: trailing_year, calendar_year, month, or any window.'),
    zone: field('text', 'Time zone of its months and years.'),
    threshold: field('text', 'The bar that it sets.'),
    closed_hours: field('text', 'What time outside of opening hours is to it.'),
    classes: field('labels', 'How it reads each state of the timeline, and why.'),
    excludes: field('labels', 'Reasons for which it leaves outages out, and how far.'),
    untold: field('labels', 'What it asks and the messages of stations cannot tell.'),
  }),
  key: () => ['rulebook'],
  example: {},
});
