// The user that boards read with: which it is, what it is granted on a server, what it is refused.

import type { Statement } from './statement.ts';

/** The user's name, on a server and at the endpoint. */
export const readerName = 'grafana_reader';

/** Tables behind the views: those of a set, as `sessions_v3`, and the pointer to the set shown. */
const behindViews = /^(?:[a-z][a-z0-9_]*_v\d+|served_sets)$/;

/**
 * The table behind a view that a statement names, itself or by a parameter; null where it names
 * none. Boards that read one would show another set than everybody else after a rebuild.
 */
export const tableBehind = (
  { names }: Pick<Statement, 'names'>,
  params: Readonly<Record<string, string>>,
): string | null => {
  const byParameter = names.has('identifier') ? Object.values(params) : [];
  const found = [...names, ...byParameter.map((name) => name.toLowerCase())];
  return found.find((name) => behindViews.test(name)) ?? null;
};

const grant = (view: string): string => `        <query>GRANT SELECT ON laddbok.${view}</query>`;

/** The user as ClickHouse reads it from `users.d`: it may read these views and nothing else. */
export const readerFile = (views: readonly string[]): string => `<!--
  The user that Grafana reads with. Written by \`npm run gen\` from the tables of the rooms: do not
  edit. It may read the views by name, and none of the tables behind them; so the views that Laddbok
  makes read as Laddbok's own user. Grafana sets max_execution_time on each query.
-->
<clickhouse>
  <profiles>
    <default>
      <default_normal_view_sql_security>DEFINER</default_normal_view_sql_security>
    </default>
    <${readerName}>
      <readonly>1</readonly>
      <max_execution_time>60</max_execution_time>
      <max_memory_usage>1000000000</max_memory_usage>
      <constraints>
        <max_execution_time>
          <max>120</max>
          <changeable_in_readonly/>
        </max_execution_time>
      </constraints>
    </${readerName}>
  </profiles>
  <users>
    <${readerName}>
      <password from_env="GRAFANA_READER_PASSWORD"/>
      <profile>${readerName}</profile>
      <networks><ip>::/0</ip></networks>
      <grants>
${views.map(grant).join('\n')}
      </grants>
    </${readerName}>
  </users>
</clickhouse>
`;
