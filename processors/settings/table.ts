// The table of the room `settings`: the settings of stations as last told.

import { flag, instant, label, small, table, text } from '../../schemas/table.ts';

export const settings = table({
  name: 'settings',
  about: 'Settings of stations as last told: 1.6 configuration, 2.x device model, monitors.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    component: label('2.x component, its instance behind a colon; empty in 1.6.'),
    variable: label('1.6 key, or 2.x variable with its instance behind a colon.'),
    port: small('EVSE of the component; 0 is the station as a whole.'),
    attribute: label('Actual, Target, MinSet, MaxSet, a monitor, or the state of a text.'),
    value: text('Value, at most 200 characters; empty where it is secret.'),
    readonly: flag('Whether the station says that it cannot be set.'),
    told_at: instant('When it was told, or made by the station.'),
    message: label('Message that told it.'),
    event_id: text('Event that holds the message.'),
  },
  key: ['tenant', 'station_id', 'component', 'variable', 'port', 'attribute'],
  month: null,
});
