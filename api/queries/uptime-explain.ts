// The intervals behind the uptime of one port, each with its class and what was taken out of it.

import { Type } from 'typebox';
import { choice, query, rangeParams, textParam } from '../define.ts';
import { field, row } from '../fields.ts';
import { rulebookIds } from '../rulebooks/catalogue.ts';
import { explainColumns, explainQuery, explainRow } from '../rulebooks/explain.ts';
import { monthParam, monthRefused } from '../rulebooks/month-param.ts';

const [first = '', ...more] = rulebookIds;

export const uptimeExplain = query({
  name: 'uptime-explain',
  path: '/v1/uptime/explain',
  answers: 'list',
  needs: 'compliance',
  about:
    'Why the uptime of a port is what it is: the intervals of its timeline in the window without ' +
    'gap, how the rulebook reads each, the exclusions that were used, and the seconds that each ' +
    'adds. They sum to the row of /v1/uptime with the same rulebook and window.',
  params: Type.Object({
    rulebook: choice([first, ...more], 'The rulebook, with its version.'),
    station_id: textParam('Identity of the charging station.'),
    port: Type.Integer({
      minimum: 1,
      maximum: 65_535,
      description: '1.6 connector id or 2.x EVSE id.',
    }),
    ...monthParam,
    ...rangeParams,
  }),
  refuse: ({ params }) => monthRefused(params),
  sql: explainQuery,
  worked: { columns: explainColumns, row: explainRow },
  row: row({
    rulebook: field('text', 'The rulebook with its version.'),
    station_id: field('text', 'The station.'),
    port: field('integer', 'The port.'),
    started_at: field('instant', 'Start of the interval within the window.'),
    ended_at: field('instant', 'End of the interval within the window.'),
    state: field('text', 'State of the timeline; unknown where nothing was heard.'),
    cause: field('text', 'Its cause; not_heard_yet and not_known_yet before and after all rows.'),
    class: field('text', 'How the rulebook reads it: up, down, ineligible, unknown.'),
    why: field('text', 'Why it reads it so.'),
    up_s: field('decimal', 'Seconds that count as up.'),
    down_s: field('decimal', 'Seconds of outage that nothing excludes.'),
    excluded_s: field('decimal', 'Seconds of outage that an exclusion takes out.'),
    budgeted_s: field('decimal', 'Seconds that are taken out as far as the budget of a year goes.'),
    ineligible_s: field('decimal', 'Seconds that are known and not for measuring.'),
    unknown_s: field('decimal', 'Seconds of which nothing is known.'),
    unmeasured_s: field('decimal', 'Seconds in which the port was not there, or closed.'),
    exclusions: field('labels', 'Exclusions of the ledger that take time out of it.'),
    event_id: field('text', 'Event that began the interval; empty where none did.'),
  }),
  key: () => ['started_at'],
  example: { rulebook: 'nevi-2023', station_id: 'A', port: '1', month: '2026-03' },
});
