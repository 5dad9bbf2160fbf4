// From events to facts: the pure fold that knows OCPP, so that no room has to.

import { stableId } from '../../lib/hash.ts';
import { minute_ms } from '../../lib/time.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { Fact } from '../facts.ts';
import { actionsOf } from './actions.ts';
import { overridden } from './cards.ts';
import { mindClock, rebooted, tellClock } from './clock.ts';
import { connected, disconnected, implies, receivedAtOf } from './connections.ts';
import { elementsOf } from './json.ts';
import type { Interpreter, Said } from './said.ts';
import { speaks16 } from './shape.ts';
import type { Source } from './sessions.ts';
import { began, continued, finished, meterRead, named } from './sessions.ts';
import type { StationState, Told } from './state.ts';

/**
 * Folds one event of a station. The same events give the same facts, however they are cut into
 * batches; nothing but the state and the event decides.
 */
export const interpret = (state: StationState, event: OcppEvent): Told<Fact> => {
  switch (event.kind) {
    case 'CONNECTED':
      return connected(state, event);
    case 'DISCONNECTED':
      return disconnected(state, event);
    case 'FRAME':
      return frame(state, event);
    case 'UNKNOWN':
    case 'REFUSED':
    case 'GATEWAY_STARTED':
    case 'GATEWAY_STOPPED':
      return { state, facts: [] };
    case 'OVERRIDE':
      return overridden(state, event);
  }
};

const frame = (before: StationState, event: OcppEvent): Told<Fact> => {
  const facts: Fact[] = [];
  let state = before;
  if (implies(before, event)) {
    const opened = connected(before, event);
    state = opened.state;
    facts.push(...opened.facts);
  }
  if (event.direction === 'FROM_STATION') {
    const at = receivedAtOf(event);
    const heard = at - state.lastHeardAt >= minute_ms;
    if (heard) facts.push({ type: 'StationHeard', at });
    state = { ...state, lastSeenAt: at, lastHeardAt: heard ? at : state.lastHeardAt };
    const doubt = doubtOf(event);
    if (doubt !== null) facts.push(doubt);
  }
  const interpreter = interpreterOf(event);
  if (interpreter === null || event.frame === null) return { state, facts };
  const source: Source = {
    sessionId: () => stableId(`${event.tenant}/${event.stationId}/${event.eventId}`),
    messageId: event.messageId,
  };
  const heard = saidBy(interpreter, event, { text: event.frame, state });
  state = heard.state;
  const clock = tellClock(state, receivedAtOf(event));
  if (clock !== null) {
    state = clock.state;
    facts.push(clock.fact);
  }
  for (const said of heard.said) {
    const told = join(state, said, source);
    state = told.state;
    for (const fact of told.facts) facts.push(fact);
  }
  return { state, facts };
};

/** An answer of the station carries the action of its CALL; without one nothing was asked. */
const isOrphan = ({ messageType, action }: OcppEvent): boolean =>
  (messageType === callResult || messageType === callError) && action === '';

const doubtOf = (event: OcppEvent): Fact | null => {
  if (isOrphan(event)) {
    const detail = event.messageId.slice(0, 64);
    return { type: 'Doubted', at: receivedAtOf(event), port: 0, code: 'answer_orphan', detail };
  }
  if (event.verdict !== 'MALFORMED' && event.verdict !== 'INVALID') return null;
  const detail = event.verdictErrors.join('; ').slice(0, 256);
  const at = receivedAtOf(event);
  const code = event.verdict === 'MALFORMED' ? 'frame_unreadable' : 'frame_out_of_schema';
  return { type: 'Doubted', at, port: 0, code, detail };
};

/** OCPP-J message types (OCPP-J 1.6 §4.1): a CALL, and its answer. */
const call = 2;
const callResult = 3;
const callError = 4;

const interpreterOf = (event: OcppEvent): Interpreter | null => {
  const action =
    actionsOf(event.protocol).get(event.action) ?? actionsOf('ocpp1.6').get(event.action);
  if (action === undefined) return null;
  if (event.messageType === call && event.direction === 'FROM_STATION') return action.interpret;
  if (event.messageType === callResult && event.direction === 'TO_STATION') {
    return action.interpretAnswer ?? null;
  }
  return null;
};

interface Heard {
  readonly state: StationState;
  readonly said: readonly Said[];
}

interface Hearing {
  readonly text: string;
  readonly state: StationState;
}

const saidBy = (own: Interpreter, event: OcppEvent, { text, state }: Hearing): Heard => {
  const elements = elementsOf(text);
  if (elements.length === 0) {
    // Whoever wrote the event took it for a frame; it is none, and that must not go unsaid.
    const at = receivedAtOf(event);
    const detail = 'not a JSON array';
    return { state, said: [{ type: 'Doubt', at, port: 0, code: 'frame_unreadable', detail }] };
  }
  const payload = elements[event.messageType === call ? 3 : 2];
  const receivedAt = receivedAtOf(event);
  const { messageId } = event;
  if (event.direction !== 'FROM_STATION' || event.messageType !== call) {
    return { state, said: own({ payload, messageId, receivedAt }) };
  }
  const timed = mindClock(state, payload, receivedAt);
  const mixed = speaks16(event, payload);
  const interpreter = mixed ? (actionsOf('ocpp1.6').get(event.action)?.interpret ?? own) : own;
  const said = interpreter({ payload: timed.payload, messageId, receivedAt });
  if (!mixed && timed.doubts.length === 0) return { state: timed.state, said };
  const at = receivedAt;
  const detail = `${event.action} of OCPP 1.6`;
  const doubt: Said = { type: 'Doubt', at, port: 0, code: 'version_mixed', detail };
  return { state: timed.state, said: [...(mixed ? [doubt] : []), ...timed.doubts, ...said] };
};

const join = (state: StationState, said: Said, source: Source): Told<Fact> => {
  switch (said.type) {
    case 'Booted':
      return { state: rebooted(state), facts: [{ ...said, type: 'StationBooted' }] };
    case 'HeartbeatAgreed':
      return { state, facts: [said] };
    case 'PortStatus':
      return { state, facts: [{ ...said, type: 'PortStatusReported' }] };
    case 'Fault':
      return { state, facts: [{ ...said, type: 'FaultNotified' }] };
    case 'Doubt':
      return { state, facts: [{ ...said, type: 'Doubted' }] };
    case 'TransactionBegan':
      return began(state, said, source);
    case 'TransactionNamed':
      return named(state, said);
    case 'TransactionContinued':
      return continued(state, said);
    case 'TransactionFinished':
      return finished(state, said, source);
    case 'MeterRead':
      return meterRead(state, said);
  }
};
