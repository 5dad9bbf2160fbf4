// Alerts on what people must hear of: data that stop, a silent fleet, holes, a budget that burns.

import { lostOfLastDay } from '../api/lost.ts';
import { completeness } from '../processors/completeness/table.ts';
import { stations } from '../processors/stations/table.ts';
import { budget_days, burningPorts } from './burning.ts';
import { columns, oneLine } from './query.ts';
import { rulebookNamed } from './rulebooks.ts';

const c = columns(completeness);
const s = columns(stations);

/** As the provisioned data source is called. */
const source = 'laddbok';

interface Alert {
  readonly uid: string;
  readonly title: string;
  /** What has happened, and what to do first. */
  readonly about: string;
  /** A row for each tenant: its name, and the number that is compared. */
  readonly sql: string;
  readonly above: number;
  readonly lasting: string;
  /** Without rows there is nothing to alert of, or everything. */
  readonly noData: 'OK' | 'Alerting';
  readonly board: string;
}

// No `$` in these: Grafana would read it as a variable of its environment.
export const alerts: readonly Alert[] = [
  {
    uid: 'laddbok-lag',
    title: 'No new data',
    about:
      'The newest event in the tables is more than five minutes old. Look whether the processor ' +
      'runs, then whether the gateway does.',
    sql: `SELECT ${s.tenant}, toFloat64(dateDiff('second', max(${s.last_seen_at}), now())) AS age
      FROM ${stations.name} GROUP BY ${s.tenant} ORDER BY ${s.tenant}`,
    above: 300,
    lasting: '2m',
    noData: 'Alerting',
    board: 'laddbok-pipeline',
  },
  {
    uid: 'laddbok-silent',
    title: 'Fleet falls silent',
    about:
      'More than a fifth of the stations were not heard for an hour, while others were: look for ' +
      'a carrier, a certificate or a firmware that they share.',
    sql: `SELECT ${s.tenant}, countIf(${s.last_seen_at} < newest - INTERVAL 1 HOUR) / count() AS
      silent
      FROM ${stations.name}
      INNER JOIN (SELECT ${s.tenant} AS of, max(${s.last_seen_at}) AS newest FROM ${stations.name}
        GROUP BY of) AS n
        ON n.of = ${stations.name}.${s.tenant}
      WHERE ${s.last_seen_at} > newest - INTERVAL 30 DAY
      GROUP BY ${s.tenant} ORDER BY ${s.tenant}`,
    above: 0.2,
    lasting: '10m',
    noData: 'OK',
    board: 'laddbok-pipeline',
  },
  {
    uid: 'laddbok-missing',
    title: 'Events are missing',
    about:
      'More than one event in a thousand of the last day is missing from the log by the numbering ' +
      'of connections: numbers of that day are not complete.',
    sql: `SELECT ${c.tenant}, sum(${c.missing}) / (sum(${c.events}) + sum(${c.missing})) AS missing
      FROM ${completeness.name} WHERE ${c.hour} > now() - INTERVAL 1 DAY
      GROUP BY ${c.tenant} ORDER BY ${c.tenant}`,
    above: 0.001,
    lasting: '5m',
    noData: 'OK',
    board: 'laddbok-pipeline',
  },
  {
    uid: 'laddbok-lost',
    title: 'Events are lost',
    about:
      'At least one event of the last day was confirmed to its station and is neither in the ' +
      'tables nor set aside. Ask /v1/completeness which station and hour, then `laddbok verify`.',
    sql: lostOfLastDay,
    above: 0,
    lasting: '5m',
    noData: 'OK',
    board: 'laddbok-pipeline',
  },
  {
    uid: 'laddbok-budget',
    title: 'Uptime budget burning',
    about:
      'At least one port uses up the outage that NEVI leaves it in a trailing year (3 %) faster ' +
      `than it lasts: at the pace of the last seven days it is gone within ${budget_days} days. ` +
      'Exclusions of the ledger are taken off. Mend the worst ports of the board Compliance, or ' +
      'declare what is not yours to answer for.',
    sql: burningPorts(rulebookNamed('nevi-2023')),
    above: 0,
    lasting: '1h',
    noData: 'OK',
    board: 'laddbok-compliance',
  },
];

const day_s = 86_400;

const ruleOf = ({ uid, title, about, sql, above, lasting, noData, board }: Alert) => ({
  uid,
  title,
  condition: 'limit',
  for: lasting,
  noDataState: noData,
  execErrState: 'Alerting',
  isPaused: false,
  labels: { product: 'laddbok' },
  annotations: { summary: about, __dashboardUid__: board },
  data: [
    {
      refId: 'asked',
      datasourceUid: source,
      relativeTimeRange: { from: day_s, to: 0 },
      model: {
        refId: 'asked',
        editorType: 'sql',
        queryType: 'table',
        format: 1,
        pluginVersion: '4.20.0',
        rawSql: oneLine(sql),
      },
    },
    {
      refId: 'limit',
      datasourceUid: '__expr__',
      relativeTimeRange: { from: day_s, to: 0 },
      model: {
        refId: 'limit',
        type: 'threshold',
        expression: 'asked',
        conditions: [{ evaluator: { type: 'gt', params: [above] } }],
      },
    },
  ],
});

/** The file that Grafana's alerting is provisioned from. */
export const alertFile = {
  apiVersion: 1,
  groups: [
    { orgId: 1, name: 'laddbok', folder: 'Laddbok', interval: '1m', rules: alerts.map(ruleOf) },
  ],
};
