// The room `settings`: the last value of each setting that a station told of.

import { emit, room } from '../define.ts';
import { settings } from './table.ts';

export default room({
  name: 'settings',
  about: 'Settings of a station as last told; secrets are left out.',
  listens: ['VariableReported'],
  tables: [settings],
  initial: null,
  step: (state, fact, context) => ({
    state,
    rows: [
      emit(settings, {
        tenant: context.tenant,
        station_id: context.stationId,
        component: fact.component,
        variable: fact.variable,
        port: fact.port,
        attribute: fact.attribute,
        value: fact.value,
        readonly: fact.readonly,
        told_at: fact.at,
        message: fact.message,
        event_id: context.eventId,
      }),
    ],
  }),
});
