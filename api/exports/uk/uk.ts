// UK: the yearly report of reliability under SI 2023/1168, and its annex by point.

import type { RowValues } from '../../encode.ts';
import { evaluate } from '../../rulebooks/evaluate.ts';
import type { Sums } from '../../rulebooks/figure.ts';
import { ofGroup, type PortTime } from '../../rulebooks/judge.ts';
import type { Rulebook } from '../../rulebooks/rulebook.ts';
import { ukEligible, ukLiteral } from '../../rulebooks/uk.ts';
import { isOwnWindow, monthAt } from '../../rulebooks/windows.ts';
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
import { portGroups } from '../port-groups.ts';
import { sitedPorts, type Registry, type SitedPort } from '../registry.ts';
import type { OpeningHours } from '../../rulebooks/hours.ts';

const rapid_w = 50_000;
const zone = 'Europe/London';

const measured: readonly Column[] = [
  minutes('minutes_working', 'AVAILABLE, CHARGING or RESERVED.'),
  minutes('minutes_ineligible', 'UNKNOWN or BLOCKED: ineligible for measurement.'),
  minutes('minutes_not_working', 'INOPERATIVE or OUTOFORDER.'),
  minutes('minutes_unknown', 'Nothing was recorded: in neither reading.'),
  minutes('minutes_exempt', 'Closed, not opened yet, or taken down: not measured.'),
  percent('reliability_as_written', 'Reg. 7(3): ineligible time is reliable.'),
  percent('reliability_eligible', 'Ineligible time left out.'),
];

const annexColumns: readonly Column[] = [
  whole('year', 'Calendar year, UK time.'),
  text('account_name', 'Operator.'),
  text('location_name', 'Site.'),
  text('location_address', 'Address of the site.'),
  text('ocpp_id', 'Charging station, as it speaks OCPP.'),
  whole('port', 'Connector of 1.6, EVSE of 2.x.'),
  text('evse_id', 'EVSE id.'),
  text('connectors', 'Standards, as OCPI names them.'),
  text('power_type', 'AC or DC.'),
  number('max_power_kw', 'Rated power, kW.'),
  text('opening_hours', '24/7, or the hours by weekday, in UK time.'),
  ...measured,
];

const reportColumns: readonly Column[] = [
  whole('year', 'Calendar year, UK time.'),
  maybeText('operator', 'Who reports.'),
  whole('charge_points', 'Public charge points operated in the year: reg. 8(a).'),
  whole('rapid_charge_points', 'Of them 50 kW or more: the network.'),
  ...measured,
  percent('mean_as_written', 'Mean of the points: each weighs the same.'),
  percent('lowest', 'As written, had all unrecorded time been not working.'),
  percent('highest', 'As written, had all unrecorded time been working.'),
  percent('target', 'Reg. 7: percent of the time.'),
  text('verdict_as_written', 'met, missed, insufficient_data.'),
  text('verdict_eligible', 'met, missed, insufficient_data.'),
];

/** Public charge points in the United Kingdom. Source: SI 2023/1168 reg. 2 and 3. */
const publicPoints = (registry: Registry): readonly SitedPort[] =>
  sitedPorts(registry).filter(({ site, port }) => port.public && site.country === 'GBR');

const rapidPoints = (registry: Registry): readonly SitedPort[] =>
  publicPoints(registry).filter(({ port }) => port.power_max_w >= rapid_w);

const yearOf = ({ from, to }: Pick<Judging, 'from' | 'to'>): number =>
  Math.floor(monthAt(Math.floor((from + to) / 2), zone) / 12);

const days = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

const hoursText = (hours: readonly OpeningHours[] | null): string =>
  hours === null
    ? '24/7'
    : hours
        .map(({ weekday, from_min, to_min }) => {
          return `${days[weekday - 1] ?? ''} ${clock(from_min)}-${clock(to_min)}`;
        })
        .join('; ');

const minuteCells = (sums: Sums) => ({
  minutes_working: minutesIn(sums.up),
  minutes_ineligible: minutesIn(sums.ineligible),
  minutes_not_working: minutesIn(sums.down + sums.excluded + sums.budgeted),
  minutes_unknown: minutesIn(sums.unknown),
  minutes_exempt: minutesIn(sums.unmeasured),
});

interface Timed {
  readonly sited: SitedPort;
  readonly written: PortTime;
  readonly eligible: PortTime;
}

const timesOf = async function* (errand: ExportErrand): AsyncGenerator<readonly Timed[]> {
  const window = { from: errand.from, to: errand.to };
  for (const group of portGroups(rapidPoints(errand.registry))) {
    const histories = await historiesOf(errand, group, window);
    yield histories.map(([sited, history]) => ({
      sited,
      written: evaluate(ukLiteral, history, window),
      eligible: evaluate(ukEligible, history, window),
    }));
  }
};

