// Local days begin when the clocks of the place say so.

import { describe, expect, test } from 'vitest';
import { startOfLocalDay, zonedText, zoneNamed } from './zone.ts';

const at = Date.parse;
const iso = (ms: number): string => new Date(ms).toISOString();

describe('the name of a zone', () => {
  test.each([
    ['Europe/Stockholm', 'Europe/Stockholm'],
    ['europe/stockholm', 'Europe/Stockholm'],
    ['UTC', 'UTC'],
  ])('%s is %s', (name, zone) => expect(zoneNamed(name)).toBe(zone));

  test.each(['Europe/Gothenburg', '+01:00', '', "UTC'; SELECT 1", 'Mars/Base'])(
    '%j is none',
    (name) => expect(zoneNamed(name)).toBeNull(),
  );
});

describe('a local day begins', () => {
  test.each([
    ['Europe/Stockholm', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Stockholm', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Europe/Stockholm', '2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['Europe/Stockholm', '2026-10-26', '2026-10-25T23:00:00.000Z'],
    // No midnight: the clock goes from 00:00 to 01:00.
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z'],
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
    // Midnight twice: the clock goes from 01:00 back to 00:00.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01', '2025-12-31T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z'],
    ['UTC', '2026-01-01', '2026-01-01T00:00:00.000Z'],
  ])('in %s on %s at %s', (zone, day, start) =>
    expect(iso(startOfLocalDay(at(`${day}T00:00:00Z`), zone))).toBe(start),
  );
});

describe('an instant is written with the offset of its zone', () => {
  test.each([
    ['Europe/Stockholm', '2026-03-29T00:59:59.999Z', '2026-03-29T01:59:59.999+01:00'],
    ['Europe/Stockholm', '2026-03-29T01:00:00.000Z', '2026-03-29T03:00:00.000+02:00'],
    ['America/St_Johns', '2026-01-01T00:00:00.000Z', '2025-12-31T20:30:00.000-03:30'],
    ['UTC', '2026-01-01T00:00:00.500Z', '2026-01-01T00:00:00.500+00:00'],
  ])('%s: %s is %s', (zone, instant, text) => expect(zonedText(at(instant), zone)).toBe(text));
});
