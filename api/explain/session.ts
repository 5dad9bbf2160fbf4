// A session explained: the frames behind it, doubts, timeline, energy, signed values and price.

import { instantText } from '../../lib/time.ts';
import { readRows } from '../billing/stored-rows.ts';
import { sessionOf } from '../billing/billables.ts';
import { priceAnswer } from '../billing/price-route.ts';
import { cdrs } from '../../processors/ledger/table.ts';
import type { Store } from '../../store/port.ts';
import { besidesOf, evidenceFor, type FoundSession, type SessionRow } from './evidence.ts';
import {
  type Contributing,
  type Evidence,
  frames_max,
  framesOf,
  type Heard,
  type HeardIn,
  missingOf,
  stepsBack,
  stretchesOf,
} from './frames.ts';
import { rows } from './schemas.ts';
import { told } from './words.ts';

/** What explanations are made of beside the store. */
export interface Explaining {
  readonly heardIn: HeardIn;
  /** What each doubt is and what was done about it, by its code. */
  readonly treatments: Readonly<Record<string, string>>;
  /** Version of the rules that make the tables. */
  readonly foldVersion: number;
}

/** Of an API that cannot read the log: what rows were made from is listed as not found. */
export const withoutLog: Explaining = {
  heardIn: () => Promise.resolve([]),
  treatments: {},
  foldVersion: 0,
};

/** What whoever asks may see. */
export interface Sight {
  readonly persons: boolean;
  readonly billing: boolean;
}

/** The events of the station where rows of the session were made, and back to what opened it. */
const heardOf = async (
  { heardIn }: Explaining,
  session: SessionRow,
  evidence: readonly Evidence[],
): Promise<readonly Heard[]> => {
  const { tenant, station_id, log_partition, first_event_id } = session;
  const offsets = evidence.flatMap(({ offset }) => offset ?? []);
  const read = async (from: number, to: number) =>
    heardIn({ tenant, station_id, partition: log_partition, from, to });
  const heard: Heard[] = [];
  for (const { from, to } of stretchesOf(log_partition, offsets))
    heard.push(...(await read(from, to)));
  let first = Math.min(...offsets);
  for (const step of stepsBack) {
    if (first === 0 || heard.some(({ event }) => event.eventId === first_event_id)) break;
    const from = Math.max(0, first - step);
    heard.unshift(...(await read(from, first)));
    first = from;
  }
  return heard;
};

const frameOf = ({ topic, partition, offset, event, contributed }: Contributing, sight: Sight) => ({
  topic,
  partition,
  offset,
  event_id: event.eventId,
  received_at: instantText(event.recordedAt / 1_000),
  kind: event.kind,
  direction: event.direction,
  protocol: event.protocol,
  message_type: event.messageType,
  message_id: event.messageId,
  action: event.action,
  verdict: event.verdict,
  contributed,
  ...(sight.persons ? { frame: event.frame } : {}),
});

const billingOf = async (store: Store, { tenant, session_id }: SessionRow) => {
  const stored = await sessionOf(store, tenant, session_id);
  const priced = stored === null ? null : await priceAnswer({ store }, stored);
  const issued = await store.query({
    sql:
      `SELECT cdr_id, recorded_at FROM laddbok.${cdrs.name} WHERE tenant = {tenant:String} AND ` +
      `session_id = {session_id:String} ORDER BY recorded_at, entry_id`,
    params: { tenant, session_id },
  });
  const found = readRows(cdrs, issued).map(({ cdr_id }) => String(cdr_id));
  return {
    price: priced?.price ?? null,
    unbillable: priced?.unbillable ?? null,
    cdrs: [...new Set(found)],
  };
};

/** Fields that quote what a station sent, which may be a token. */
const hides =
  ({ persons }: Sight) =>
  (name: string): boolean =>
    !persons && (name.startsWith('id_token') || name === 'detail');

/** The explanation of a session, as far as whoever asks may see it. */
export const explainSession = async (
  store: Store,
  explaining: Explaining,
  { given, session, sight }: FoundSession & { readonly sight: Sight },
) => {
  const evidence = await evidenceFor(store, session);
  const heard = await heardOf(explaining, session, evidence);
  const frames = framesOf(heard, evidence, session.transaction_id);
  const beside = await besidesOf(store, session);
  const hidden = hides(sight);
  return {
    session: told(rows.session, given, hidden),
    versions: {
      fold_version: explaining.foldVersion,
      log_partition: session.log_partition,
      log_offset: session.log_offset,
    },
    frames: frames.slice(0, frames_max).map((one) => frameOf(one, sight)),
    frames_not_found: missingOf(frames, evidence),
    frames_left_out: Math.max(0, frames.length - frames_max),
    doubts: beside.doubts.map((doubt) => ({
      ...told(rows.doubt, doubt, hidden),
      treatment: explaining.treatments[String(doubt['code'])] ?? '',
    })),
    timeline: beside.timeline.map((one) => told(rows.interval, one, hidden)),
    energy: beside.energy.map((one) => told(rows.bucket, one, hidden)),
    ...(sight.billing
      ? {
          signed_meter:
            beside.signed_meter === null ? null : told(rows.signed, beside.signed_meter, hidden),
          ...(await billingOf(store, session)),
        }
      : {}),
  };
};
