// The room `connections`: from the opening of a connection to its end.

import type { RowOf } from '../../schemas/table.ts';
import type { Emission } from '../define.ts';
import { emit, room, still } from '../define.ts';
import { connections } from './table.ts';

type Connection = RowOf<typeof connections>;

/** The connection that is open. */
type State = Connection | null;

const told = (state: State, row: Connection) => ({ state, rows: [emit(connections, row)] });

export default room({
  name: 'connections',
  about: 'Connections of a station: opened, closed, by whom, and what came over them.',
  listens: ['StationConnected', 'StationDisconnected', 'FramesCounted'],
  tables: [connections],
  initial: null as State,
  step: (state: State, fact, context) => {
    switch (fact.type) {
      case 'StationConnected': {
        // A gateway that ended without a word took its connection along, when it last heard of it.
        const gone = fact.before === 'gateway';
        const ended =
          state === null
            ? null
            : {
                ...state,
                closed_at: Math.max(state.opened_at, gone ? fact.lastSeenAt : fact.at),
                closed_by: gone ? 'gateway' : 'replaced',
              };
        const row: Connection = {
          tenant: context.tenant,
          station_id: context.stationId,
          opened_at: context.receivedAt,
          connection_id: fact.connectionId,
          protocol: fact.protocol,
          remote_address: fact.remoteAddress,
          closed_at: null,
          close_code: null,
          close_reason: '',
          closed_by: '',
          frames: null,
        };
        const before: readonly Emission[] = ended === null ? [] : [emit(connections, ended)];
        return { state: row, rows: [...before, emit(connections, row)] };
      }
      case 'FramesCounted':
        // The end of the connection is told next, by the same event.
        return state === null ? still(state) : still({ ...state, frames: fact.frames });
      case 'StationDisconnected':
        return state === null
          ? still(state)
          : told(null, {
              ...state,
              closed_at: Math.max(fact.at, state.opened_at),
              close_code: fact.code,
              close_reason: fact.reason.slice(0, 123),
              closed_by: fact.side,
            });
    }
  },
});
