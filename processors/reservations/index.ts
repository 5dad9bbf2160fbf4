// The room `reservations`: each reservation from its request to what became of it.

import type { RowOf } from '../../schemas/table.ts';
import type { Context, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { reservations } from './table.ts';

type Reservation = RowOf<typeof reservations>;

interface Cancelling {
  readonly commandId: string;
  readonly reservationId: string;
}

interface State {
  /** Those that have not ended, oldest first. */
  readonly open: readonly Reservation[];
  /** Cancellations that await their answer. */
  readonly cancelling: readonly Cancelling[];
}

const initial: State = { open: [], cancelling: [] };

/** Reservations held per station; beyond it the oldest is let go and stays as it is. */
export const openReservationsLimit = 16;
/** Cancellations held per station. */
export const cancellingLimit = 4;

const listens = [
  'ReservationRequested',
  'ReservationCancelRequested',
  'ReservationStatusReported',
  'ReservationUsed',
  'CommandAnswered',
] as const;

type Listened = FactOf<(typeof listens)[number]>;

const step = (state: State, fact: Listened, context: Context): Step<State> => {
  switch (fact.type) {
    case 'ReservationRequested':
      return request(state, fact, context);
    case 'ReservationCancelRequested': {
      const { commandId, reservationId } = fact;
      const cancelling = [...state.cancelling, { commandId, reservationId }];
      return still({ ...state, cancelling: cancelling.slice(-cancellingLimit) });
    }
    case 'CommandAnswered':
      return answer(state, fact);
    case 'ReservationUsed':
      return end(state, fact.reservationId, { state: 'used', status: '', at: fact.at });
    case 'ReservationStatusReported':
      return end(state, fact.reservationId, {
        state: stateOf(fact.status),
        status: fact.status,
        at: fact.at,
      });
  }
};

const stateOf = (status: string): string => {
  if (status === 'Expired') return 'expired';
  return status === 'NoTransaction' ? 'unused' : 'removed';
};

/** The same id again changes the reservation that there is (1.6 §5.13): its row ends. */
const request = (
  state: State,
  fact: FactOf<'ReservationRequested'>,
  context: Context,
): Step<State> => {
  const row: Reservation = {
    tenant: context.tenant,
    station_id: context.stationId,
    requested_at: context.receivedAt,
    command_id: fact.commandId,
    reservation_id: fact.reservationId,
    port: fact.port,
    connector_type: fact.connectorType,
    expires_at: fact.expiresAt,
    state: 'requested',
    status: '',
    ended_at: null,
  };
  const open = [...state.open, row].slice(-openReservationsLimit);
  return { state: { ...state, open }, rows: [emit(reservations, row)] };
};

const answer = (state: State, fact: FactOf<'CommandAnswered'>): Step<State> => {
  const cancel = state.cancelling.find((one) => one.commandId === fact.commandId);
  if (cancel !== undefined) {
    const left = { ...state, cancelling: state.cancelling.filter((one) => one !== cancel) };
    const over = { state: 'cancelled', status: fact.status, at: fact.at };
    return fact.accepted ? end(left, cancel.reservationId, over) : still(left);
  }
  const asked = state.open.find((one) => one.command_id === fact.commandId);
  if (asked === undefined) return still(state);
  const status = fact.status || fact.errorCode;
  if (!fact.accepted) return leave(state, asked, { state: 'refused', status, at: fact.at });
  // Accepted under an id that is known already: the station replaced the one before.
  const replaced = state.open.filter(
    (one) => one !== asked && one.reservation_id === asked.reservation_id,
  );
  const active: Reservation = { ...asked, state: 'active', status };
  const over = replaced.map((one): Reservation => ({
    ...one,
    state: 'removed',
    ended_at: Math.max(fact.at, one.requested_at),
  }));
  const open = state.open
    .filter((one) => !replaced.includes(one))
    .map((one) => (one === asked ? active : one));
  return {
    state: { ...state, open },
    rows: [...over, active].map((row) => emit(reservations, row)),
  };
};

interface Ending {
  readonly state: string;
  readonly status: string;
  readonly at: number;
}

const end = (state: State, reservationId: string, ending: Ending): Step<State> => {
  const row = state.open.findLast((one) => one.reservation_id === reservationId);
  return row === undefined ? still(state) : leave(state, row, ending);
};

const leave = (state: State, row: Reservation, ending: Ending): Step<State> => {
  const ended: Reservation = {
    ...row,
    state: ending.state,
    status: ending.status || row.status,
    ended_at: Math.max(ending.at, row.requested_at),
  };
  return {
    state: { ...state, open: state.open.filter((one) => one !== row) },
    rows: [emit(reservations, ended)],
  };
};

export default room({
  name: 'reservations',
  about: 'Reservations: asked for, made, and what became of them.',
  listens,
  tables: [reservations],
  initial,
  step,
});
