// What an address of the preview says: a range of time, room for points, values of variables.

import { day_ms } from '../../lib/time.ts';
import type { Complaint } from '../define.ts';
import { variablesOf, type Board } from './board.ts';
import type { TimeRange } from './expanding.ts';
import type { Choice } from './variables.ts';

const range_ms_max = 20 * 366 * day_ms;
/** `toDateTime` of the store ends in 2106. */
const instant_max = 4_294_967_295_000;
const values_max = 500;
const valueLength_max = 500;
const points = { least: 20, most: 2_000, unasked: 600 };

export interface BoardRequest {
  readonly range: TimeRange;
  readonly points_max: number;
  readonly choice: Choice;
}

export type Reading =
  | { readonly ok: true; readonly request: BoardRequest }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

const instantOf = (text: string | null): number | null => {
  const number = text !== null && /^\d{1,13}$/.test(text) ? Number(text) : null;
  return number !== null && number <= instant_max ? number : null;
};

const wrong = (parameter: string, detail: string): Complaint => ({
  code: 'bad_parameter',
  parameter,
  detail,
});

const rangeComplaints = (from: number | null, to: number | null): readonly Complaint[] => {
  const what = 'Milliseconds since 1970 as a whole number, before 2106.';
  if (from === null || to === null)
    return [
      ...(from === null ? [wrong('from', `from: ${what}`)] : []),
      ...(to === null ? [wrong('to', `to: ${what}`)] : []),
    ];
  if (from < to && to - from <= range_ms_max) return [];
  const detail = 'from must be before to, by twenty years at most.';
  return [{ code: 'bad_range', parameter: 'from', detail }];
};

const choiceOf = (query: URLSearchParams, board: Board): Choice =>
  Object.fromEntries(
    variablesOf(board)
      .map(({ name }) => [name, query.getAll(`var-${name}`)] as const)
      .filter(([, values]) => values.length > 0),
  );

const valueComplaints = (choice: Choice): readonly Complaint[] =>
  Object.entries(choice).flatMap(([name, values]) => {
    const tooMany = values.length > values_max || values.some((v) => v.length > valueLength_max);
    const detail = `At most ${values_max} values of ${valueLength_max} characters.`;
    return tooMany ? [wrong(`var-${name}`, detail)] : [];
  });

const unknownComplaints = (query: URLSearchParams, board: Board): readonly Complaint[] => {
  const known = new Set(['from', 'to', 'points']);
  for (const { name } of variablesOf(board)) known.add(`var-${name}`);
  return [...new Set(query.keys())]
    .filter((name) => !known.has(name))
    .map((parameter) => ({
      code: 'unknown_parameter',
      parameter: parameter.slice(0, 100),
      detail: `This board has no ${parameter.slice(0, 100)}.`,
    }));
};

const pointsOf = (text: string | null): number | null => {
  if (text === null) return points.unasked;
  const count = Number(text);
  return Number.isInteger(count) && count >= points.least && count <= points.most ? count : null;
};

/** Reads the query of an address; everything wrong is said at once. */
export const readRequest = (query: URLSearchParams, board: Board): Reading => {
  const [from, to] = [instantOf(query.get('from')), instantOf(query.get('to'))];
  const points_max = pointsOf(query.get('points'));
  const choice = choiceOf(query, board);
  const complaints = [
    ...unknownComplaints(query, board),
    ...rangeComplaints(from, to),
    ...(points_max === null
      ? [wrong('points', `points: a whole number from ${points.least} to ${points.most}.`)]
      : []),
    ...valueComplaints(choice),
  ];
  if (complaints.length > 0 || from === null || to === null || points_max === null)
    return { ok: false, complaints };
  return { ok: true, request: { range: { from_ms: from, to_ms: to }, points_max, choice } };
};
