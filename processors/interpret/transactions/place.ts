// The EVSE of a 2.x session: named once, by whichever message comes first after the cable.

import type { Fact } from '../../facts.ts';
import type { OpenSession, StationState, Told } from '../state.ts';
import { endByNextStart } from './end.ts';
import { openAt } from './find.ts';
import { change, inTurn, nothing } from './keep.ts';

interface Place {
  readonly at: number;
  /** Null where the message names none. */
  readonly port: number | null;
  readonly connectorId: number;
}

/** Puts a session on the EVSE that a message names; most messages name none. */
export const place =
  (session: OpenSession, { at, port, connectorId }: Place) =>
  (state: StationState): Told<Fact> => {
    if (port === null || port === 0 || port === session.port) return nothing(state);
    const { sessionId } = session;
    const other = openAt(state, port);
    return inTurn(
      state,
      other === null ? nothing : endByNextStart(other, { at: Math.max(at, session.startedAt) }),
      (free) => ({
        state: change(free, { ...session, port }),
        facts: [{ type: 'SessionPlaced', at, port, sessionId, connectorId }],
      }),
    );
  };
