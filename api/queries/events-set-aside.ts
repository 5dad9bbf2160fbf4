// The events that the fold could not take: in the log, in no other table, healed by a replay.

import { Type } from 'typebox';
import { field, row } from '../fields.ts';
import { query, stationParams } from '../define.ts';
import { ofStation, ofTenant, select } from '../sql.ts';

const columns = [
  'station_id',
  'fold_partition',
  'event_offset',
  'event_id',
  'received_at',
  'action',
  'error',
  'fold_version',
] as const;

export const eventsSetAside = query({
  name: 'events-set-aside',
  path: '/v1/events-set-aside',
  answers: 'list',
  needs: 'operations',
  about:
    'Events at which the fold threw: kept in the log, left out of every other table, with why.',
  params: Type.Object({ station_id: stationParams.station_id }),
  sql: ({ params, tenant }) =>
    select({
      columns,
      from: 'events_set_aside',
      where: [ofTenant(tenant), ...ofStation(params)],
    }),
  row: row({
    station_id: field('text', 'Identity of the charging station.'),
    fold_partition: field('integer', 'Partition of the log.'),
    event_offset: field('integer', 'Offset of the event in its partition.'),
    event_id: field('text', 'Id of the event; empty where it could not be decoded.'),
    received_at: field('instant', 'When the gateway saw it; null where it could not be decoded.', {
      nullable: true,
    }),
    action: field('text', 'Action of OCPP; empty where none is known.'),
    error: field('text', 'What the fold or the codec said.'),
    fold_version: field('integer', 'Version of the fold that could not take it.'),
  }),
  key: () => ['fold_partition', 'event_offset', 'station_id'],
  example: {},
});
