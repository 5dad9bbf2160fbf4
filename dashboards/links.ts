// Where boards lead: to each other, and from a row to the station or session that it is about.

import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type DynamicConfigValue,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** What every board is tagged with, and found by. */
export const commonTag = 'laddbok';

/** The uid of a board by the name of its file: others lead to it by that name. */
export const uidOf = (file: string): string => `laddbok-${file}`;

/** The list of all boards, at the head of each; it takes time and variables along. */
export const boardList = () =>
  new DashboardLinkBuilder('Boards')
    .type(DashboardLinkType.Dashboards)
    .tags([commonTag])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true)
    .tooltip('All boards, with this time range and these variables');

const linkTo = (title: string, url: string): DynamicConfigValue => ({
  id: 'links',
  value: [{ title, url, targetBlank: false }],
});

const field = (name: string): string => `\${__data.fields.${name}:percentencode}`;

/** Variables that every link takes along. */
const kept = '${datasource:queryparam}&${tenant:queryparam}';

/** From a cell with a station to its board. */
export const toStation = linkTo(
  'Open the station',
  `/d/${uidOf('station')}?${kept}&var-station=${field('station_id')}&\${__url_time_range}`,
);

/** From a row of a session to its board; the row has `station_id`, `from_ms` and `to_ms`. */
export const toSession = linkTo(
  'Open the session',
  `/d/${uidOf('session')}?${kept}&var-station=${field('station_id')}` +
    `&var-session=${field('session_id')}&from=${field('from_ms')}&to=${field('to_ms')}`,
);
