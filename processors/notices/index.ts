// The room `notices`: what is told beside all else becomes a row.

import { emit, room } from '../define.ts';
import { notices } from './table.ts';

export default room({
  name: 'notices',
  about: 'What stations tell of grid events, priorities and profiles.',
  listens: ['NoticeGiven'],
  tables: [notices],
  initial: null,
  step: (state, fact, context) => ({
    state,
    rows: [
      emit(notices, {
        tenant: context.tenant,
        station_id: context.stationId,
        at: fact.at,
        told_at: context.receivedAt,
        event_id: context.eventId,
        message: fact.message,
        port: fact.port,
        subject: fact.subject,
        detail: fact.detail,
      }),
    ],
  }),
});
