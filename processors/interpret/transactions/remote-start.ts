// Remote starts: what the back end asked for and what the station answered.

import type { OcppEvent } from '../../../schemas/events.gen.ts';
import type { Fact } from '../../facts.ts';
import { elementsOf, field, idOf, textOf } from '../json.ts';
import type { StationState, Told } from '../state.ts';
import { nothing } from './keep.ts';
import type { RemoteStart } from './memory.ts';
import { askedLimit } from './memory.ts';

const actions: ReadonlySet<string> = new Set(['RemoteStartTransaction', 'RequestStartTransaction']);

/** OCPP-J message types (OCPP-J 1.6 §4.1). */
const call = 2;
const callResult = 3;

/** Reads the CALL of a remote start and the station's answer; null for every other event. */
export const remoteStart = (state: StationState, event: OcppEvent): Told<Fact> | null => {
  if (!actions.has(event.action) || event.frame === null) return null;
  const at = Math.floor(event.recordedAt / 1000);
  const elements = elementsOf(event.frame);
  if (event.direction === 'TO_STATION' && event.messageType === call) {
    return asked(state, askedOf(elements[3], { messageId: event.messageId, askedAt: at }));
  }
  if (event.direction !== 'FROM_STATION' || event.messageType === call) return nothing(state);
  const status = event.messageType === callResult ? textOf(field(elements[2], 'status')) : '';
  return answered(state, { at, messageId: event.messageId, accepted: status === 'Accepted' });
};

type When = Pick<RemoteStart, 'messageId' | 'askedAt'>;

/** The members of OCPP 1.6 §6.33 and of 2.x use case F01 and F02; a payload has one kind of them. */
const askedOf = (payload: unknown, when: When): RemoteStart => {
  const port = field(payload, 'connectorId') ?? field(payload, 'evseId');
  const token = field(payload, 'idToken');
  return {
    ...when,
    idToken: textOf(field(payload, 'idTag')) || textOf(field(token, 'idToken')),
    port: port === undefined ? null : idOf(port),
    remoteStartId: textOf(field(payload, 'remoteStartId')),
    refused: false,
  };
};

const withRemoteStarts = (
  state: StationState,
  remoteStarts: readonly RemoteStart[],
): StationState => ({ ...state, transactions: { ...state.transactions, remoteStarts } });

const asked = (state: StationState, start: RemoteStart): Told<Fact> => {
  const kept = state.transactions.remoteStarts.slice(-askedLimit + 1);
  return nothing(withRemoteStarts(state, [...kept, start]));
};

const answered = (
  state: StationState,
  { at, messageId, accepted }: { at: number; messageId: string; accepted: boolean },
): Told<Fact> => {
  const { remoteStarts } = state.transactions;
  const start = remoteStarts.findLast((one) => one.messageId === messageId);
  if (start === undefined) return nothing(state);
  const { askedAt, idToken, port } = start;
  const after = remoteStarts.map((one) => (one === start ? { ...one, refused: !accepted } : one));
  return {
    state: withRemoteStarts(state, after),
    facts: [{ type: 'RemoteStartAnswered', at, port: port ?? 0, askedAt, idToken, accepted }],
  };
};
