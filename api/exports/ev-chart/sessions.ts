// EV-ChART module 2: charging sessions of a quarter; a port without any says so by an empty row.

import { faults } from '../../../processors/faults/table.ts';
import { sessions } from '../../../processors/sessions/table.ts';
import { storeInstant } from '../../encode.ts';
import { linesOf } from '../../lines.ts';
import { condition, ofTenant, select, within } from '../../sql.ts';
import type { ExportErrand, Noting, RowFinding } from '../define.ts';
import { portGroups, portKey, stationsOf } from '../port-groups.ts';
import type { SitedPort } from '../registry.ts';
import { sessionColumns } from './columns.ts';
import { missing, type NamedRow } from './judge.ts';
import {
  filedPorts,
  hundredthsText,
  idsOf,
  secondText,
  type Cells,
  type Module,
} from './module-file.ts';
import { ownSentences } from './sentences.ts';

/** What a session without an error holds: the portal wants a value, and publishes no list. */
export const noError = 'NoError';

/** Longest text that the portal takes where it is free. */
const freeTextMax = 255;

/** How drivers are taken to have paid, by how they were authorised; the rest is `other`. */
const payments: Readonly<Record<string, string>> = {
  plug_and_charge: 'plug-charge',
  rfid: 'membership',
  remote: 'application',
  central: 'application',
  key_code: 'phone',
};

interface Row {
  readonly station_id: string;
  readonly port: number;
  readonly session_id: string;
  readonly connector_id: number;
  readonly started_at: string;
  readonly ended_at: string;
  readonly energy_wh: string;
  readonly power_w_max: string | null;
  readonly power_w_average: string | null;
  readonly auth_method: string;
  readonly stop_reason: string;
  readonly outcome: string;
  readonly failure: string;
}

const columns = [
  'station_id',
  'port',
  'session_id',
  'connector_id',
  'started_at',
  'ended_at',
  'energy_wh',
  'power_w_max',
  'power_w_average',
  'auth_method',
  'stop_reason',
  'outcome',
  'failure',
] as const;

const queryOf = ({ tenant, from, to }: ExportErrand, stations: readonly string[], ended: boolean) =>
  select({
    columns: ended ? columns : ['count() AS rows'],
    from: sessions.name,
    where: [
      ofTenant(tenant),
      within('started_at', from, to),
      condition('station_id IN {stations:Array(String)}', { stations }),
      condition(ended ? 'isNotNull(ended_at)' : 'isNull(ended_at)'),
    ],
  });

interface FaultRow {
  readonly station_id: string;
  readonly port: number;
  readonly at: string;
  readonly code: string;
}

type FaultsByPort = ReadonlyMap<string, readonly { readonly at: number; readonly code: string }[]>;

const faultsOf = async (
  errand: ExportErrand,
  stations: readonly string[],
): Promise<FaultsByPort> => {
  const { tenant, from, to } = errand;
  const query = select({
    columns: [
      'station_id',
      'port',
      'toString(opened_at) AS at',
      "if(mrec_code = '', error_code, mrec_code) AS code",
    ],
    from: faults.name,
    where: [
      ofTenant(tenant),
      // A session that began in the quarter may fail after its end.
      within('opened_at', from, Math.max(to, errand.as_of)),
      condition('station_id IN {stations:Array(String)}', { stations }),
      condition("severity = 'fault'"),
    ],
  });
  const rows = await errand.store.query<FaultRow & Record<string, unknown>>({
    ...query,
    sql: `${query.sql}\nORDER BY opened_at, error_code`,
  });
  const byPort = new Map<string, { at: number; code: string }[]>();
  for (const { station_id, port, at, code } of rows) {
    const key = portKey(station_id, port);
    byPort.set(key, [...(byPort.get(key) ?? []), { at: storeInstant(at), code }]);
  }
  return byPort;
};

const errorOf = (row: Row, found: FaultsByPort): string => {
  if (row.outcome !== 'failed') return noError;
  const [from, to] = [storeInstant(row.started_at), storeInstant(row.ended_at)];
  const all = [row.port, 0].flatMap((port) => found.get(portKey(row.station_id, port)) ?? []);
  const codes = all.filter(({ at }) => at >= from && at <= to).map(({ code }) => code);
  const text = [...new Set(codes)].join(',').slice(0, freeTextMax);
  return text === '' ? row.failure : text;
};

