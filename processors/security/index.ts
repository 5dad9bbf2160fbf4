// The room `security`: every security event becomes a row.

import { emit, room } from '../define.ts';
import { securityEvents } from './table.ts';

export default room({
  name: 'security',
  about: 'Security events, and requests for certificates.',
  listens: ['SecurityEventReported'],
  tables: [securityEvents],
  initial: null,
  step: (state, fact, context) => ({
    state,
    rows: [
      emit(securityEvents, {
        tenant: context.tenant,
        station_id: context.stationId,
        happened_at: fact.at,
        event_id: context.eventId,
        type: fact.securityType,
        message: fact.message,
        tech_info: fact.techInfo,
        told_at: context.receivedAt,
        late: fact.late,
      }),
    ],
  }),
});
