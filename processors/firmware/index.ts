// The room `firmware`: the course of updates, and the versions that a station ran over time.

import type { RowOf } from '../../schemas/table.ts';
import type { Context, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import type { Update } from './course.ts';
import { advance, boot, end, isOver, stateOf } from './course.ts';
import { firmwareUpdates, firmwareVersions } from './table.ts';

type Version = RowOf<typeof firmwareVersions>;

interface State {
  /** Updates that may still change, oldest first; the last that ended waits for its boot. */
  readonly updates: readonly Update[];
  readonly version: Version | null;
}

const initial: State = { updates: [], version: null };

/** Updates held per station; beyond it the oldest is let go and stays as it is. */
export const heldUpdatesLimit = 4;

/** Longest version, vendor or model held; the specification allows 50 characters. */
export const heldText_chars = 255;

const listens = [
  'FirmwareUpdateRequested',
  'FirmwareStatusReported',
  'FirmwareVersionReported',
  'CommandAnswered',
  'StationBooted',
] as const;

type Listened = FactOf<(typeof listens)[number]>;

const step = (state: State, fact: Listened, context: Context): Step<State> => {
  switch (fact.type) {
    case 'FirmwareUpdateRequested':
      return request(state, fact, context);
    case 'CommandAnswered':
      return change(state, (update) => answer(update, fact, state.updates.at(-1)));
    case 'FirmwareStatusReported':
      return report(state, fact, context);
    case 'StationBooted': {
      const firmwareVersion = held(fact.firmwareVersion);
      const changed = change(state, (update) => boot(update, firmwareVersion, context.receivedAt));
      const [vendor, model] = [held(fact.vendor), held(fact.model)];
      const named = name(
        changed.state,
        { evidence: 'boot', firmwareVersion, vendor, model },
        context,
      );
      return { state: named.state, rows: [...changed.rows, ...named.rows] };
    }
    case 'FirmwareVersionReported': {
      const { vendor = '', model = '' } = state.version ?? {};
      const firmwareVersion = held(fact.firmwareVersion);
      return name(state, { evidence: 'report', firmwareVersion, vendor, model }, context);
    }
  }
};

const held = (text: string): string => text.slice(0, heldText_chars);

const change = (state: State, changed: (update: Update) => Update): Step<State> => {
  const updates = state.updates.map(changed);
  const news = updates.filter((update, index) => update !== state.updates[index]);
  if (news.length === 0) return still(state);
  return { state: { ...state, updates }, rows: news.map((row) => emit(firmwareUpdates, row)) };
};

/** A new update is held; of those that ended, only the last is of interest still. */
const hold = (state: State, update: Update): Step<State> => {
  const open = state.updates.filter((one) => !isOver(one));
  const updates = [...open, update].slice(-heldUpdatesLimit);
  return { state: { ...state, updates }, rows: [emit(firmwareUpdates, update)] };
};

const opened = (state: State, context: Context): Update => ({
  tenant: context.tenant,
  station_id: context.stationId,
  requested_at: context.receivedAt,
  update_id: context.eventId,
  kind: 'update',
  requested: false,
  request_id: '',
  location: '',
  signed: false,
  from_version: state.version?.firmware_version ?? '',
  to_version: '',
  state: 'requested',
  last_status: '',
  answered_at: null,
  downloading_at: null,
  downloaded_at: null,
  installing_at: null,
  ended_at: null,
  evidence: '',
  failures: 0,
  retries: 0,
});

const request = (
  state: State,
  fact: FactOf<'FirmwareUpdateRequested'>,
  context: Context,
): Step<State> =>
  hold(state, {
    ...opened(state, context),
    kind: fact.kind,
    requested: true,
    request_id: fact.requestId,
    location: fact.location,
    signed: fact.signed,
  });

/** The answer to the request of this update, or to a later one that takes its place. */
const answer = (
  update: Update,
  fact: FactOf<'CommandAnswered'>,
  last: Update | undefined,
): Update => {
  const at = update.requested_at + fact.latency_ms;
  if (update.update_id === fact.commandId) {
    const answered = {
      ...update,
      answered_at: at,
      last_status: update.last_status || fact.status || fact.errorCode,
    };
    const refused = !fact.accepted && fact.errorCode !== 'AnswerUnreadable';
    return refused ? end(answered, { state: 'refused', at, evidence: 'answer' }) : answered;
  }
  const replaces = fact.status === 'AcceptedCanceled' && last?.update_id === fact.commandId;
  if (!replaces || isOver(update) || last.kind !== update.kind) return update;
  return end(update, { state: 'cancelled', at: fact.at, evidence: 'request' });
};

/** The update that a status is about: by its request id, else the newest of its kind. */
const aboutOf = (state: State, fact: FactOf<'FirmwareStatusReported'>): Update | undefined => {
  const ofKind = state.updates.filter(
    ({ kind, state: is }) => kind === fact.kind && is !== 'refused' && is !== 'cancelled',
  );
  const named = ofKind.findLast((one) => one.request_id === fact.requestId);
  if (named !== undefined) return named;
  // Neither 1.6 nor every station names the request; another id is another update.
  return fact.requestId === '' ? ofKind.at(-1) : ofKind.findLast((one) => one.request_id === '');
};

const report = (
  state: State,
  fact: FactOf<'FirmwareStatusReported'>,
  context: Context,
): Step<State> => {
  if (stateOf(fact.status) === null) return still(state);
  const about = aboutOf(state, fact);
  // What was installed or published is over: the next word is of another update.
  const isRepeat = about?.last_status === fact.status;
  const isOpen = about !== undefined && (!isOver(about) || about.state === 'failed' || isRepeat);
  if (!isOpen) {
    const unheard = { ...opened(state, context), kind: fact.kind, request_id: fact.requestId };
    return hold(state, advance(unheard, fact.status, context.receivedAt));
  }
  return change(state, (update) =>
    update === about ? advance(update, fact.status, context.receivedAt) : update,
  );
};

interface Named {
  readonly evidence: 'boot' | 'report';
  readonly firmwareVersion: string;
  readonly vendor: string;
  readonly model: string;
}

const name = (state: State, named: Named, context: Context): Step<State> => {
  const { version } = state;
  const { firmwareVersion, vendor, model, evidence } = named;
  if (firmwareVersion === '') return still(state);
  if (version !== null && version.firmware_version === firmwareVersion) {
    const again = {
      ...version,
      vendor: vendor || version.vendor,
      model: model || version.model,
      confirmed_at: Math.max(version.confirmed_at, context.receivedAt),
    };
    return { state: { ...state, version: again }, rows: [emit(firmwareVersions, again)] };
  }
  // Intervals of versions follow each other, also where a recording goes back in time.
  const started_at = Math.max(context.receivedAt, (version?.started_at ?? -1) + 1);
  const next: Version = {
    tenant: context.tenant,
    station_id: context.stationId,
    started_at,
    firmware_version: firmwareVersion,
    vendor,
    model,
    ended_at: null,
    confirmed_at: started_at,
    evidence,
    event_id: context.eventId,
  };
  const ended =
    version === null ? [] : [emit(firmwareVersions, { ...version, ended_at: started_at })];
  return { state: { ...state, version: next }, rows: [...ended, emit(firmwareVersions, next)] };
};

export default room({
  name: 'firmware',
  about: 'Updates of firmware from request to boot, and the versions that a station ran.',
  listens,
  tables: [firmwareUpdates, firmwareVersions],
  initial,
  step,
});
