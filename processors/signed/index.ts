// The room `signed`: signed meter values, and what they come to by session.

import type { Context, Emission, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import { heldEnded, isToldEnd } from '../ended.ts';
import type { FactOf } from '../facts.ts';
import { redrawnOf } from '../trail.ts';
import type { SignedValueRead } from '../facts/signed.ts';
import type { Held } from './session.ts';
import { signatureOf, withValue } from './session.ts';
import { meterKeys, sessionSignatures, signedValues } from './table.ts';

/** Sessions that a signed value may still belong to, oldest first. */
type State = readonly Held[];

type Listened = FactOf<(typeof listens)[number]>;

const listens = [
  'SessionStarted',
  'SessionIdentified',
  'SessionReopened',
  'SessionEnded',
  'SessionEndCorrected',
  'EnergyDelivered',
  'EnergyRedrawn',
  'SignedValueRead',
  'MeterKeyChanged',
] as const;

const initial: State = [];

/** Sessions held per station; beyond it the oldest is let go, and its row stays as it is. */
export const heldSessions_max = 32;

const step = (state: State, fact: Listened, context: Context): Step<State> => {
  switch (fact.type) {
    case 'SessionStarted':
      return still(opened(state, fact, context));
    case 'MeterKeyChanged':
      return { state, rows: [keyRow(fact, context)] };
    case 'SignedValueRead':
      return valueRead(state, fact, context);
    case 'SessionIdentified':
    case 'SessionReopened':
    case 'SessionEnded':
    case 'SessionEndCorrected':
    case 'EnergyDelivered':
      return happened(state, fact, context);
    case 'EnergyRedrawn':
      return drawnAnew(state, fact, context);
  }
};

export default room({
  name: 'signed',
  about: 'Signed meter values: as they came, whether they are good, and what they add up to.',
  listens,
  tables: [signedValues, sessionSignatures, meterKeys],
  initial,
  step,
});

const opened = (state: State, fact: FactOf<'SessionStarted'>, context: Context): State => {
  const known = state.find((one) => one.sessionId === fact.sessionId);
  // A start that comes late is of a session that is there already.
  if (known !== undefined) {
    const { port, transactionId } = fact;
    return state.map((one) => (one === known ? { ...one, port, transactionId } : one));
  }
  const held: Held = {
    sessionId: fact.sessionId,
    openedAt: context.receivedAt,
    port: fact.port,
    transactionId: fact.transactionId,
    ended: '',
    energy_mwh: 0,
    values: 0,
    start: null,
    end: null,
    worst: null,
    exception: false,
  };
  return [...state.slice(-heldSessions_max + 1), held];
};

/** Energy of sessions that was told before is drawn anew: what they come to changes with it. */
const drawnAnew = (state: State, fact: FactOf<'EnergyRedrawn'>, context: Context): Step<State> => {
  const rows: Emission[] = [];
  const redrawn = state.map((held) => {
    const moved_mwh = redrawnOf(fact, held.sessionId);
    if (moved_mwh === 0) return held;
    const after = { ...held, energy_mwh: held.energy_mwh + moved_mwh };
    if (after.values > 0) rows.push(sessionRow(after, context));
    return after;
  });
  return { state: redrawn, rows };
};

type Happened = FactOf<
  | 'SessionIdentified'
  | 'SessionReopened'
  | 'SessionEnded'
  | 'SessionEndCorrected'
  | 'EnergyDelivered'
>;

const happened = (state: State, fact: Happened, context: Context): Step<State> => {
  const before = state.find((one) => one.sessionId === fact.sessionId);
  if (before === undefined) return still(state);
  const after = changed(before, fact);
  const swapped = state.map((one) => (one === before ? after : one));
  const energyMoved = after.energy_mwh !== before.energy_mwh;
  return {
    state: after.ended === '' ? swapped : withoutOldEnds(swapped),
    rows: after.values > 0 && energyMoved ? [sessionRow(after, context)] : [],
  };
};

const changed = (held: Held, fact: Happened): Held => {
  switch (fact.type) {
    case 'SessionIdentified':
      return { ...held, transactionId: fact.transactionId };
    case 'SessionReopened':
      return { ...held, ended: '' };
    case 'SessionEnded':
    case 'SessionEndCorrected':
      return { ...held, ended: fact.evidence };
    case 'EnergyDelivered':
      return moved(held, held.energy_mwh + fact.energy_mwh);
  }
};

/** Named, not spread: every reading of a session comes by here. */
const moved = (held: Held, energy_mwh: number): Held => ({
  sessionId: held.sessionId,
  openedAt: held.openedAt,
  port: held.port,
  transactionId: held.transactionId,
  ended: held.ended,
  energy_mwh,
  values: held.values,
  start: held.start,
  end: held.end,
  worst: held.worst,
  exception: held.exception,
});

const withoutOldEnds = (state: State): State => {
  const ended = state.filter((one) => one.ended !== '');
  const held = new Set(heldEnded(ended, (one) => !isToldEnd(one.ended)));
  return held.size === ended.length
    ? state
    : state.filter((one) => one.ended === '' || held.has(one));
};

/** The session of a value: that of the fact, else the last that had the transaction named. */
const sessionOf = (state: State, { sessionId, transactionId, port }: SignedValueRead) => {
  if (sessionId !== null) return state.find((one) => one.sessionId === sessionId);
  if (transactionId === '') return undefined;
  return state.findLast(
    (one) => one.transactionId === transactionId && (port === 0 || one.port === port),
  );
};

const valueRead = (state: State, fact: SignedValueRead, context: Context): Step<State> => {
  const before = sessionOf(state, fact);
  const row = valueRow({ ...fact, sessionId: before?.sessionId ?? fact.sessionId }, context);
  if (before === undefined) return { state, rows: [row] };
  const after = withValue(before, fact, context.eventId);
  return {
    state: state.map((one) => (one === before ? after : one)),
    rows: [row, sessionRow(after, context)],
  };
};

const sessionRow = (held: Held, { tenant, stationId }: Context): Emission =>
  emit(sessionSignatures, { tenant, station_id: stationId, ...signatureOf(held) });

const keyRow = (fact: FactOf<'MeterKeyChanged'>, context: Context): Emission =>
  emit(meterKeys, {
    tenant: context.tenant,
    station_id: context.stationId,
    port: fact.port,
    meter_serial: fact.meterSerial,
    public_key: fact.publicKey,
    registered: fact.registered,
    changed_at: fact.at,
    event_id: context.eventId,
  });

const valueRow = (fact: SignedValueRead, context: Context): Emission => {
  const { document } = fact;
  const [start, end, last] = [document?.start, document?.end, document?.last];
  return emit(signedValues, {
    tenant: context.tenant,
    station_id: context.stationId,
    received_at: context.receivedAt,
    event_id: context.eventId,
    ordinal: fact.ordinal,
    port: fact.port,
    session_id: fact.sessionId ?? '',
    transaction_id: fact.transactionId,
    sampled_at: fact.at,
    context: fact.context,
    verdict: fact.verdict,
    reason: fact.reason,
    format: fact.format,
    encoding: fact.encoding,
    signing_method: fact.signingMethod,
    public_key: fact.publicKey,
    format_version: document?.formatVersion ?? '',
    gateway_serial: document?.gatewaySerial ?? '',
    meter_vendor: document?.meterVendor ?? '',
    meter_model: document?.meterModel ?? '',
    meter_serial: document?.meterSerial ?? '',
    pagination: document?.pagination ?? '',
    identified: document?.identified?.toString() ?? '',
    identification_level: document?.identificationLevel ?? '',
    identification_type: document?.identificationType ?? '',
    readings: Math.min(document?.readings ?? 0, 0xffff),
    register: last?.register ?? '',
    register_start_wh: start?.register_mwh ?? null,
    register_start_at: start?.at ?? null,
    register_end_wh: end?.register_mwh ?? null,
    register_end_at: end?.at ?? null,
    register_last_wh: last?.register_mwh ?? null,
    register_last_at: last?.at ?? null,
    time_status: last?.timeStatus ?? '',
    meter_status: last?.meterStatus ?? '',
    error_flags: last?.errorFlags ?? '',
    text: fact.text,
  });
};
