// Uptime as it is filed: the numbers of the rule, recomputed from the columns beside it.

import { describe, expect, test } from 'vitest';
import { monthWindows, uptimeText } from './uptime.ts';

describe('uptime as EV-ChART is told', () => {
  test.each([
    ['nothing out', 0, 0, '100.00'],
    ['20,000 minutes out, 5,000 of them excluded', 20_000, 5_000, '97.14'],
    ['exactly three percent out, which is not above 97', 15_768, 0, '97.00'],
    ['all of it excluded', 43_200, 43_200, '100.00'],
    ['the whole year out', 525_600, 0, '0.00'],
  ])('with %s', (_, total, excluded, text) => {
    expect(uptimeText(total * 100, excluded * 100)).toBe(text);
  });

  test('is rounded down, so that no port reaches a bar by rounding', () => {
    // 15,768.01 minutes are 96.99999… %.
    expect(uptimeText(1_576_801, 0)).toBe('96.99');
  });

  test('is of three windows of twelve months in a quarter, in leap years too', () => {
    const from = Date.parse('2028-01-01T00:00:00Z');
    const to = Date.parse('2028-04-01T00:00:00Z');
    const days = monthWindows({ from, to }).map((window) => (window.to - window.from) / 86_400_000);
    expect(days).toEqual([365, 366, 366]);
  });
});
