// How often ports failed, how long until they recovered, and how long they ran between failures.

import { Type } from 'typebox';
import { faults as table } from '../../processors/faults/table.ts';
import { choice, query, rangeParams, stationParams } from '../define.ts';
import { field, fieldOf, row } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

const { columns } = table;

/** The mean of those that are known; null where none is. Nothing known sums to null. */
const mean = (column: string): string =>
  `toDecimal64(sum(${column}) / greatest(count(${column}), 1), 3)`;

export const faultsSummary = query({
  name: 'faults-summary',
  path: '/v1/faults/summary',
  answers: 'list',
  about:
    'Faults that were opened within the range, by port: how many, the mean time to recovery of ' +
    'those that were cleared, and the mean time from the clearing of one to the next.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    severity: Type.Optional(choice(['fault', 'warning'], 'Only faults, or only warnings.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: [
        'station_id',
        'port',
        'count() AS opened',
        'countIf(isNull(cleared_at)) AS lasting',
        `${mean('recovery_s')} AS recovery_s_mean`,
        'max(recovery_s) AS recovery_s_max',
        `${mean('since_previous_s')} AS between_s_mean`,
      ],
      from: table.name,
      where: [
        ofTenant(tenant),
        within('opened_at', from, to),
        ...ofStation(params),
        ...given(params.severity, (severity) =>
          condition('severity = {severity:String}', { severity }),
        ),
      ],
      groupBy: ['station_id', 'port'],
    }),
  row: row({
    station_id: fieldOf(columns.station_id),
    port: fieldOf(columns.port),
    opened: field('integer', 'Episodes that were opened within the range.'),
    lasting: field('integer', 'Of these, those that last still.'),
    recovery_s_mean: fieldOf({
      ...columns.recovery_s,
      about: 'Mean seconds until they were cleared; null where none was.',
    }),
    recovery_s_max: fieldOf({
      ...columns.recovery_s,
      about: 'Most seconds until one was cleared; null where none was.',
    }),
    between_s_mean: fieldOf({
      ...columns.since_previous_s,
      about: 'Mean seconds from the clearing of a fault to the next; null where none is known.',
    }),
  }),
  key: () => ['station_id', 'port'],
  example: { severity: 'fault' },
});
