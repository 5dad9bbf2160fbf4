// Rows behind a session, each with the frame that it was made from, as the tables remember it.

import { attempts } from '../../processors/attempts/table.ts';
import { availability } from '../../processors/availability/table.ts';
import { sessionEnergy } from '../../processors/energy/table.ts';
import { qualityFlags } from '../../processors/quality/table.ts';
import { meterValues } from '../../processors/samples/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import { sessionSignatures, signedValues } from '../../processors/signed/table.ts';
import type { RowOf } from '../../schemas/table.ts';
import type { QueryParams, Store } from '../../store/port.ts';
import { readRows } from '../billing/stored-rows.ts';
import type { StoreRow } from '../encode.ts';
import { columnsOf } from '../fields.ts';
import type { Evidence } from './frames.ts';

/** Most rows of one table that are looked at. */
const rows_max = 5_000;
/** Readings of a frame that are written out; of more there is only the number. */
const readings_max = 6;

const places = { log_partition: 'UInt16', log_offset: 'UInt64' } as const;

export interface Place {
  readonly log_partition: number;
  readonly log_offset: number;
}

export type SessionRow = RowOf<typeof sessions> & Place;

/** A session as the store gives it, and read. */
export interface FoundSession {
  readonly given: StoreRow;
  readonly session: SessionRow;
}

/** A session by its id, with its place in the log; null where the tenant has none such. */
export const findSession = async (
  store: Store,
  tenant: string,
  session_id: string,
): Promise<FoundSession | null> => {
  const rows = await store.query<StoreRow>({
    sql:
      `SELECT ${Object.keys(sessions.columns).join(', ')}, log_partition, log_offset ` +
      `FROM laddbok.sessions WHERE tenant = {tenant:String} AND session_id = {session_id:String}`,
    params: { tenant, session_id },
  });
  const [given] = rows;
  const [session] = readRows(sessions, rows, places) as unknown as readonly SessionRow[];
  return given === undefined || session === undefined ? null : { given, session };
};

type Told = Readonly<Record<string, unknown>>;

interface Reading {
  readonly table: string;
  /** SQL of `event_id` or empty, `log_offset`, `rows` and `says`. */
  readonly columns: string;
  readonly where: string;
}

const ofSession = 'session_id = {session_id:String}';
const lasting =
  "started_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC') AND (isNull(ended_at) OR " +
  "(ended_at > fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ended_at > started_at))";
const sampled =
  "arraySort(groupUniqArray(concat(measurand, ' ', toString(value), ' ', unit, " +
  "if(phase = '', '', concat(' ', phase)))))";

/** What each table says of a session, and of which frame it has it. */
const readings: readonly Reading[] = [
  {
    table: meterValues.name,
    columns:
      `'' AS event_id, log_offset, count() AS rows, concat(arrayStringConcat(arraySlice(` +
      `${sampled} AS told, 1, ${readings_max}), ', '), ` +
      `if(length(told) > ${readings_max}, concat(' and ', toString(length(told) - ` +
      `${readings_max}), ' more'), '')) AS says`,
    where: `port = {port:UInt16} AND ${ofSession} GROUP BY log_offset`,
  },
  {
    table: sessionEnergy.name,
    columns:
      `'' AS event_id, log_offset, count() AS rows, concat(toString(sum(energy_wh)), ` +
      `' Wh in quarters of an hour that it changed last') AS says`,
    where: `port = {port:UInt16} AND ${ofSession} GROUP BY log_offset`,
  },
  {
    table: attempts.name,
    columns: `attempt_id AS event_id, log_offset, 1 AS rows, 'began the attempt to charge' AS says`,
    where: ofSession,
  },
  {
    table: signedValues.name,
    columns:
      `event_id, log_offset, count() AS rows, concat('signed values, ', arrayStringConcat(` +
      `arraySort(groupUniqArray(toString(verdict))), ', ')) AS says`,
    where: `${ofSession} GROUP BY event_id, log_offset`,
  },
  {
    table: availability.name,
    columns:
      `event_id, NULL AS log_offset, count() AS rows, concat('the port is ', arrayStringConcat(` +
      `arraySort(groupUniqArray(toString(state))), ', ')) AS says`,
    where:
      `port = {port:UInt16} AND ${lasting} AND ` +
      "started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') GROUP BY event_id",
  },
];

