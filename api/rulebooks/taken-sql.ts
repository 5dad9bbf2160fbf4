// What each exclusion takes out of the outages of a port under a rulebook, in SQL.

import type { Query } from '../../store/port.ts';
import { grantedSql, piecesSql, sumsQuery, type SumsAsked } from './sums-sql.ts';

/**
 * A row for each exclusion and port of which it takes time: columns exclusion_id, reason,
 * station_id, port, taken (milliseconds). Where two lie over one outage both take it, so that what
 * all take together is what `sumsQuery` says, and not the sum of these. Before the yearly budget.
 */
export const takenQuery = (asked: SumsAsked): Query => {
  const { rulebook, ledger } = asked;
  const { params } = sumsQuery(asked);
  const isGranting = ledger.exclusions !== null && Object.keys(rulebook.grants).length > 0;
  if (!isGranting)
    return {
      sql: "WITH 0 AS none SELECT '' AS exclusion_id, '' AS reason, '' AS station_id, toUInt16(0) AS port, toInt64(0) AS taken WHERE false",
      params,
    };
  const cut = 'greatest(s, starts_ms), least(e, ends_ms)';
  return {
    sql:
      `WITH outages AS (SELECT * FROM (${piecesSql(asked)}) WHERE class = 'down')\n` +
      `SELECT exclusion_id, reason, station_id, port, toInt64(intervalLengthSum(${cut})) AS taken\n` +
      'FROM outages AS d\n' +
      `INNER JOIN (${grantedSql(rulebook, ledger.exclusions ?? '')}) AS g USING (station_id, port)\n` +
      'WHERE s < e AND starts_ms < e AND ends_ms > s GROUP BY exclusion_id, reason, station_id, port',
    params,
  };
};
