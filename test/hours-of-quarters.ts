// The long way to what `energy_hours` says: from the quarters of an hour, all of them at once.

import { floorTo, hour_ms } from '../lib/time.ts';
import type { energyHours, sessionEnergy } from '../processors/energy/table.ts';
import type { RowOf } from '../schemas/table.ts';

type Quarter = RowOf<typeof sessionEnergy>;
type Hour = RowOf<typeof energyHours>;

/** What an hour and those before it have in common. */
const seriesOf = ({ tenant, station_id, port, session_id }: Quarter): string =>
  JSON.stringify([tenant, station_id, port, session_id]);

/** The hours of some quarters, each with the one before in which its session had energy. */
export const hoursOfQuarters = (quarters: readonly Quarter[]): readonly Hour[] => {
  const series = new Map<string, Map<number, Hour>>();
  for (const quarter of quarters) {
    const { tenant, station_id, port, session_id, energy_wh } = quarter;
    const hour_start = floorTo(quarter.bucket_start, hour_ms);
    const hours = series.get(seriesOf(quarter)) ?? new Map<number, Hour>();
    const hour: Hour = {
      tenant,
      hour_start,
      station_id,
      port,
      session_id,
      of_session: session_id !== '',
      energy_wh: (hours.get(hour_start)?.energy_wh ?? 0) + energy_wh,
      previous_hour_start: null,
    };
    series.set(seriesOf(quarter), hours.set(hour_start, hour));
  }
  return [...series.values()].flatMap((hours) => followed([...hours.values()]));
};

const followed = (hours: readonly Hour[]): readonly Hour[] => {
  let previous_hour_start: number | null = null;
  return hours
    .toSorted((a, b) => a.hour_start - b.hour_start)
    .map((hour) => {
      if (!hour.of_session || hour.energy_wh === 0) return hour;
      const told = { ...hour, previous_hour_start };
      previous_hour_start = hour.hour_start;
      return told;
    });
};

type Counts = Readonly<Record<number, number>>;

/** Sessions with energy by window, as the hour before tells which hour is the first of a session. */
export const sessionsCounted = (hours: readonly Hour[], window_ms: number): Counts => {
  const counts: Record<number, number> = {};
  for (const { hour_start, of_session, energy_wh, previous_hour_start } of hours) {
    const window = floorTo(hour_start, window_ms);
    if (!of_session || energy_wh === 0 || (previous_hour_start ?? -Infinity) >= window) continue;
    counts[window] = (counts[window] ?? 0) + 1;
  }
  return counts;
};

/** Sessions with energy by window and port, each counted because it is another. */
export const sessionsDistinct = (quarters: readonly Quarter[], window_ms: number): Counts => {
  const windows = new Map<number, Set<string>>();
  for (const quarter of quarters) {
    if (quarter.session_id === '' || quarter.energy_wh === 0) continue;
    const window = floorTo(quarter.bucket_start, window_ms);
    windows.set(window, (windows.get(window) ?? new Set()).add(seriesOf(quarter)));
  }
  return Object.fromEntries([...windows].map(([window, sessions]) => [window, sessions.size]));
};
