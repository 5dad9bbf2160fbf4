// Uptime under the rulebooks, side by side: value, bounds, verdict, and the time behind them.

import { Type } from 'typebox';
import { choice, query, rangeParams, stationParams } from '../define.ts';
import { field, row } from '../fields.ts';
import { rulebooks } from '../rulebooks/catalogue.ts';
import { momentParams, momentRefused } from '../rulebooks/moment-params.ts';
import { keyOfGroup, uptimeAhead, uptimeQuery, uptimeRow } from '../rulebooks/uptime.ts';

const words: readonly [string, ...string[]] = [
  'all',
  ...new Set(rulebooks.map(({ name }) => name)),
  ...rulebooks.map(({ id }) => id),
];

const params = Type.Object({
  ...rangeParams,
  ...momentParams,
  rulebook: Type.Optional(
    choice(words, 'A rulebook, a regime with all its readings, or all. Default: all.'),
  ),
  groupBy: Type.Optional(
    choice(
      ['port', 'station', 'site', 'network'],
      'Whose uptime. Default: port, which tells its station.',
    ),
  ),
  ...stationParams,
});

export const uptime = query({
  name: 'uptime',
  path: '/v1/uptime',
  answers: 'list',
  needs: 'compliance',
  about:
    'Uptime under each rulebook: the percentage by its formula, and what it would be if all ' +
    'unknown time had been down or up. A threshold is met or missed only where unknown time ' +
    'cannot change it; where nothing is known there is no value. docs/rulebooks.md has formulas.',
  params,
  refuse: ({ params: asked }) => momentRefused(asked),
  ahead: uptimeAhead,
  sql: uptimeQuery,
  worked: { columns: ['rulebook', 'site_id', 'station_id', 'port', 'sums'], row: uptimeRow },
  row: row({
    rulebook: field('text', 'Rulebook with its version, as /v1/rulebooks lists it.'),
    window_from: field('instant', 'Start of the window.'),
    window_to: field('instant', 'End of the window.'),
    own_window: field('flag', 'Whether it is a window that the rulebook judges.'),
    site_id: field('text', 'The site; null where not grouped by it, empty where not registered.', {
      nullable: true,
    }),
    station_id: field('text', 'The station; null where not grouped by it.', { nullable: true }),
    port: field('integer', 'The port; null where not grouped by it.', { nullable: true }),
    ports: field('integer', 'Ports that went into it.'),
    value_percent: field(
      'decimal',
      'Uptime, rounded down; unknown time left out. Null: nothing is known.',
      { nullable: true },
    ),
    lowest_percent: field('decimal', 'Uptime if all unknown time had been down.', {
      nullable: true,
    }),
    highest_percent: field('decimal', 'Uptime if all unknown time had been up.', {
      nullable: true,
    }),
    unknown_percent: field('decimal', 'Share of the time to be measured that is not known.'),
    threshold_percent: field('decimal', 'The bar of the rule; null where it sets none.', {
      nullable: true,
    }),
    verdict: field(
      'text',
      'met, missed, insufficient_data, or not_judged: no bar, or not of this window or group.',
    ),
    mean_percent: field('decimal', 'Mean of the values of the ports; null for a port.', {
      nullable: true,
    }),
    ports_met: field('integer', 'Ports that met the rule; null where it does not judge them.', {
      nullable: true,
    }),
    ports_missed: field('integer', 'Ports that missed it; null as there.', { nullable: true }),
    ports_insufficient: field('integer', 'Ports with too little known; null as there.', {
      nullable: true,
    }),
    up_s: field('decimal', 'Seconds that count as up.'),
    down_s: field('decimal', 'Seconds of outage that nothing excludes.'),
    excluded_s: field('decimal', 'Seconds of outage that an exclusion takes out.'),
    ineligible_s: field('decimal', 'Seconds that are known and not for measuring.'),
    unknown_s: field('decimal', 'Seconds of which nothing is known.'),
    unmeasured_s: field('decimal', 'Seconds before or after the port was there, or closed.'),
  }),
  key: keyOfGroup,
  example: { rulebook: 'nevi', month: '2026-02' },
});
