// What each regime says of a port, worked out by hand: vectors, fixtures, and the classification.

import { describe, expect, test } from 'vitest';
import { day_ms, hour_ms, minute_ms } from '../../lib/time.ts';
import { because, own, port, timeline, type Told } from '../../test/port-histories.ts';
import { afir } from './afir.ts';
import { california } from './california.ts';
import { evaluate, type Exclusion, type PortHistory } from './evaluate.ts';
import { figureOf, nothing, settled } from './figure.ts';
import { nevi } from './nevi.ts';
import { ukEligible, ukLiteral } from './uk.ts';

const at = Date.parse;
const min = (minutes: number) => minutes * minute_ms;

describe('NEVI', () => {
  const year = 525_600;
  const rule = (outage: number, excluded: number) => {
    const sums = {
      ...nothing,
      up: min(year - outage),
      down: min(outage - excluded),
      excluded: min(excluded),
    };
    return figureOf(nevi, sums, true);
  };

  test.each([
    [0, 0, 100, 'met'],
    [20_000, 5_000, 97.146118, 'met'],
    [15_768, 0, 97, 'missed'],
    [15_767, 0, 97.00019, 'met'],
    [43_200, 43_200, 100, 'met'],
  ])(
    'of %i minutes of outage, %i excluded, has %f percent and %s its threshold',
    (outage, excluded, percent, verdict) => {
      expect(rule(outage, excluded)).toMatchObject({ value: percent, verdict });
    },
  );

  test('takes no more out of an outage than there was: nine minutes of five are five', () => {
    const told = port(
      [
        ['available', '2024-01-01T00:00:00Z'],
        ['faulted', '2025-06-01T00:00:00Z'],
        ['available', '2025-06-01T00:05:00Z'],
      ],
      { exclusions: [because('vandalism', '2025-05-31T23:58:00Z', '2025-06-01T00:07:00Z')] },
    );
    const { sums, value } = evaluate(nevi, told, own(nevi, '2025-12'));
    expect(sums).toMatchObject({ excluded: min(5), down: 0, up: min(year - 5) });
    expect(value).toBe(100);
  });

  const outage: readonly Told[] = [
    ['available', '2024-01-01T00:00:00Z'],
    ['faulted', '2025-06-01T00:00:00Z'],
    ['offline', '2025-06-02T00:00:00Z', 'connection_lost'],
    ['available', '2025-06-03T00:00:00Z'],
  ];

  test('adds up a fault and the lost line after it once, and overlapping exclusions once', () => {
    const exclusions = [
      because('utility_interruption', '2025-06-01T06:00:00Z', '2025-06-01T18:00:00Z'),
      because('natural_disaster', '2025-06-01T12:00:00Z', '2025-06-02T12:00:00Z'),
    ];
    const told = port(outage, { exclusions });
    const { sums } = evaluate(nevi, told, own(nevi, '2025-12'));
    expect(sums).toMatchObject({ excluded: 30 * hour_ms, down: 18 * hour_ms });
  });

  test('counts two causes that overlap in time as one outage', () => {
    const twice = [
      ...timeline([
        ['available', '2025-01-01T00:00:00Z'],
        ['faulted', '2025-06-01T00:00:00Z'],
        ['available', '2025-06-01T02:00:00Z'],
      ]),
      { started_at: at('2025-06-01T01:00:00Z'), ended_at: at('2025-06-01T03:00:00Z') },
    ].map((one) => ({ state: 'offline', cause: 'connection_lost', ...one }));
    const told = port([], { intervals: twice });
    const { sums } = evaluate(nevi, told, own(nevi, '2025-12'));
    expect(sums).toMatchObject({ down: 3 * hour_ms, up: 365 * day_ms - 3 * hour_ms, unknown: 0 });
  });

  test('gives nothing for an exclusion beside its outage', () => {
    const exclusions = [because('vandalism', '2025-06-03T00:00:00Z', '2025-06-09T00:00:00Z')];
    const { sums } = evaluate(nevi, port(outage, { exclusions }), own(nevi, '2025-12'));
    expect(sums).toMatchObject({ excluded: 0, down: 2 * day_ms });
  });

  test('leaves out a reason that the rule does not grant', () => {
    const exclusions = [because('communication_loss', '2025-06-01T00:00:00Z', null)];
    const { sums } = evaluate(nevi, port(outage, { exclusions }), own(nevi, '2025-12'));
    expect(sums).toMatchObject({ excluded: 0, down: 2 * day_ms });
  });

  test('counts a port that was faulted since before the window from the window on', () => {
    const told = port([
      ['faulted', '2023-05-05T00:00:00Z'],
      ['available', '2025-01-11T00:00:00Z'],
    ]);
    const { sums, value, verdict } = evaluate(nevi, told, own(nevi, '2025-12'));
    expect(sums).toMatchObject({ down: 10 * day_ms, up: 355 * day_ms });
    expect([value, verdict]).toEqual([97.260273, 'met']);
  });

  test('does not judge a port that is younger than the window, and shows its own time', () => {
    const told = port(
      [
        ['available', '2025-11-01T00:00:00Z'],
        ['faulted', '2025-12-22T00:00:00Z'],
      ],
      { since: at('2025-09-23T00:00:00Z') },
    );
    const figure = evaluate(nevi, told, own(nevi, '2025-12'));
    // 100 days there: 39 before its first word, 51 up, 10 down.
    expect(figure.sums).toMatchObject({ unmeasured: 265 * day_ms, unknown: 39 * day_ms });
    expect(figure).toMatchObject({ partial: true, verdict: 'insufficient_data' });
    expect([figure.lowest, figure.value, figure.highest]).toEqual([51, 83.606557, 90]);
  });

  test('divides by 525,600 minutes in a leap year too, though it has 527,040', () => {
    const told = port([
      ['available', '2023-01-01T00:00:00Z'],
      ['offline', '2024-02-29T00:00:00Z'],
      ['available', '2024-03-11T00:00:00Z'],
    ]);
    const { value, sums } = evaluate(nevi, told, own(nevi, '2024-12'));
    expect(sums).toMatchObject({ down: 11 * day_ms, up: 355 * day_ms });
    // 1 - 11 / 365, not 1 - 11 / 366; ten more days would be 0.0274 percent better.
    expect(value).toBe(96.986301);
    const never = port([['offline', '2023-01-01T00:00:00Z']]);
    expect(evaluate(nevi, never, own(nevi, '2024-12'))).toMatchObject({ value: 0, lowest: 0 });
  });

  test('leaves out an outage outside of the hours of operation, on the clock of the site', () => {
    // Closed from midnight to six; on 30 March 2025 Stockholm's night lasts five hours.
    const openingHours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
      weekday,
      from_min: 360,
      to_min: 1_440,
    }));
    const told = port(
      [
        ['available', '2024-01-01T00:00:00Z'],
        ['faulted', '2025-03-29T23:00:00Z'],
        ['available', '2025-03-30T22:00:00Z'],
      ],
      { openingHours, zone: 'Europe/Stockholm' },
    );
    const { sums } = evaluate(nevi, told, own(nevi, '2025-12'));
    expect(sums).toMatchObject({ excluded: 5 * hour_ms, down: 18 * hour_ms });
  });

  test('says nothing of a port of which nothing is known, instead of 100 percent', () => {
    expect(evaluate(nevi, port([]), own(nevi, '2025-12'))).toMatchObject({
      value: null,
      lowest: 0,
      highest: 100,
      share_unknown: 100,
      verdict: 'insufficient_data',
    });
  });

  test('is met or missed only where the unknown time cannot change it', () => {
    const away = (days: number): PortHistory =>
      port([
        ['available', '2024-01-01T00:00:00Z'],
        ['unknown', '2025-01-01T00:00:00Z', 'gateway_away'],
        ['available', new Date(at('2025-01-01T00:00:00Z') + days * day_ms).toISOString()],
      ]);
    const window = own(nevi, '2025-12');
    expect(evaluate(nevi, away(10), window)).toMatchObject({ value: 100, verdict: 'met' });
    expect(evaluate(nevi, away(11), window)).toMatchObject({
      value: 100,
      lowest: 96.986301,
      highest: 100,
      share_unknown: 3.013698,
      verdict: 'insufficient_data',
    });
  });

  test('of two ports of one station judges each by itself', () => {
    const window = own(nevi, '2025-12');
    const sound = port([['available', '2024-01-01T00:00:00Z']]);
    const broken = port([['faulted', '2024-01-01T00:00:00Z']]);
    expect(evaluate(nevi, sound, window)).toMatchObject({ value: 100, verdict: 'met' });
    expect(evaluate(nevi, broken, window)).toMatchObject({ value: 0, verdict: 'missed' });
  });
});

