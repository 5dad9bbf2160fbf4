// California: reliability records by quarters of an hour, uptime by half years, and the inventory.

import { grouped } from '../../../lib/grouped.ts';
import { secondText } from '../ev-chart/module-file.ts';
import type { RowValues } from '../../encode.ts';
import { california as rulebook } from '../../rulebooks/california.ts';
import { percentOf } from '../../rulebooks/percent.ts';
import type { Column, ExportDefinition, ExportErrand, ExportFile, Judging } from '../define.ts';
import { historiesOf } from '../histories.ts';
import {
  inOrder,
  maybeText,
  minutes,
  minutesIn,
  number,
  percent,
  percentFinding,
  percentText,
  rowJudge,
  sumFinding,
  text,
  whole,
  type Cell,
} from '../own-columns.ts';
import { portGroups, portKey } from '../port-groups.ts';
import type { PortExclusion, SitedPort } from '../registry.ts';
import { attemptKey, attemptsOf, none, quarter_ms, type Attempts } from './attempts.ts';
import { coveredPorts, halfYearAt, statePorts } from './chargers.ts';
import { reasonAt, spansOf, timesIn, type Span } from './time.ts';

const ids: readonly Column[] = [
  text('charger_id', 'Charging station, as it speaks OCPP.'),
  text('port_id', 'Port, as it is registered.'),
];
const told: readonly Column[] = [
  minutes('downtime_minutes', 'Not able to dispense, excluded or not.'),
  minutes('excluded_minutes', 'Of it excluded: planned maintenance up to 72 h a year, and so on.'),
];
const attempted: readonly Column[] = [
  whole('attempts', 'Sessions that began, of a known outcome.'),
  whole('successful_attempts', 'Of them those that succeeded.'),
];

const intervalColumns: readonly Column[] = [
  ...ids,
  text('interval_start', 'Start of fifteen minutes, UTC.'),
  maybeText('operative', '1: able to dispense all the time; 0: not; empty: nothing is known.'),
  ...told,
  maybeText('excluded_reason', 'Why, as the ledger of exclusions says.'),
  minutes('unknown_minutes', 'Of which nothing was recorded.'),
  ...attempted,
];

const uptimeColumns: readonly Column[] = [
  ...ids,
  text('period_start', 'First instant of the half year, UTC.'),
  text('period_end', 'Last second of it, UTC.'),
  minutes('period_minutes', 'Minutes in which the port stood.'),
  ...told,
  minutes('unknown_minutes', 'Of which nothing was recorded; they are no downtime here.'),
  percent('uptime_percent', 'Of the minutes of the period, less downtime that is not excluded.'),
  maybeText('meets_97', 'TRUE, FALSE, or empty where unknown time could change it.'),
  ...attempted,
];

const inventoryColumns: readonly Column[] = [
  ...ids,
  maybeText('evse_id', 'EVSE id.'),
  maybeText('network_provider', 'Network.'),
  maybeText('operator', 'Operator.'),
  text('address', 'Street and number.'),
  text('city', 'City.'),
  text('zip', 'ZIP.'),
  number('latitude', 'Degrees.'),
  number('longitude', 'Degrees.'),
  maybeText('port_type', 'L2 or DCFC.'),
  number('max_power_kw', 'Rated power, kW.'),
  maybeText('connectors', 'Standards, as OCPI names them.'),
  text('public', 'TRUE or FALSE.'),
  text('fleet_only', 'TRUE or FALSE.'),
  maybeText('funding', 'Programmes.'),
  maybeText('installed', 'Day on which it went into operation.'),
];

const idsOf = ({ port }: SitedPort) => ({ charger_id: port.station_id, port_id: port.port_id });

interface Timed {
  readonly sited: SitedPort;
  readonly spans: readonly Span[];
  /** Those of the port alone: they are looked through for each quarter of an hour. */
  readonly exclusions: readonly PortExclusion[];
  readonly attempts: ReadonlyMap<string, Attempts>;
}

const timedPorts = async function* (errand: ExportErrand): AsyncGenerator<readonly Timed[]> {
  const { from, to } = errand;
  const { year } = halfYearAt(from);
  const exclusions = grouped(errand.registry.exclusions, ({ station_id, port }) =>
    portKey(station_id, port),
  );
  for (const group of portGroups(coveredPorts(errand.registry, errand))) {
    const attempts = await attemptsOf(errand, group);
    const histories = await historiesOf(errand, group, { from: year.from, to });
    yield histories.map(([sited, history]) => {
      const spans = spansOf(history, year, { from, to });
      const own = exclusions.get(portKey(sited.port.station_id, sited.port.port)) ?? [];
      return { sited, spans, exclusions: own, attempts };
    });
  }
};