/** When a session lasted, for what knows it by time only; an open one goes on. Milliseconds UTC. */
export const spanOf = ({ started_at, opened_at, ended_at }: SessionRow) => ({
  since: Math.min(started_at, opened_at),
  until: ended_at === null ? Date.UTC(2200, 0) : Math.max(ended_at, opened_at) + 1,
});

const paramsOf = (session: SessionRow): QueryParams => {
  const { tenant, station_id, session_id, port } = session;
  return { tenant, station_id, session_id, port, ...spanOf(session) };
};

const ofStation = 'tenant = {tenant:String} AND station_id = {station_id:String}';

const evidenceOf = (table: string, row: Told): Evidence => ({
  table,
  rows: Number(row['rows']),
  says: String(row['says']),
  event_id: row['event_id'] === '' ? null : String(row['event_id']),
  offset: row['log_offset'] === null ? null : Number(row['log_offset']),
});

/** What the session's own row has of its frames: the first, and the one that changed it last. */
const ownEvidence = (session: SessionRow): readonly Evidence[] => {
  const { first_event_id, last_event_id, log_offset, start_evidence, end_evidence } = session;
  const own = { table: sessions.name, rows: 1 };
  const last = end_evidence === '' ? 'changed it last' : `changed it last; end: ${end_evidence}`;
  return [
    { ...own, event_id: first_event_id, offset: null, says: `opened it; start: ${start_evidence}` },
    { ...own, event_id: last_event_id, offset: log_offset, says: last },
  ];
};

/** All that the tables say of a session and which frame each has it from. */
export const evidenceFor = async (
  store: Store,
  session: SessionRow,
): Promise<readonly Evidence[]> => {
  const params = paramsOf(session);
  const found = await Promise.all(
    readings.map(async ({ table, columns, where }) => {
      const sql =
        `SELECT ${columns} FROM laddbok.${table} WHERE ${ofStation} AND ${where} ` +
        `ORDER BY log_offset, event_id LIMIT ${rows_max}`;
      const rows = await store.query({ sql, params });
      return rows.map((row) => evidenceOf(table, row));
    }),
  );
  return [...ownEvidence(session), ...found.flat()];
};

const instantOf = (name: string): string => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;

const concerning =
  `port IN (0, {port:UInt16}) AND ((concerns_at >= ${instantOf('since')} AND ` +
  `concerns_at < ${instantOf('until')}) OR (since < ${instantOf('until')} AND ` +
  `at >= ${instantOf('since')})) ORDER BY at, event_id, code, port`;

/** Columns of the tables that an explanation shows beside the frames, in order. */
export const shown = {
  doubts: columnsOf(qualityFlags).filter((name) => name !== 'station_id'),
  timeline: ['started_at', 'ended_at', 'state', 'cause', 'event_id'],
  energy: ['bucket_start', 'energy_wh'],
  signed_meter: columnsOf(sessionSignatures),
} as const;

/** What else an explanation shows beside the frames, as the store gives it. */
export const besidesOf = async (store: Store, session: SessionRow) => {
  const params = paramsOf(session);
  const ask = (columns: readonly string[], table: string, where: string) =>
    store.query<StoreRow>({
      sql:
        `SELECT ${columns.map((name) => `t.${name} AS ${name}`).join(', ')} ` +
        `FROM laddbok.${table} AS t WHERE ${ofStation} AND ${where} LIMIT ${rows_max}`,
      params,
    });
  const ofPort = 'port = {port:UInt16}';
  const [doubts, timeline, energy, signed] = await Promise.all([
    ask(shown.doubts, qualityFlags.name, concerning),
    ask(shown.timeline, availability.name, `${ofPort} AND ${lasting} ORDER BY started_at`),
    ask(shown.energy, sessionEnergy.name, `${ofPort} AND ${ofSession} ORDER BY bucket_start`),
    ask(shown.signed_meter, sessionSignatures.name, ofSession),
  ]);
  return { doubts, timeline, energy, signed_meter: signed[0] ?? null };
};
