// Two rulebooks beside each other: what differs, and what that changes in the figures.

import { Type } from 'typebox';
import { choice, query, rangeParams, stationParams } from '../define.ts';
import { field, row } from '../fields.ts';
import { rulebookIds } from '../rulebooks/catalogue.ts';
import {
  differenceAhead,
  differenceColumns,
  differenceQuery,
  differenceRow,
} from '../rulebooks/difference.ts';

const [first = '', ...more] = rulebookIds;

export const rulebooksDifference = query({
  name: 'rulebooks-difference',
  path: '/v1/rulebooks/difference',
  answers: 'list',
  needs: 'compliance',
  about:
    'What differs between two rulebooks, as two versions or readings of one: each state that ' +
    'changes its class with the time that it concerns in the range, each setting that ' +
    'changes, and ' +
    'the figure of all ports under both.',
  params: Type.Object({
    before: choice([first, ...more], 'The rulebook to compare with.'),
    after: choice([first, ...more], 'The rulebook that is compared.'),
    ...rangeParams,
    ...stationParams,
  }),
  ahead: differenceAhead,
  sql: differenceQuery,
  worked: { columns: differenceColumns, row: differenceRow },
  row: row({
    rulebook_before: field('text', 'The rulebook to compare with.'),
    rulebook_after: field('text', 'The rulebook that is compared.'),
    subject: field('text', 'A state, a state with its cause, or a part of the rulebook.'),
    kind: field('text', 'class, setting, or figure: the value of all ports pooled.'),
    before: field('text', 'Class, setting or percent under the one.'),
    after: field('text', 'Class, setting or percent under the other.'),
    time_s: field('decimal', 'Seconds of all ports that change class; null for other kinds.', {
      nullable: true,
    }),
  }),
  key: () => ['subject'],
  example: { before: 'uk-2024-literal', after: 'uk-2024-eligible' },
});
