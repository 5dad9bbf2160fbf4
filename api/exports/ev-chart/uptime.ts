// EV-ChART module 3: uptime of each port for each month of the quarter, over twelve months each.

import { minute_ms } from '../../../lib/time.ts';
import { evaluate, type Evaluation } from '../../rulebooks/evaluate.ts';
import { nevi } from '../../rulebooks/nevi.ts';
import { monthAt, windowOf, type Window } from '../../rulebooks/windows.ts';
import type { ExportErrand, Noting, RowFinding } from '../define.ts';
import { portGroups } from '../port-groups.ts';
import type { Registry, SitedPort } from '../registry.ts';
import { uptimeColumns } from './columns.ts';
import { historiesOf } from '../histories.ts';
import type { NamedRow } from './judge.ts';
import {
  filedPorts,
  hundredthsText,
  idsOf,
  secondText,
  type Cells,
  type Module,
} from './module-file.ts';
import { ownSentences, sentences } from './sentences.ts';

const yearMinutes = 525_600;

/** The windows of the months that end within the range. */
export const monthWindows = ({ from, to }: Window): readonly Window[] => {
  const windows: Window[] = [];
  for (let month = monthAt(from, 'UTC'); windowOf(nevi, month).to <= to; month++) {
    windows.push(windowOf(nevi, month));
  }
  return windows;
};

/** Hundredths of minutes of the outage, and of what of it is excluded. */
const minutesOf = ({ sums }: Evaluation) => {
  const hundredths = (ms: number): number => Math.round((ms * 100) / minute_ms);
  const excluded = hundredths(sums.excluded);
  return { total: hundredths(sums.down + sums.excluded), excluded };
};

/**
 * Percent with two places, of the minutes as they are reported, so that whoever recomputes it finds
 * the same. Rounded down: a port at 96.999 % has not reached 97.
 * Source: 23 CFR 680.116(b)(3).
 */
export const uptimeText = (total: number, excluded: number): string => {
  const whole = BigInt(yearMinutes) * 100n;
  const up = whole - BigInt(total - excluded);
  return hundredthsText(Number((up * 10_000n) / whole));
};

const cellsOf = (sited: SitedPort, found: Evaluation, window: Window): Cells => {
  const { total, excluded } = minutesOf(found);
  return {
    ...idsOf(sited),
    uptime_reporting_start: secondText(window.from),
    uptime_reporting_end: secondText(window.to - 1),
    uptime: found.partial ? null : uptimeText(total, excluded),
    total_outage: hundredthsText(total),
    total_outage_excl: hundredthsText(excluded),
  };
};

const cells = async function* (
  errand: ExportErrand,
  note: Noting,
): AsyncGenerator<readonly Cells[]> {
  const windows = monthWindows(errand);
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return;
  const whole = { from: first.from, to: last.to };
  for (const group of portGroups(filedPorts(errand.registry))) {
    for (const [sited, history] of await historiesOf(errand, group, whole)) {
      yield windows.map((window) => {
        const found = evaluate(nevi, history, window);
        if (found.sums.unknown > 0) {
          note(
            'Of a part of the twelve months nothing is known; it counts as no outage here. ' +
              '/v1/uptime shows the bounds.',
          );
        }
        return cellsOf(sited, found, window);
      });
    }
  }
};

const year_ms = 365 * 1_440 * minute_ms;

const overlapFindings = (row: NamedRow): readonly RowFinding[] => {
  const [total, excluded] = [row('total_outage'), row('total_outage_excl')];
  if (total === null || excluded === null || Number(excluded) <= Number(total)) return [];
  return [{ column: 'total_outage_excl', value: excluded, sentence: ownSentences.exceeds }];
};

const rules = (registry: Registry) => {
  const since = new Map(
    filedPorts(registry).map(({ site, port }) => [
      JSON.stringify([site.site_id, port.port_id]),
      port.operational_since,
    ]),
  );
  return (row: NamedRow): readonly RowFinding[] => {
    const findings = overlapFindings(row);
    if (row('uptime') !== null) return findings;
    const began = since.get(JSON.stringify([row('station_id'), row('port_id')])) ?? Infinity;
    const start = Date.parse(row('uptime_reporting_start') ?? '');
    if (!(began < start - year_ms)) return findings;
    return [...findings, { column: 'uptime', value: '', sentence: sentences.uptime }];
  };
};

export const uptimeModule: Module = {
  number: 3,
  name: 'm3-uptime',
  about: 'Uptime of each port over the twelve months up to the end of each month of the quarter.',
  columns: uptimeColumns,
  key: ['station_id', 'port_id', 'uptime_reporting_start', 'uptime_reporting_end'],
  emptyIsLeftOut: false,
  cells,
  rules,
};
