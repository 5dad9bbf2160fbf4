// The room `boots`: each boot with its answer and the boot before.

import type { RowOf } from '../../schemas/table.ts';
import { emit, room, still } from '../define.ts';
import { boots } from './table.ts';

/** The last boot. */
type State = RowOf<typeof boots> | null;

/** Longest text held of a boot; the specification allows 50 characters, the frame keeps all. */
export const heldText_chars = 255;

const held = (text: string): string => text.slice(0, heldText_chars);

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
          reason: held(fact.reason),
          answer: '',
          vendor: held(fact.vendor),
          model: held(fact.model),
          serial_number: held(fact.serialNumber),
          firmware_version: held(fact.firmwareVersion),
          previous_at: state?.booted_at ?? null,
        };
        return { state: row, rows: [emit(boots, row)] };
      }
      case 'BootAnswered': {
        if (state === null || state.answer !== '') return still(state);
        const row = { ...state, answer: held(fact.status) };
        return { state: row, rows: [emit(boots, row)] };
      }
    }
  },
});
