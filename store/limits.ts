// What a question may cost, and what makes both engines answer alike.

/** Limits of the questions to a store. */
export interface ReadLimits {
  readonly queryMemory_bytes: number;
  /** Longest run of a query that names no limit of its own. */
  readonly queryTimeout_ms: number;
  /** Longest run of an answer that is streamed. */
  readonly streamTimeout_ms: number;
}

/** Answers that are made whole are held in memory twice, so they have an end. */
const answerBytes_max = 256 * 1024 * 1024;

/** Text that SQL may have, with lists of bound values in it. */
export const sqlBytes_max = 4 * 1024 * 1024;

/** Instants in UTC, and numbers that JSON cannot hold as text. */
export const answerSettings = {
  session_timezone: 'UTC',
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
} as const;

/** Settings for the limits of one question; `whole`: its answer is made in memory first. */
export const limitSettings = (
  { queryMemory_bytes }: Pick<ReadLimits, 'queryMemory_bytes'>,
  timeout_ms: number,
  whole: boolean,
): Readonly<Record<string, number>> => ({
  max_query_size: sqlBytes_max,
  max_memory_usage: queryMemory_bytes,
  max_execution_time: timeout_ms / 1_000,
  ...(whole ? { max_result_bytes: answerBytes_max } : {}),
});
