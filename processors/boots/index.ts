// The room `boots`: each boot with its answer and the boot before.

import type { RowOf } from '../../schemas/table.ts';
import { emit, room, still } from '../define.ts';
import { boots } from './table.ts';

/** The last boot. */
type State = RowOf<typeof boots> | null;

export default room({
  name: 'boots',
  about: 'Boots of a station, as it tells of them, and whether it was let in.',
  listens: ['StationBooted', 'BootAnswered'],
  tables: [boots],
  initial: null as State,
  step: (state: State, fact, context) => {
    switch (fact.type) {
      case 'StationBooted': {
        const row: RowOf<typeof boots> = {
          tenant: context.tenant,
          station_id: context.stationId,
          booted_at: context.receivedAt,
          event_id: context.eventId,
          reason: fact.reason,
          answer: '',
          vendor: fact.vendor,
          model: fact.model,
          serial_number: fact.serialNumber,
          firmware_version: fact.firmwareVersion,
          previous_at: state?.booted_at ?? null,
        };
        return { state: row, rows: [emit(boots, row)] };
      }
      case 'BootAnswered': {
        if (state === null || state.answer !== '') return still(state);
        const row = { ...state, answer: fact.status };
        return { state: row, rows: [emit(boots, row)] };
      }
    }
  },
});
