// From events to facts: the pure fold that knows OCPP, so that no room has to.

import { stableId } from '../../lib/hash.ts';
import { minute_ms } from '../../lib/time.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { Fact } from '../facts.ts';
import { actionsOf } from './actions.ts';
import { battery } from './battery/said.ts';
import { overridden } from './cards.ts';
import { mindClock, rebooted, tellClock } from './clock.ts';
import { withContext } from './default-context.ts';
import { statedFor } from './fault-codes.ts';
import { connected, disconnected, implies, receivedAtOf } from './connections.ts';
import type { ReadElement } from './exchanges.ts';
import { endExchanges, exchange } from './exchanges.ts';
import { elementsOf } from './json.ts';
import type { Outstanding } from './pairing.ts';
import { claimed, meterFollows } from './meter/follow.ts';
import type { Interpreter, Said } from './said.ts';
import { meterRead } from './sessions.ts';
import { samplesRead } from './samples/tell.ts';
import { meterKeyOrdered } from './signed/keys.ts';
import { signedValueRead } from './signed/read.ts';
import { speaks16 } from './shape.ts';
import { bootTold, portStatusTold } from './statuses.ts';
import type { StationState, Told } from './state.ts';
import { copyOf } from './copy.ts';
import { authorizeAnswered, authorizeAsked, named } from './transactions/answers.ts';
import { began } from './transactions/begin.ts';
import { continued, counted } from './transactions/continue.ts';
import { bootHeard, settle } from './transactions/evidence.ts';
import type { Source } from './transactions/keep.ts';
import { remoteStart } from './transactions/remote-start.ts';
import { finished } from './transactions/stop.ts';

/**
 * Folds one event of a station. The same events give the same facts, however they are cut into
 * batches; nothing but the state and the event decides.
 */
export const interpret = (state: StationState, event: OcppEvent): Told<Fact> => {
  switch (event.kind) {
    case 'CONNECTED':
      return connect(state, event);
    case 'DISCONNECTED':
      return disconnect(state, event);
    case 'FRAME':
      return frame(state, event);
    case 'UNKNOWN':
    case 'REFUSED':
    case 'GATEWAY_STARTED':
    case 'GATEWAY_STOPPED':
    case 'UNRECORDED':
      return { state, facts: [] };
    case 'OVERRIDE':
      return meterKeyOrdered(state, event) ?? overridden(state, event);
  }
};

/** A connection begins: what was open on those before it can no longer be answered. */
const connect = (before: StationState, event: OcppEvent): Told<Fact> => {
  const closed = endLine(before, null, receivedAtOf(event));
  const opened = connected(closed.state, event);
  return { state: opened.state, facts: [...closed.facts, ...opened.facts] };
};

const disconnect = (before: StationState, event: OcppEvent): Told<Fact> => {
  const closed = endLine(before, event.connectionId, receivedAtOf(event));
  const left = disconnected(closed.state, event);
  return { state: left.state, facts: [...closed.facts, ...left.facts] };
};

/** The end of a connection, or of whichever is open; one that was replaced already says nothing. */
const endLine = (before: StationState, connectionId: string | null, at: number): Told<Fact> => {
  const { exchanges, facts } = endExchanges(before.exchanges, connectionId, at);
  const { connection } = before;
  const ends =
    connection !== null && connection.open && (connectionId ?? connection.id) === connection.id;
  if (!ends) return { state: { ...before, exchanges }, facts };
  const frames: Fact = {
    type: 'FramesCounted',
    at,
    connectionId: connection.id,
    frames: before.frames,
  };
  return { state: { ...before, exchanges, frames: 0 }, facts: [...facts, frames] };
};

const frame = (before: StationState, event: OcppEvent): Told<Fact> => {
  const facts: Fact[] = [];
  const at = receivedAtOf(event);
  let state = before;
  if (implies(before, event)) {
    const opened = connect(before, event);
    state = opened.state;
    facts.push(...opened.facts);
  }
  const heard = event.direction === 'FROM_STATION' && at - state.lastHeardAt >= minute_ms;
  if (heard) facts.push({ type: 'StationHeard', at });
  const doubt = event.direction === 'FROM_STATION' ? doubtOf(event) : null;
  if (doubt !== null) facts.push(doubt);
  const read = reading(event.frame ?? '');
  const { exchanges, call, facts: paired } = exchange(state.exchanges, { event, at, read });
  for (const fact of paired) facts.push(fact);
  if (event.direction === 'FROM_STATION') {
    const lastHeardAt = heard ? at : state.lastHeardAt;
    state = spoken(state, { exchanges, lastSeenAt: at, lastHeardAt });
  } else if (exchanges !== state.exchanges) state = exchanged(state, exchanges);
  const remote = remoteStart(state, event);
  if (remote !== null) {
    state = remote.state;
    for (const fact of remote.facts) facts.push(fact);
  }
  const interpreter = interpreterOf(event, call?.action ?? event.action);
  if (interpreter === null || event.frame === null) return settled(state, facts);
  const source: Source = {
    sessionId: () => stableId(`${event.tenant}/${event.stationId}/${event.eventId}`),
    messageId: event.messageId,
    redactions: event.redactions,
  };
  const words = saidBy(interpreter, state, { event, read, call });
  state = words.state;
  const clock = tellClock(state, at);
  if (clock !== null) {
    state = clock.state;
    facts.push(clock.fact);
  }
  for (const said of words.said) state = taken(join(state, said, source), facts);
  return settled(state, facts);
};

type Speaking = Pick<StationState, 'exchanges' | 'lastSeenAt' | 'lastHeardAt'>;

