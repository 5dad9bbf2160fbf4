// The table of the room `samples`: what meters told, value by value.

import { decimal, flag, instant, label, small, table, text } from '../../schemas/table.ts';

export const meterValues = table({
  name: 'meter_values',
  about: 'What meters told: one row a port, instant, measurand, phase, location and context.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    port: small('1.6 connector id or 2.x EVSE id; 0 for the station as a whole.'),
    measurand: label('What was measured, as OCPP names it.'),
    phase: label('Phase, as OCPP names it; empty for the port as a whole.'),
    location: label('Where it was measured: Outlet where the station does not say.'),
    context: label('Why it was sampled: Sample.Periodic where the station does not say.'),
    at: instant('When it was sampled, by the clock of the station.'),
    value: decimal('The value in `unit`, as it was told: energy is not corrected here.'),
    unit: label('Unit of the value without a multiplier: Wh also where kWh was said.'),
    signed: flag('Whether a signature came with it; see signed_values.'),
    session_id: text('The session open at the port; empty where none was.'),
  },
  key: ['tenant', 'station_id', 'port', 'measurand', 'phase', 'location', 'context', 'at'],
  month: 'at',
});
