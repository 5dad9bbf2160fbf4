// The room `samples`: what meters told becomes rows, each value once however often it is sent.

import type { Context, Emission } from '../define.ts';
import { emit, room } from '../define.ts';
import type { SampledValue, ValuesSampled } from '../facts/meter.ts';
import { meterValues } from './table.ts';

const rowOf = (fact: ValuesSampled, one: SampledValue, context: Context): Emission =>
  emit(meterValues, {
    tenant: context.tenant,
    station_id: context.stationId,
    port: fact.port,
    measurand: one.measurand,
    phase: one.phase,
    location: one.location,
    context: one.context,
    at: fact.at,
    value: one.value,
    unit: one.unit,
    signed: one.signed,
    session_id: fact.sessionId ?? '',
  });

export default room({
  name: 'samples',
  about: 'Sampled values as meters told them. A value sent again has the key of the first.',
  listens: ['ValuesSampled'],
  tables: [meterValues],
  initial: null,
  step: (state, fact, context) => ({
    state,
    rows: fact.values.map((one) => rowOf(fact, one, context)),
  }),
});
