// The ChargeX indicators: how charging starts, ends and succeeds, and how long a start takes.

import { Type } from 'typebox';
import { choice, query, rangeParams, stationParams } from '../define.ts';
import { field, row } from '../fields.ts';
import { keyOfKpis, kpiColumns, kpiQuery, kpiRow } from '../rulebooks/kpis.ts';

const percent = (description: string) =>
  field('decimal', `${description} Percent; null where there is nothing to divide by.`, {
    nullable: true,
  });
const time = (share: number) =>
  field('decimal', `Seconds to charging that ${share} percent of the starts do not exceed.`, {
    nullable: true,
  });

export const kpis = query({
  name: 'kpis',
  path: '/v1/kpis',
  answers: 'list',
  needs: 'compliance',
  about:
    'Indicators of ChargeX over attempts that began in the range. The pooled ratio is all ' +
    'successes by all attempts; the value named inl is that of the public calculator, which ' +
    'weights paths by their successes and so drops those without any. Open attempts wait.',
  params: Type.Object({
    ...rangeParams,
    groupBy: Type.Optional(
      choice(
        ['network', 'station', 'port', 'path'],
        'What is told apart: all together, stations, ports, or how attempts began. Default: network.',
      ),
    ),
    ...stationParams,
  }),
  sql: kpiQuery,
  worked: { columns: kpiColumns, row: kpiRow },
  row: row({
    rulebook: field('text', 'Indicators with their version, as /v1/rulebooks lists them.'),
    station_id: field('text', 'The station; null where not grouped by it.', { nullable: true }),
    port: field('integer', 'The port; null where not grouped by it.', { nullable: true }),
    path: field('text', 'How attempts began, as in /v1/attempts; null where not grouped by it.', {
      nullable: true,
    }),
    attempts: field('integer', 'Attempts that began in the range.'),
    open: field('integer', 'Attempts without an outcome yet; in no ratio of sessions.'),
    started: field('integer', 'Attempts that came to charging.'),
    succeeded: field('integer', 'Attempts with energy and a stop as it should be.'),
    outcome_unknown: field('integer', 'Attempts whose outcome is not known; no successes.'),
    interrupted: field('integer', 'Attempts that charged and were broken off.'),
    start_success_percent: percent('Charge start success, pooled.'),
    start_success_inl_percent: percent('Charge start success as the public calculator weights it.'),
    session_success_percent: percent('Session success, pooled.'),
    session_success_inl_percent: percent('Session success as the public calculator weights it.'),
    end_success_percent: percent('Charge end success: good stops of what charged.'),
    interrupted_percent: percent('Share of what charged that was broken off.'),
    start_time_s_p10: time(10),
    start_time_s_p25: time(25),
    start_time_s_p50: time(50),
    start_time_s_p75: time(75),
    visits: field('integer', 'Visits that the attempts belong to.'),
    visit_success_percent: percent('Visits with a success.'),
    first_time_success_percent: percent('Visits whose first attempt succeeded.'),
  }),
  key: keyOfKpis,
  example: { groupBy: 'path' },
});