/** The station has sent a frame more. */
const spoken = (state: StationState, speaking: Speaking): StationState => {
  const next = copyOf(state);
  next.exchanges = speaking.exchanges;
  next.lastSeenAt = speaking.lastSeenAt;
  next.lastHeardAt = speaking.lastHeardAt;
  next.frames = state.frames + 1;
  return next;
};

const exchanged = (state: StationState, exchanges: StationState['exchanges']): StationState => {
  const next = copyOf(state);
  next.exchanges = exchanges;
  return next;
};

/** Takes what was told, and what the meters have to say to it. */
const taken = (told: Told<Fact>, facts: Fact[]): StationState => {
  let { state } = told;
  for (const fact of told.facts) {
    facts.push(fact);
    const followed = meterFollows(state, fact);
    if (followed === null) continue;
    state = followed.state;
    facts.push(...followed.facts);
  }
  const claims = claimed(state, told.facts);
  for (const fact of claims.facts) facts.push(fact);
  return claims.state;
};

/** What is clear only after the frame was read. */
const settled = (state: StationState, facts: Fact[]): Told<Fact> => ({
  state: taken(settle(state), facts),
  facts,
});

/** The elements of a frame, parsed once and when first asked for. */
const reading = (text: string): ReadElement => {
  let elements: readonly unknown[] | null = null;
  return (index) => {
    elements ??= elementsOf(text);
    return elements[index];
  };
};

const doubtOf = (event: OcppEvent): Fact | null => {
  if (event.verdict !== 'MALFORMED' && event.verdict !== 'INVALID') return null;
  const detail = event.verdictErrors.join('; ').slice(0, 256);
  const at = receivedAtOf(event);
  const code = event.verdict === 'MALFORMED' ? 'frame_unreadable' : 'frame_out_of_schema';
  return { type: 'Doubted', at, port: 0, code, detail };
};

/** OCPP-J message types (2.1 part 4 §4.1): a CALL, its answer, and what is never answered. */
const callType = 2;
const callResult = 3;
const send = 6;

const interpreterOf = (event: OcppEvent, name: string): Interpreter | null => {
  const action = actionsOf(event.protocol).get(name) ?? actionsOf('ocpp1.6').get(name);
  if (action === undefined) return null;
  const toStation = event.direction === 'TO_STATION';
  switch (event.messageType) {
    case callType:
      return (toStation ? action.interpretCommand : action.interpret) ?? null;
    case callResult:
      return (toStation ? action.interpretAnswer : action.interpretCommandAnswer) ?? null;
    case send:
      return toStation ? null : (action.interpret ?? null);
    default:
      return null;
  }
};

interface Spoken {
  readonly event: OcppEvent;
  readonly read: ReadElement;
  readonly call: Outstanding | null;
}

interface Heard {
  readonly state: StationState;
  readonly said: readonly Said[];
}

const saidBy = (own: Interpreter, state: StationState, { event, read, call }: Spoken): Heard => {
  const receivedAt = receivedAtOf(event);
  const { messageId, eventId } = event;
  const doubt = (code: 'frame_unreadable' | 'version_mixed', detail: string): Said => ({
    type: 'Doubt',
    at: receivedAt,
    port: 0,
    code,
    detail,
  });
  // Whoever wrote the event took it for a frame; if it is none, that must not go unsaid.
  if (read(0) === undefined) {
    return { state, said: [doubt('frame_unreadable', 'not a JSON array')] };
  }
  const payload = read(event.messageType === callResult ? 2 : 3);
  const text = event.frame ?? '';
  const messageOf = (elements: unknown) => ({
    payload: elements,
    messageId,
    frame: text,
    receivedAt,
    eventId,
    call,
  });
  if (event.direction !== 'FROM_STATION' || event.messageType !== callType) {
    return { state, said: own(messageOf(payload)) };
  }
  const timed = mindClock(state, payload, receivedAt);
  const mixed = speaks16(event, payload);
  const interpreter = mixed ? (actionsOf('ocpp1.6').get(event.action)?.interpret ?? own) : own;
  const contexted = withContext(timed.payload, state.card?.defaultContext ?? '');
  const said = interpreter(messageOf(contexted));
  if (!mixed && timed.doubts.length === 0) return { state: timed.state, said };
  const versions = mixed ? [doubt('version_mixed', `${event.action} of OCPP 1.6`)] : [];
  return { state: timed.state, said: [...versions, ...timed.doubts, ...said] };
};

const join = (state: StationState, said: Said, source: Source): Told<Fact> => {
  switch (said.type) {
    case 'Booted':
      return bootTold(rebooted(bootHeard(state, said)), said);
    case 'HeartbeatAgreed':
      return { state, facts: [said] };
    case 'PortStatus':
      return portStatusTold(state, { ...said, ...statedFor(state.card?.faultCodes, said) });
    case 'Fault':
      return {
        state,
        facts: [{ ...said, ...statedFor(state.card?.faultCodes, said), type: 'FaultNotified' }],
      };
    case 'Doubt':
      return { state, facts: [{ ...said, type: 'Doubted' }] };
    case 'Tells':
      return { state, facts: [said.fact] };
    case 'TransactionBegan':
      return began(state, said, source);
    case 'TransactionNamed':
      return named(state, said);
    case 'TransactionContinued':
      return continued(state, said, source);
    case 'TransactionCounted':
      return counted(state, said);
    case 'TransactionFinished':
      return finished(state, said, source);
    case 'MeterRead':
      return meterRead(state, said, source);
    case 'AuthorizeAsked':
      return authorizeAsked(state, said);
    case 'AuthorizeAnswered':
      return authorizeAnswered(state, said);
    case 'Battery':
      return battery(state, said);
    case 'Samples':
      return samplesRead(state, said);
    case 'SignedValue':
      return signedValueRead(state, said, source.redactions);
  }
};
