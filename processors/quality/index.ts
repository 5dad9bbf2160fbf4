// The room `quality`: every doubt becomes a row, so that no treatment is silent.

import { emit, room } from '../define.ts';
import { qualityFlags } from './table.ts';

export default room({
  name: 'quality',
  about: 'What was doubtful in what a station sent, and where to find the frame.',
  listens: ['Doubted'],
  tables: [qualityFlags],
  initial: null,
  step: (state, fact, context) => ({
    state,
    rows: [
      emit(qualityFlags, {
        tenant: context.tenant,
        station_id: context.stationId,
        at: context.receivedAt,
        event_id: context.eventId,
        code: fact.code,
        port: fact.port,
        since: fact.since ?? null,
        detail: fact.detail,
        concerns_at: fact.at,
      }),
    ],
  }),
});
