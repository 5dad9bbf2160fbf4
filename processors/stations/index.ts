// The room `stations`: who each station is and when it was last seen.

import type { Writable } from '../../lib/writable.ts';
import type { Context } from '../define.ts';
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
    const seen = copyOf(before);
    seen.last_seen_at = context.receivedAt;
    const told = (known: Known) => ({ state: known, rows: [rowOf(known, context)] });
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

/** Named, not spread: every frame that comes a minute after the one before makes both. */
const copyOf = (known: Known): Writable<Known> => ({
  protocol: known.protocol,
  vendor: known.vendor,
  model: known.model,
  serial_number: known.serial_number,
  firmware_version: known.firmware_version,
  connected: known.connected,
  first_seen_at: known.first_seen_at,
  last_seen_at: known.last_seen_at,
  last_booted_at: known.last_booted_at,
});

const rowOf = (known: Known, { tenant, stationId }: Context) =>
  emit(stations, {
    tenant,
    station_id: stationId,
    protocol: known.protocol,
    vendor: known.vendor,
    model: known.model,
    serial_number: known.serial_number,
    firmware_version: known.firmware_version,
    connected: known.connected,
    first_seen_at: known.first_seen_at,
    last_seen_at: known.last_seen_at,
    last_booted_at: known.last_booted_at,
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
