// The one table of what an answer may be refused for, told as problem details (RFC 9457).

import type { Complaint } from './define.ts';

const table = {
  unknown_parameter: { status: 400, title: 'There is no such parameter' },
  bad_parameter: { status: 400, title: 'A parameter cannot be read' },
  bad_range: { status: 400, title: 'The range of time is empty' },
  bad_zone: { status: 400, title: 'There is no such time zone' },
  bad_cursor: { status: 400, title: 'The cursor does not fit' },
  window_too_fine: { status: 400, title: 'The windows are too fine for the range' },
  too_many_rows: { status: 400, title: 'That format does not take so many rows' },
  export_unusable: { status: 400, title: 'The export cannot be made' },
  export_refused: { status: 422, title: 'The receiver would refuse the export' },
  export_under_way: { status: 429, title: 'Another export is being made' },
  bad_request: { status: 400, title: 'The request cannot be read' },
  bad_command: { status: 400, title: 'The command cannot be understood' },
  no_key: { status: 401, title: 'A key is needed' },
  bad_registration: { status: 400, title: 'The station cannot be registered like that' },
  not_allowed: { status: 403, title: 'This is not for you to do' },
  not_found: { status: 404, title: 'There is no such thing' },
  method_not_allowed: { status: 405, title: 'This can only be read' },
  command_under_way: { status: 409, title: 'The command is under way already' },
  station_known: { status: 409, title: 'The station is registered already' },
  station_offline: { status: 409, title: 'The station is not connected' },
  bad_entries: { status: 422, title: 'Entries of the ledger are wrong' },
  command_refused: { status: 422, title: 'The station cannot be told that' },
  too_often: { status: 429, title: 'Asked too often' },
  too_many_commands: { status: 429, title: 'Too many commands wait for the station' },
  not_acceptable: { status: 406, title: 'There is no answer in that form' },
  log_unavailable: { status: 503, title: 'The log takes no orders' },
  store_unavailable: { status: 503, title: 'The store does not answer' },
  too_large: { status: 422, title: 'The question is too large' },
  took_too_long: { status: 504, title: 'The question takes too long' },
  internal: { status: 500, title: 'Something went wrong here' },
} as const satisfies Readonly<Record<string, { status: number; title: string }>>;

export type ProblemCode = keyof typeof table;

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What happened, and what to do. */
  readonly detail: string;
  readonly errors?: readonly { readonly parameter: string; readonly detail: string }[];
}

export const problemContentType = 'application/problem+json; charset=utf-8';

/** Seconds after which asking again makes sense while the store is away. */
export const retryAfter_s = 5;

export const problem = (code: ProblemCode, detail: string): Problem => ({
  type: `urn:laddbok:problem:${code.replaceAll('_', '-')}`,
  ...table[code],
  detail,
});

/** The problem of complaints about parameters: named by the first, telling all. */
export const problemOf = (complaints: readonly Complaint[]): Problem => {
  const [first] = complaints;
  const detail = complaints.map((complaint) => complaint.detail).join(' ');
  return {
    ...problem(first?.code ?? 'bad_request', detail),
    errors: complaints.map(({ parameter, detail: what }) => ({ parameter, detail: what })),
  };
};
