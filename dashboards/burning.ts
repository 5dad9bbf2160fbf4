// Ports that use up what a rule leaves them of outage, as the alert asks for them.

import { ledgerRelations } from '../api/rulebooks/ledger-relations.ts';
import type { Rulebook } from '../api/rulebooks/rulebook.ts';
import { togetherSql } from '../api/rulebooks/together-sql.ts';
import { minute_ms } from '../lib/time.ts';
import { stations } from '../processors/stations/table.ts';
import { columns } from './query.ts';
import { ms } from './rulebook-spans.ts';

const s = columns(stations);
const ledger = ledgerRelations('tenant', null);

/** Between tenant and id where those of all tenants stand in one relation. */
const tab = 'char(9)';

/** The statement over all tenants: what is unique within one is made unique among all. */
const ofAllTenants = (sql: string): string => {
  const apart = (name: string) =>
    `if(${name} = '', '', concat(tenant, ${tab}, ${name})) AS ${name}`;
  const names: Readonly<Record<string, readonly string[]>> = {
    availability: ['station_id'],
    availability_by_time: ['station_id'],
    ports: ['station_id', 'site_id'],
    exclusions: ['station_id', 'site_id', 'exclusion_id'],
  };
  return sql
    .replaceAll(/tenant = \{\w+:String\}/g, 'true')
    .replaceAll(/laddbok\.(\w+)/g, (_whole, name: string) => {
      const given = (names[name] ?? []).map(apart).join(', ');
      return `(SELECT * REPLACE (${given}) FROM ${name})`;
    });
};

/** What is left of the budget of a year is used up within this many days, as the last week went. */
export const budget_days = 30;
const week_days = 7;

/**
 * SQL: by tenant, ports that use up the budget of outage of a trailing year faster than it lasts:
 * at the pace of the last seven days, what is left of it is gone within `budget_days`.
 */
export const burningPorts = (rulebook: Rulebook): string => {
  const { formula, threshold } = rulebook;
  const allowed_ms = Math.round(
    (formula.minutes ?? 0) * minute_ms * (1 - (threshold?.percent ?? 100) / 100),
  );
  const before = (days: number) => ms(`(now() - INTERVAL ${days} DAY)`);
  const [from, to] = [before(365), before(0)];
  const newest = `toInt64(toUnixTimestamp64Milli(assumeNotNull((SELECT max(${s.last_seen_at})
    FROM ${stations.name}))))`;
  const sums = togetherSql({
    rulebooks: [rulebook],
    spans: [{ from, to, months: `[${from}, ${before(week_days)}, ${to}]` }],
    // Every row has the tenant that it has.
    tenant: 'tenant',
    known_until: newest,
    exclusions: ledger.exclusions,
    ports: ledger.ports,
  });
  return `SELECT tenant, toFloat64(countIf(of_week > 0 AND
      (${allowed_ms} - of_year) * ${week_days} < of_week * ${budget_days})) AS burning
    FROM (SELECT splitByString(${tab}, station_id)[1] AS tenant, station_id, port,
      sum(down) AS of_year, argMax(down, starts_at) AS of_week
      FROM (${ofAllTenants(sums)}) GROUP BY tenant, station_id, port)
    GROUP BY tenant ORDER BY tenant`;
};