const readings = (errand: ExportErrand, timed: readonly Timed[]) => {
  const of = (rulebook: Rulebook, times: readonly PortTime[]) => ofGroup(rulebook, times, errand);
  const written = of(
    ukLiteral,
    timed.map((one) => one.written),
  );
  const eligible = of(
    ukEligible,
    timed.map((one) => one.eligible),
  );
  const cells = {
    year: yearOf(errand),
    ...minuteCells(written.sums),
    reliability_as_written: percentText(written.value),
    reliability_eligible: percentText(eligible.value),
  };
  return { written, eligible, cells };
};

const annexRow = (errand: ExportErrand, timed: Timed): RowValues => {
  const { port, site } = timed.sited;
  return inOrder(annexColumns, {
    ...readings(errand, [timed]).cells,
    account_name: site.listing.operator_name,
    location_name: site.name,
    location_address: [site.address, site.city, site.postcode].filter(Boolean).join(', '),
    ocpp_id: port.station_id,
    port: port.port,
    evse_id: port.evse_id,
    connectors: port.connectors.join(' '),
    power_type: port.listing.current_type,
    max_power_kw: String(port.power_max_w / 1_000),
    opening_hours: hoursText(site.opening_hours),
  });
};

const annexRows = async function* (errand: ExportErrand): AsyncGenerator<readonly RowValues[]> {
  for await (const some of timesOf(errand)) yield some.map((one) => annexRow(errand, one));
};

const reportRows = async function* (errand: ExportErrand): AsyncGenerator<readonly RowValues[]> {
  const all: Timed[] = [];
  for await (const some of timesOf(errand)) all.push(...some);
  const { written, eligible, cells } = readings(errand, all);
  const points = publicPoints(errand.registry);
  yield [
    inOrder(reportColumns, {
      ...cells,
      operator: points[0]?.site.listing.operator_name ?? '',
      charge_points: points.length,
      rapid_charge_points: all.length,
      mean_as_written: percentText(written.mean),
      lowest: percentText(written.lowest),
      highest: percentText(written.highest),
      target: percentText(ukLiteral.threshold?.percent ?? null),
      verdict_as_written: written.verdict,
      verdict_eligible: eligible.verdict,
    }),
  ];
};

const parts = measured.slice(0, 5).map(({ name }) => name);

const reliabilityFindings = (cell: Cell) => {
  const [working = 0, ineligible = 0, not = 0] = parts.map((name) => Number(cell(name)));
  const up = working + ineligible;
  return [
    ...percentFinding(cell, 'reliability_as_written', [up, up + not]),
    ...percentFinding(cell, 'reliability_eligible', [working, working + not]),
  ];
};

const minutesOfYear = ({ from, to }: Judging): number => (to - from) / 60_000;

const fileOf = (file: Pick<ExportFile, 'name' | 'about' | 'columns' | 'key' | 'rows'>) => ({
  ...file,
  bytesMax: null,
  slices: null,
  emptyIsLeftOut: false,
  judge: (judging: Judging) =>
    rowJudge(file, (cell) => {
      const points = Number(cell('rapid_charge_points') ?? 1);
      const expected = String(minutesOfYear(judging) * points);
      return [...sumFinding(cell, parts, ['minutes', expected]), ...reliabilityFindings(cell)];
    }),
});

export const ukReliability: ExportDefinition = {
  name: 'uk-reliability',
  about: 'Yearly reliability of the rapid network of the UK, and each point of it.',
  source: 'Public Charge Point Regulations 2023, SI 2023/1168, reg. 7 and 8',
  version: '1',
  formats: ['csv', 'ndjson', 'xlsx'],
  needs: 'compliance',
  files: [
    fileOf({
      name: 'report',
      about: 'What reg. 8 asks of the network, in both readings of reg. 7(3).',
      columns: reportColumns,
      key: ['year'],
      rows: reportRows,
    }),
    fileOf({
      name: 'annex',
      about: 'Each rapid charge point: its minutes by class, and its reliability.',
      columns: annexColumns,
      key: ['ocpp_id', 'port'],
      rows: annexRows,
    }),
  ],
  rulebooks: [ukLiteral.id, ukEligible.id],
  refuse: ({ from, to, registry }) => {
    if (!isOwnWindow(ukLiteral, { from, to })) {
      return 'the report is of a calendar year: as --from 2025-01-01 --to 2026-01-01';
    }
    if (publicPoints(registry).length > 0) return null;
    return (
      'no public port in the UK is registered: a site needs the country GBR, and its ports ' +
      'is_public. Register them with `laddbok ledger`'
    );
  },
  sidecars: () => [],
};