const operativeOf = (down: number, unknown: number): string | null => {
  if (down > 0) return '0';
  return unknown > 0 ? null : '1';
};

const attemptsAt = ({ attempts, sited: { port } }: Timed, at: number): Attempts =>
  attempts.get(attemptKey(port.station_id, port.port, at)) ?? none;

const intervalRow = (timed: Timed, at: number): RowValues | null => {
  const { sited } = timed;
  const times = timesIn(timed.spans, { from: at, to: at + quarter_ms });
  if (times.unmeasured === quarter_ms) return null;
  const excluded = timed.spans.find(({ kind, to }) => kind === 'excluded' && to > at);
  const tried = attemptsAt(timed, at);
  return inOrder(intervalColumns, {
    ...idsOf(sited),
    interval_start: secondText(at),
    operative: operativeOf(times.down + times.excluded, times.unknown),
    downtime_minutes: minutesIn(times.down + times.excluded),
    excluded_minutes: minutesIn(times.excluded),
    excluded_reason:
      times.excluded === 0 ? null : reasonAt(timed.exclusions, Math.max(at, excluded?.from ?? at)),
    unknown_minutes: minutesIn(times.unknown),
    attempts: tried.attempts,
    successful_attempts: tried.successful,
  });
};

/** Intervals of a day at one go: what is held of them is bounded. */
const atOnce_ms = 96 * quarter_ms;

const rowsOfDay = (errand: ExportErrand, timed: Timed, from: number): readonly RowValues[] => {
  const to = Math.min(errand.to, from + atOnce_ms);
  // What ended before the day is not looked through for each of its intervals.
  const spans = timed.spans.filter((span) => span.to > from && span.from < to);
  const rows: RowValues[] = [];
  for (let at = from; at < to; at += quarter_ms) {
    const row = intervalRow({ ...timed, spans }, at);
    if (row !== null) rows.push(row);
  }
  return rows;
};

const rowsOfPort = function* (errand: ExportErrand, timed: Timed) {
  for (let at = errand.from; at < errand.to; at += atOnce_ms) yield rowsOfDay(errand, timed, at);
};

const intervalRows = async function* (errand: ExportErrand): AsyncGenerator<readonly RowValues[]> {
  for await (const group of timedPorts(errand)) {
    for (const timed of group) yield* rowsOfPort(errand, timed);
  }
};

const meets = (good: number, down: number, unknown: number): string | null => {
  const bar = rulebook.threshold?.percent ?? 0;
  const all = good + down + unknown;
  const reaches = (up: number): boolean => up * 100 >= bar * all;
  if (all === 0) return null;
  if (reaches(good)) return 'TRUE';
  return reaches(good + unknown) ? null : 'FALSE';
};

const uptimeRow = ({ from, to }: ExportErrand, timed: Timed): RowValues => {
  const times = timesIn(timed.spans, { from, to });
  const measured = to - from - times.unmeasured;
  const good = times.up + times.excluded;
  const tried = [...timed.attempts].filter(([key]) =>
    key.endsWith(` ${timed.sited.port.port} ${timed.sited.port.station_id}`),
  );
  const sum = (of: keyof Attempts): number => tried.reduce((all, [, one]) => all + one[of], 0);
  const value =
    measured === 0 || measured === times.unknown
      ? null
      : percentOf(BigInt(measured - times.down), BigInt(measured));
  return inOrder(uptimeColumns, {
    ...idsOf(timed.sited),
    period_start: secondText(from),
    period_end: secondText(to - 1),
    period_minutes: minutesIn(measured),
    downtime_minutes: minutesIn(times.down + times.excluded),
    excluded_minutes: minutesIn(times.excluded),
    unknown_minutes: minutesIn(times.unknown),
    uptime_percent: percentText(value),
    meets_97: meets(good, times.down, times.unknown),
    attempts: sum('attempts'),
    successful_attempts: sum('successful'),
  });
};

const uptimeRows = async function* (errand: ExportErrand): AsyncGenerator<readonly RowValues[]> {
  for await (const group of timedPorts(errand)) yield group.map((one) => uptimeRow(errand, one));
};

const word = (value: boolean): string => (value ? 'TRUE' : 'FALSE');