/** Hundredths of a kilo-unit, of a unit with three places; a half is rounded up. */
const kiloText = (thousandths: string): string => {
  const [whole = '0', places = ''] = thousandths.split('.');
  const exact = BigInt(whole) * 1_000n + BigInt(places.padEnd(3, '0'));
  return hundredthsText(Number((exact + 5_000n) / 10_000n));
};

const cellsOf = (sited: SitedPort, row: Row, found: FaultsByPort): Cells => {
  const payment = payments[row.auth_method] ?? 'other';
  const failed = row.outcome === 'failed';
  const more = [row.failure, row.stop_reason].filter((part) => part !== '').join(', ');
  return {
    ...idsOf(sited),
    charger_id: row.station_id.slice(0, 36),
    session_id: row.session_id,
    connector_id: row.connector_id === 0 ? null : String(row.connector_id),
    session_start: secondText(storeInstant(row.started_at)),
    session_end: secondText(storeInstant(row.ended_at)),
    session_error: errorOf(row, found),
    error_other: failed ? more.slice(0, freeTextMax) : null,
    energy_kwh: kiloText(row.energy_wh),
    power_kw: kiloText(row.power_w_max ?? row.power_w_average ?? '0'),
    payment_method: payment,
    payment_other: payment === 'other' ? `authorised by ${row.auth_method}` : null,
  };
};

const noteRow = (row: Row, note: Noting): void => {
  if (row.power_w_max === null && row.power_w_average !== null) {
    note('No power was sampled: power_kw is the average while charging.');
  }
  if (row.power_w_max === null && row.power_w_average === null) {
    note('No power was sampled, and no charging time is known: power_kw is 0.');
  }
};

const groupCells = async function* (
  errand: ExportErrand,
  group: readonly SitedPort[],
  note: Noting,
): AsyncGenerator<readonly Cells[]> {
  const stations = stationsOf(group);
  const found = await faultsOf(errand, stations);
  const byPort = new Map(group.map((one) => [portKey(one.port.station_id, one.port.port), one]));
  const silent = new Set(group);
  const query = queryOf(errand, stations, true);
  const sql = `${query.sql}\nORDER BY station_id, port, started_at, session_id`;
  for await (const lines of linesOf(await errand.store.stream({ ...query, sql }, 'JSONEachRow'))) {
    const cells: Cells[] = [];
    for (const line of lines) {
      const row = JSON.parse(line) as Row;
      const sited = byPort.get(portKey(row.station_id, row.port));
      if (sited === undefined) {
        note('The session is of a port that is not registered for filing.');
        continue;
      }
      silent.delete(sited);
      noteRow(row, note);
      cells.push(cellsOf(sited, row, found));
    }
    yield cells;
  }
  yield [...silent].map(idsOf);
  const [open] = await errand.store.query<{ rows: string }>(queryOf(errand, stations, false));
  const count = Number(open?.rows ?? 0);
  if (count > 0) note('The session has no end yet: it is left out.', count);
};

const cells = async function* (
  errand: ExportErrand,
  note: Noting,
): AsyncGenerator<readonly Cells[]> {
  for (const group of portGroups(filedPorts(errand.registry))) {
    yield* groupCells(errand, group, note);
  }
};

const reported = sessionColumns.filter(({ need }) => need === 'reported').map(({ name }) => name);
const besidesIds = sessionColumns.filter(({ need }) => need !== 'required').map(({ name }) => name);

/** Either nothing but the ids of the port, or everything that is to be reported of a session. */
const rules = (row: NamedRow): readonly RowFinding[] => {
  if (besidesIds.every((name) => row(name) === null)) return [];
  const findings = missing(row, reported);
  const [start, end] = [row('session_start'), row('session_end')];
  const backwards = Date.parse(start ?? '') > Date.parse(end ?? '');
  if (end === null || !backwards) return findings;
  return [...findings, { column: 'session_end', value: end, sentence: ownSentences.backwards }];
};

export const sessionsModule: Module = {
  number: 2,
  name: 'm2-sessions',
  about: 'Charging sessions that began in the quarter and ended.',
  columns: sessionColumns,
  key: ['station_id', 'port_id', 'session_id'],
  emptyIsLeftOut: false,
  cells,
  rules: () => rules,
};
