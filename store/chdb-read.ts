// Questions to the embedded engine: read-only connections with limits, rows or bytes as the answer.

import { bind, type ConnectionSetup, type Lease, type Pool } from './chdb-pool.ts';
import { byteStream, isStreamed } from './chdb-stream.ts';
import { databaseName } from './ddl.ts';
import { faultOf } from './failure.ts';
import { answerSettings, limitSettings, type ReadLimits } from './limits.ts';
import { paramText } from './params.ts';
import type { Query, QueryLimits, QueryParams, Store } from './port.ts';

const textsOf = (params: QueryParams): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, paramText(value)]));

const rowsIn = (lines: string): readonly unknown[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

interface Pools {
  readonly readers: Pool;
  /** Apart, so that slow readers of long answers do not keep short questions waiting. */
  readonly streams: Pool;
}

/** How a question is planned: see `Query.inlined`. */
const planning = ({ inlined = false }: Query): ConnectionSetup['settings'] =>
  inlined ? { analyzer_inline_views: 1 } : {};

/** The reading half of a store over its connections. */
export const reader = (
  { readers, streams }: Pools,
  where: string,
  limits: ReadLimits,
): Pick<Store, 'query' | 'stream'> => {
  const leased = async (
    pool: Pool,
    query: Query,
    setup: ConnectionSetup['settings'],
  ): Promise<Lease> => {
    const settings = { ...answerSettings, ...setup, ...planning(query), readonly: 1 };
    const lease = await pool.lease({ database: databaseName, settings });
    try {
      await bind(lease.connection, query.sql, textsOf(query.params));
      return lease;
    } catch (thrown) {
      lease.release();
      throw thrown;
    }
  };
  const query = async <T extends Readonly<Record<string, unknown>>>(
    question: Query,
    { timeout_ms = limits.queryTimeout_ms }: QueryLimits = {},
  ): Promise<readonly T[]> => {
    try {
      const { connection, release } = await leased(
        readers,
        question,
        limitSettings(limits, timeout_ms, true),
      );
      try {
        const answer = await connection.session.queryAsync(question.sql, { format: 'JSONEachRow' });
        return rowsIn(answer.text()) as readonly T[];
      } finally {
        release();
      }
    } catch (thrown) {
      throw faultOf(thrown, { where, timeout_ms });
    }
  };
  const stream: Store['stream'] = async (question, format) => {
    const timeout_ms = limits.streamTimeout_ms;
    const fault = (thrown: unknown): Error => faultOf(thrown, { where, timeout_ms });
    try {
      const setup = limitSettings(limits, timeout_ms, !isStreamed(format));
      const { connection, release } = await leased(streams, question, setup);
      return await byteStream(connection, { sql: question.sql, format, done: release, fault });
    } catch (thrown) {
      throw fault(thrown);
    }
  };
  return { query, stream };
};