describe('the United Kingdom', () => {
  const told: readonly Told[] = [
    ['available', '2024-12-01T00:00:00Z'],
    ['offline', '2025-02-01T00:00:00Z', 'connection_lost'],
    ['charging', '2025-05-12T00:00:00Z'],
    ['unavailable', '2025-07-01T00:00:00Z', 'operator'],
    ['available', '2025-07-03T12:00:00Z'],
  ];

  test('read as written has a lost line reliable; read the other way has it not measured', () => {
    // 100 days offline, 2.5 days unavailable, 262.5 days working.
    const literal = evaluate(ukLiteral, port(told), own(ukLiteral, '2025-12'));
    const eligible = evaluate(ukEligible, port(told), own(ukEligible, '2025-12'));
    expect(literal.sums).toMatchObject({ ineligible: 100 * day_ms, down: 2.5 * day_ms });
    expect([literal.value, literal.verdict]).toEqual([99.315068, 'met']);
    expect([eligible.value, eligible.verdict]).toEqual([99.056603, 'met']);
  });

  test('counts planned work against the network, whatever the ledger says', () => {
    const exclusions = [because('scheduled_maintenance', '2025-07-01T00:00:00Z', null)];
    const { sums } = evaluate(ukLiteral, port(told, { exclusions }), own(ukLiteral, '2025-12'));
    expect(sums).toMatchObject({ excluded: 0, down: 2.5 * day_ms });
  });

  test.each([
    ['2025-12', 5_256, 'met'],
    ['2025-12', 5_257, 'missed'],
    ['2024-12', 5_270, 'met'],
    ['2024-12', 5_271, 'missed'],
  ])(
    'has a budget by the length of the year ending %s: %i minutes are %s',
    (month, down, verdict) => {
      const { from, to } = own(ukLiteral, month);
      const sums = { ...nothing, up: to - from - min(down), down: min(down) };
      expect(figureOf(ukLiteral, sums, true).verdict).toBe(verdict);
    },
  );

  test('has calendar years of its own clock', () => {
    const { from, to } = own(ukLiteral, '2025-07');
    expect([from, to]).toEqual([at('2025-01-01T00:00:00Z'), at('2025-07-31T23:00:00Z')]);
  });

  test('measures only the hours in which a site is open', () => {
    // Open 08:00 to 20:00 on Mondays; on Monday 7 July 2025 the port is down from 19:00 BST on.
    const openingHours = [{ weekday: 1, from_min: 480, to_min: 1_200 }];
    const down = port(
      [
        ['available', '2024-12-01T00:00:00Z'],
        ['faulted', '2025-07-07T18:00:00Z'],
        ['available', '2025-07-14T06:00:00Z'],
      ],
      { openingHours, zone: 'Europe/London' },
    );
    const { sums } = evaluate(ukLiteral, down, own(ukLiteral, '2025-12'));
    // 52 Mondays of 12 hours in 2025.
    expect(sums).toMatchObject({ down: hour_ms, up: 623 * hour_ms, excluded: 0 });
  });
});

