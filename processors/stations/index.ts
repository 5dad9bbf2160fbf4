// The room `stations`: who each station is and when it was last seen.

import { emit, room } from '../define.ts';
import type { RowOf } from '../../schemas/table.ts';
import { stations } from './table.ts';

type Known = Omit<RowOf<typeof stations>, 'tenant' | 'station_id'>;

type State = Known | null;

export default room({
  name: 'stations',
  about: 'Who each station is, by what it last said of itself, and when it was last seen.',
  listens: ['StationConnected', 'StationDisconnected', 'StationBooted', 'StationHeard'],
  tables: [stations],
  initial: null as State,
  step: (state: State, fact, context) => {
    const before: Known = state ?? unknown(context.receivedAt);
    const seen: Known = { ...before, last_seen_at: context.receivedAt };
    const told = (known: Known) => ({
      state: known,
      rows: [emit(stations, { tenant: context.tenant, station_id: context.stationId, ...known })],
    });
    switch (fact.type) {
      case 'StationConnected':
        return told({ ...seen, connected: true, protocol: fact.protocol || before.protocol });
      case 'StationDisconnected':
        return told({ ...seen, connected: false });
      case 'StationBooted':
        return told({
          ...seen,
          vendor: fact.vendor,
          model: fact.model,
          serial_number: fact.serialNumber,
          firmware_version: fact.firmwareVersion,
          last_booted_at: context.receivedAt,
        });
      case 'StationHeard':
        return told(seen);
    }
  },
});

const unknown = (at: number): Known => ({
  protocol: '',
  vendor: '',
  model: '',
  serial_number: '',
  firmware_version: '',
  connected: false,
  first_seen_at: at,
  last_seen_at: at,
  last_booted_at: null,
});
