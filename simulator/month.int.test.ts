// A month of forty stations: is there enough in it to look at, and is it made in time.

import { expect, test } from 'vitest';
import { simulateHistory } from './history.ts';

test('thirty days of forty stations have both families, faults, outages and replays', () => {
  const from = Date.UTC(2026, 0, 1);
  const began_ms = performance.now();
  const history = simulateHistory({
    seed: 'demo',
    stations: 40,
    from,
    to: from + 30 * 86_400_000,
  });
  let count = 0;
  let bytes = 0;
  for (const line of history.lines) {
    count += 1;
    bytes += JSON.stringify(line).length + 1;
  }
  const took_s = (performance.now() - began_ms) / 1000;
  const { stations, sessions, outages, faults } = history.truth();
  console.info(
    `${count} lines, ${(bytes / 1e6).toFixed(1)} MB, ${took_s.toFixed(1)} s, ` +
      `${sessions.length} sessions, ${outages.length} outages, ${faults.length} faults`,
  );
  expect(count).toBeGreaterThan(150_000);
  expect(count).toBeLessThan(300_000);
  expect(new Set(stations.map((row) => row.protocol)).size).toBe(3);
  expect(new Set(faults.map((row) => row.error_code)).size).toBeGreaterThan(8);
  expect(faults.some((row) => row.visible_from > row.opened_at)).toBe(true);
  expect(outages.some((row) => (row.ended_at ?? 0) - row.started_at > 86_400_000)).toBe(true);
  expect(stations.filter((row) => row.replayed > 0).length).toBeGreaterThan(20);
  expect(new Set(sessions.map((row) => row.stop_reason)).size).toBeGreaterThan(5);
});