describe('California', () => {
  const down = (from: string, to: string, exclusions: readonly Exclusion[]) =>
    evaluate(
      california,
      port(
        [
          ['available', '2024-01-01T00:00:00Z'],
          ['faulted', from],
          ['available', to],
        ],
        { exclusions },
      ),
      own(california, '2025-12'),
    ).sums;

  test('excludes ten days of an incident of vandalism, and of each incident anew', () => {
    const [from, to] = ['2025-06-01T00:00:00Z', '2025-07-01T00:00:00Z'];
    expect(down(from, to, [because('vandalism', from, to)])).toMatchObject({
      excluded: min(14_400),
      down: 20 * day_ms,
    });
    const again = because('vandalism', '2025-06-16T00:00:00Z', to);
    expect(down(from, to, [because('vandalism', from, to), again])).toMatchObject({
      excluded: min(28_800),
      down: 10 * day_ms,
    });
    const known = [because('vandalism', from, '2025-06-05T00:00:00Z'), again];
    const one = known.map((exclusion) => ({ ...exclusion, incident: 'P-1' }));
    expect(down(from, to, one)).toMatchObject({ excluded: 4 * day_ms, down: 26 * day_ms });
  });

  test('leaves out what was declared for another regime', () => {
    const [from, to] = ['2025-06-01T00:00:00Z', '2025-06-02T00:00:00Z'];
    const declared = (name: string) => [{ ...because('vandalism', from, to), regimes: [name] }];
    expect(down(from, to, declared('nevi'))).toMatchObject({ excluded: 0, down: day_ms });
    expect(down(from, to, declared('california'))).toMatchObject({ excluded: day_ms, down: 0 });
  });

  test('excludes 72 hours of planned work a year, and not time that another reason has', () => {
    const [from, to] = ['2025-06-01T00:00:00Z', '2025-06-06T00:00:00Z'];
    const work = because('scheduled_maintenance', from, null);
    expect(down(from, to, [work])).toMatchObject({ excluded: min(4_320), down: 2 * day_ms });
    const grid = because('utility_interruption', from, '2025-06-03T00:00:00Z');
    expect(down(from, to, [work, grid])).toMatchObject({ excluded: 5 * day_ms, down: 0 });
  });

  test('takes exactly 97 percent for enough', () => {
    const sums = { ...nothing, up: min(525_600 - 15_768), down: min(15_768) };
    expect(figureOf(california, sums, true)).toMatchObject({ value: 97, verdict: 'met' });
  });

  test('spends the budget of a year once for a year, however many months it is summed from', () => {
    const month = { ...nothing, budgeted: 50 * hour_ms };
    const year = { ...month, budgeted: 2 * month.budgeted };
    expect(settled(california, year)).toMatchObject({ excluded: 72 * hour_ms, down: 28 * hour_ms });
  });
});

test('AFIR has a lost line as unknown, and sets no threshold', () => {
  const told = port([
    ['available', '2025-05-01T00:00:00Z'],
    ['offline', '2025-05-25T00:00:00Z', 'connection_lost'],
    ['faulted', '2025-05-31T00:00:00Z'],
  ]);
  expect(evaluate(afir, told, own(afir, '2025-05'))).toMatchObject({
    value: 96,
    lowest: 77.419354,
    highest: 96.774193,
    share_unknown: 19.354838,
    verdict: 'not_judged',
  });
});
