// Where tables and truth differ, which of it a quality flag explains, and the rest in prose.

import type { qualityFlags } from '../processors/quality/table.ts';
import { hour_ms, instantText } from '../lib/time.ts';
import { decimalText } from '../lib/units.ts';
import type { RowOf } from '../schemas/table.ts';
import type { Compared } from './truth-from-tables.ts';

export type Flag = RowOf<typeof qualityFlags>;

type Kind = keyof Compared;
type Cell = string | number | null;
type Cells = readonly Cell[];

/** A line of one side that the other does not have. */
interface Difference {
  readonly kind: Kind;
  readonly side: 'truth' | 'tables';
  readonly cells: Cells;
}

/** The cells of a line by name, in the order of `truth-from-tables.ts`. */
const cellNames = {
  sessions: [
    'station',
    'port',
    'from',
    'to',
    'energy',
    'register_from',
    'register_to',
    'token',
    'reason',
    'transaction',
  ],
  buckets: ['station', 'port', 'transaction', 'from', 'energy'],
  outages: ['station', 'port', 'cause', 'from', 'to'],
  faults: ['station', 'port', 'code', 'vendor_code', 'from', 'to', 'reports'],
} as const satisfies Record<Kind, readonly string[]>;

const cell = ({ kind, cells }: Difference, name: string): Cell =>
  cells[(cellNames[kind] as readonly string[]).indexOf(name)] ?? null;

const words: Readonly<Record<Kind, string>> = {
  sessions: 'a session',
  buckets: 'a quarter of an hour',
  outages: 'an outage',
  faults: 'a fault',
};

const shown = (name: string, value: Cell): string => {
  if (typeof value !== 'number') return `${name} ${value ?? 'none'}`;
  if (name === 'from' || name === 'to') return `${name} ${instantText(value)}`;
  return /energy|register/.test(name) ? `${name} ${decimalText(value)} Wh` : `${name} ${value}`;
};

/** One sentence: who has what the other has not. */
export const inProse = (difference: Difference): string => {
  const { kind, side, cells } = difference;
  const names: readonly string[] = cellNames[kind].slice(2);
  const what = names.map((name, index) => shown(name, cells[index + 2] ?? null)).join(', ');
  const who = side === 'truth' ? 'the tables lack' : 'only the tables have';
  const where = `${cell(difference, 'station')} port ${cell(difference, 'port')}`;
  return `${where}: ${who} ${words[kind]} (${what})`;
};

/** Tokens are compared by their letters and digits: what a reader adds is no other card. */
const plainToken = (value: Cell): Cell =>
  typeof value === 'string' ? value.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase() : value;

const instant_min = Date.UTC(2020, 0, 1);

const alike = (blur_ms: number) => (a: Cells, b: Cells, kind: Kind) => {
  // How often a quirk repeats a fault is of no account here.
  const reports = kind === 'faults' ? cellNames.faults.indexOf('reports') : -1;
  const token = kind === 'sessions' ? cellNames.sessions.indexOf('token') : -1;
  return a.every((one, index) => {
    const other = b[index] ?? null;
    if (
      index === reports ||
      one === other ||
      (index === token && plainToken(one) === plainToken(other))
    )
      return true;
    if (typeof one !== 'number' || typeof other !== 'number' || one < instant_min) return false;
    return kind !== 'buckets' && Math.abs(one - other) <= blur_ms;
  });
};

const cellsOf = (lines: readonly string[]): readonly Cells[] =>
  lines.map((line) => JSON.parse(line) as Cells);

const kinds = Object.keys(cellNames) as readonly Kind[];

/** What one side has and the other has not, instants being equal within `blur_ms`. */
export const differencesOf = (
  truth: Compared,
  tables: Compared,
  blur_ms = 0,
): readonly Difference[] =>
  kinds.flatMap((kind) => {
    const same = alike(blur_ms);
    const left = [...cellsOf(tables[kind])];
    const lacking: Difference[] = [];
    for (const cells of cellsOf(truth[kind])) {
      const exact = left.findIndex((other) => same(cells, other, kind));
      if (exact === -1) lacking.push({ kind, side: 'truth', cells });
      else left.splice(exact, 1);
    }
    return [...lacking, ...left.map((cells) => ({ kind, side: 'tables' as const, cells }))];
  });

/** How long before and after a difference a flag may stand: offline spells delay messages. */
const before_ms = hour_ms;
const after_ms = 8 * hour_ms;
/** Energy without a session is spread over the time between two readings, which may be a night. */
const afterUnattributed_ms = 24 * hour_ms;

/** Says how a frame is written, not how a number was treated: it explains no number. */
const explainsNothing: ReadonlySet<string> = new Set(['frame_out_of_schema']);

/**
 * Whether a flag of the same port, or of the whole station, stands near the difference: by its
 * receipt, or by the time in the tables that it says it concerns, and from when on it says that it
 * holds. A wrong clock puts a number hours away from the receipt of its frame, and a station that
 * was offline tells of hours ago.
 */
export const isExplained = (difference: Difference, flags: readonly Flag[]): boolean => {
  const from = Number(cell(difference, 'from'));
  const to = Number(cell(difference, 'to') ?? from);
  const port = cell(difference, 'port');
  const late_ms = cell(difference, 'transaction') === '' ? afterUnattributed_ms : after_ms;
  return flags.some(
    (flag) =>
      !explainsNothing.has(flag.code) &&
      flag.station_id === cell(difference, 'station') &&
      (flag.port === port || flag.port === 0) &&
      [flag.at, flag.concerns_at].some(
        (at) =>
          at >= from - before_ms && Math.min(flag.since ?? at, at) <= Math.max(from, to) + late_ms,
      ),
  );
};

/** Rounding of registers that are told in other units or steps, by port. */
const rounding_mwh = 100_000;

const energyByPort = (buckets: readonly string[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const [station, port, , , energy] of cellsOf(buckets)) {
    const name = `${station} port ${port}`;
    sums.set(name, (sums.get(name) ?? 0) + Number(energy));
  }
  return sums;
};

/** Ports of which the tables tell more energy than ever flowed: no flag excuses that. */
export const overcounted = (truth: Compared, tables: Compared): readonly string[] => {
  const flowed = energyByPort(truth.buckets);
  return (
    [...energyByPort(tables.buckets)]
      // Connector 0 is no port: its meter is the site's, and a flag may explain it.
      .filter(([port]) => !port.endsWith(' port 0'))
      .filter(([port, energy]) => energy > (flowed.get(port) ?? 0) + rounding_mwh)
      .map(([port, energy]) => {
        const [told, real] = [energy, flowed.get(port) ?? 0].map(decimalText);
        return `${port}: the tables tell ${told} Wh where ${real} Wh flowed`;
      })
  );
};