const inventoryRow = (sited: SitedPort): RowValues => {
  const { port, site } = sited;
  const { operational_since: since } = port;
  return inOrder(inventoryColumns, {
    ...idsOf(sited),
    evse_id: port.evse_id,
    network_provider: site.network_provider,
    operator: site.listing.operator_name,
    address: site.address,
    city: site.city,
    zip: site.postcode,
    latitude: site.latitude,
    longitude: site.longitude,
    port_type: port.port_type,
    max_power_kw: String(port.power_max_w / 1_000),
    connectors: port.connectors.join(' '),
    public: word(port.public),
    fleet_only: word(port.listing.fleet_only),
    funding: [...new Set([...site.listing.funding, ...port.listing.funding])].join(' '),
    installed: since === null ? null : new Date(since).toISOString().slice(0, 10),
  });
};

const inventoryRows = async function* ({
  registry,
}: ExportErrand): AsyncGenerator<readonly RowValues[]> {
  yield await Promise.resolve(statePorts(registry).map(inventoryRow));
};

const valueOf = (cell: Cell, name: string): number => Number(cell(name) ?? 0);

const exceeds = (cell: Cell, part: string, of: string) =>
  valueOf(cell, part) <= valueOf(cell, of)
    ? []
    : [{ column: part, value: cell(part) ?? '', sentence: `${part} is more than ${of}.` }];

const bounds = (cell: Cell) => [
  ...exceeds(cell, 'excluded_minutes', 'downtime_minutes'),
  ...exceeds(cell, 'successful_attempts', 'attempts'),
];

const intervalRule = (cell: Cell) => {
  const [minute = ''] = (cell('interval_start') ?? '').slice(14).split(':');
  const on = ['00', '15', '30', '45'].includes(minute);
  const sentence = 'interval_start is no quarter of an hour.';
  const off = { column: 'interval_start', value: cell('interval_start') ?? '', sentence };
  const long = valueOf(cell, 'downtime_minutes') + valueOf(cell, 'unknown_minutes') > 15.02;
  return [
    ...bounds(cell),
    ...(on ? [] : [off]),
    ...(long ? sumFinding(cell, ['downtime_minutes', 'unknown_minutes'], ['interval', '15']) : []),
  ];
};

const uptimeRule = (cell: Cell) => {
  if (cell('uptime_percent') === null) return bounds(cell);
  const of = valueOf(cell, 'period_minutes');
  const down = valueOf(cell, 'downtime_minutes') - valueOf(cell, 'excluded_minutes');
  return [...bounds(cell), ...percentFinding(cell, 'uptime_percent', [of - down, of])];
};

type Described = Pick<ExportFile, 'name' | 'about' | 'columns' | 'key' | 'rows'>;

const fileOf = (file: Described, rule: Parameters<typeof rowJudge>[1]): ExportFile => ({
  ...file,
  bytesMax: null,
  slices: null,
  emptyIsLeftOut: false,
  judge: () => rowJudge(file, rule),
});

const refuse = ({ from, to, registry }: Judging): string | null => {
  // A range that begins at midnight of another clock means the half year that it is most of.
  const { half } = halfYearAt(from + (to - from) / 2);
  if (half.from !== from || half.to !== to) {
    const [start, end] = [secondText(half.from), secondText(half.to)];
    return (
      `the report is of a half year of the state's clock: as --from ${start} --to ${end}, ` +
      'or its dates with --zone America/Los_Angeles'
    );
  }
  if (statePorts(registry).length > 0) return null;
  return (
    'no port in California is registered: a site needs the country USA and the state CA. Register ' +
    'it with `laddbok ledger`'
  );
};

export const californiaExport: ExportDefinition = {
  name: 'california',
  about: 'California: uptime of a half year, its records by quarters of an hour, the inventory.',
  source: 'Public Resources Code 25231.5; CEC, EV charger data and reliability standards',
  version: '1',
  formats: ['csv', 'ndjson'],
  needs: 'compliance',
  files: [
    fileOf(
      {
        name: 'uptime',
        about: 'Each covered port over the half year.',
        columns: uptimeColumns,
        key: ['charger_id', 'port_id'],
        rows: uptimeRows,
      },
      uptimeRule,
    ),
    fileOf(
      {
        name: 'intervals',
        about: 'Each covered port by quarters of an hour.',
        columns: intervalColumns,
        key: ['charger_id', 'port_id', 'interval_start'],
        rows: intervalRows,
      },
      intervalRule,
    ),
    fileOf(
      {
        name: 'inventory',
        about: 'All chargers in the state: number, place and specification.',
        columns: inventoryColumns,
        key: ['charger_id', 'port_id'],
        rows: inventoryRows,
      },
      () => [],
    ),
  ],
  rulebooks: [rulebook.id],
  refuse,
  sidecars: () => [],
};
