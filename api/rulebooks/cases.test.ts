// The same seven histories under every rulebook of time, each figure worked out by hand.

import { expect, test } from 'vitest';
import { day_ms, hour_ms } from '../../lib/time.ts';
import { because, own, port, timeline, type Told } from '../../test/port-histories.ts';
import { afir } from './afir.ts';
import { california } from './california.ts';
import { evaluate, type PortHistory } from './evaluate.ts';
import type { Figure, Sums } from './figure.ts';
import { ofGroup } from './judge.ts';
import { nevi } from './nevi.ts';
import type { Rulebook } from './rulebook.ts';
import { ukEligible, ukLiteral } from './uk.ts';

const rulebooks = [nevi, california, ukLiteral, ukEligible, afir] as const;

interface Expected {
  readonly sums: Partial<Sums>;
  readonly value: number | null;
  readonly verdict: Figure['verdict'];
}
type ById = Readonly<Record<string, Expected>>;

const days = (count: number) => count * day_ms;
const hours = (count: number) => count * hour_ms;
const figure = (value: number, verdict: Figure['verdict'], sums: Partial<Sums>): Expected => ({
  sums,
  value,
  verdict,
});

interface Case {
  readonly told: PortHistory;
  /** The month with which the windows end: of a year, and of AFIR's single month. */
  readonly months: readonly [year: string, afir: string];
  readonly expected: ById;
}

const judged = ({ told, months }: Case, rulebook: Rulebook) =>
  evaluate(rulebook, told, own(rulebook, months[rulebook === afir ? 1 : 0]));

const always: Told = ['available', '2023-01-01T00:00:00Z'];

const overlapping: Case = {
  // Faulted from midnight to two, the line lost from one to three: three hours in all.
  told: port([], {
    intervals: [
      ...timeline([
        always,
        ['faulted', '2025-06-01T00:00:00Z'],
        ['unknown', '2025-06-01T02:00:00Z'],
      ]).slice(0, 2),
      ...timeline([
        ['offline', '2025-06-01T01:00:00Z', 'connection_lost'],
        ['available', '2025-06-01T03:00:00Z'],
      ]),
    ],
  }),
  months: ['2025-12', '2025-06'],
  expected: {
    // 1 - 3 / 8,760.
    'nevi-2023': figure(99.965753, 'met', { down: hours(3), up: days(365) - hours(3) }),
    'california-2024': figure(99.965753, 'met', { down: hours(3) }),
    // A fault counts even while the line is lost: 8,758 of 8,760 hours, and 8,757 of 8,759.
    'uk-2024-literal': figure(99.977168, 'met', { down: hours(2), ineligible: hours(1) }),
    'uk-2024-eligible': figure(99.977166, 'met', { down: hours(2), ineligible: hours(1) }),
    // 717 of 719 hours.
    'afir-2025': figure(99.721835, 'not_judged', { down: hours(2), unknown: hours(1) }),
  },
};

const twoDays = { down: days(2), excluded: 0, budgeted: 0 };

const besideItsOutage: Case = {
  told: port([always, ['faulted', '2025-06-02T00:00:00Z'], ['available', '2025-06-04T00:00:00Z']], {
    exclusions: [
      because('scheduled_maintenance', '2025-05-28T00:00:00Z', '2025-06-02T00:00:00Z'),
      because('vandalism', '2025-06-04T00:00:00Z', '2025-06-10T00:00:00Z'),
    ],
  }),
  months: ['2025-12', '2025-06'],
  expected: {
    // 363 of 365 days; of June 28 of 30.
    'nevi-2023': figure(99.452054, 'met', twoDays),
    'california-2024': figure(99.452054, 'met', twoDays),
    'uk-2024-literal': figure(99.452054, 'met', twoDays),
    'uk-2024-eligible': figure(99.452054, 'met', twoDays),
    'afir-2025': figure(93.333333, 'not_judged', twoDays),
  },
};

const faultedSinceLongAgo: Case = {
  told: port([
    ['faulted', '2022-05-05T00:00:00Z'],
    ['available', '2025-01-11T00:00:00Z'],
  ]),
  months: ['2025-12', '2025-01'],
  expected: {
    'nevi-2023': figure(97.260273, 'met', { down: days(10) }),
    // The year of California begins at eight of UTC: 232 of 8,760 hours.
    'california-2024': figure(97.351598, 'met', { down: hours(232) }),
    'uk-2024-literal': figure(97.260273, 'missed', { down: days(10) }),
    'uk-2024-eligible': figure(97.260273, 'missed', { down: days(10) }),
    // 21 of 31 days.
    'afir-2025': figure(67.741935, 'not_judged', { down: days(10), up: days(21) }),
  },
};

const thirtyDays = { unmeasured: days(335), down: days(3), up: days(27) };

const younger: Case = {
  told: port(
    [
      ['available', '2025-12-02T00:00:00Z'],
      ['faulted', '2025-12-27T00:00:00Z'],
      ['available', '2025-12-30T00:00:00Z'],
    ],
    { since: Date.parse('2025-12-02T00:00:00Z') },
  ),
  months: ['2025-12', '2025-12'],
  expected: {
    // 27 of the 30 days that it was there; a year's average is not judged by them.
    'nevi-2023': figure(90, 'insufficient_data', thirtyDays),
    // Eight hours more: 656 of 728.
    'california-2024': figure(90.10989, 'insufficient_data', { down: days(3), up: hours(656) }),
    // The network is judged, in which this port weighs thirty days.
    'uk-2024-literal': figure(90, 'missed', thirtyDays),
    'uk-2024-eligible': figure(90, 'missed', thirtyDays),
    'afir-2025': figure(90, 'not_judged', { unmeasured: days(1), down: days(3), up: days(27) }),
  },
};

const leapYear: Case = {
  told: port([always, ['faulted', '2024-02-29T00:00:00Z'], ['available', '2024-03-11T00:00:00Z']]),
  months: ['2024-12', '2024-02'],
  expected: {
    // 525,600 minutes are 365 days in every year: 1 - 11 / 365.
    'nevi-2023': figure(96.986301, 'missed', { down: days(11), up: days(355) }),
    'california-2024': figure(96.986301, 'missed', { down: days(11), up: days(355) }),
    // The calendar year has 366 days: 355 of them.
    'uk-2024-literal': figure(96.994535, 'missed', { down: days(11), up: days(355) }),
    'uk-2024-eligible': figure(96.994535, 'missed', { down: days(11), up: days(355) }),
    // February has 29 days: 28 of them.
    'afir-2025': figure(96.551724, 'not_judged', { down: days(1), up: days(28) }),
  },
};

const fromSixOn = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  from_min: 360,
  to_min: 1_440,
}));

const clockChange: Case = {
  // The Sunday of 30 March 2025 in London has 23 hours, and from midnight to six five of them.
  told: port([always, ['faulted', '2025-03-30T00:00:00Z'], ['available', '2025-03-30T23:00:00Z']], {
    openingHours: fromSixOn,
    zone: 'Europe/London',
  }),
  months: ['2025-12', '2025-03'],
  expected: {
    // 1 - 18 / 8,760: the closed hours are taken out of the outage.
    'nevi-2023': figure(99.79452, 'met', { down: hours(18), excluded: hours(5) }),
    // 1 - 23 / 8,760: closed hours are as any other.
    'california-2024': figure(99.737442, 'met', { down: hours(23), excluded: 0 }),
    // 365 nights of six hours, one of five and one of seven: 6,552 of 6,570 open hours.
    'uk-2024-literal': figure(99.726027, 'met', { unmeasured: hours(2_190), down: hours(18) }),
    'uk-2024-eligible': figure(99.726027, 'met', { unmeasured: hours(2_190), down: hours(18) }),
    // 721 of the 744 hours of March in UTC.
    'afir-2025': figure(96.908602, 'not_judged', { down: hours(23), up: hours(721) }),
  },
};

const cases = {
  'a fault and a lost line that overlap count once': overlapping,
  'an exclusion beside its outage takes nothing from it': besideItsOutage,
  'a port that was faulted since before the window is down from its start': faultedSinceLongAgo,
  'a port that is younger than the window is shown over its own time': younger,
  'a leap year is as long as the rule says': leapYear,
  'on the day on which the clock changes hours are those that it shows': clockChange,
} as const satisfies Readonly<Record<string, Case>>;

test.each(
  Object.entries(cases).flatMap(([title, one]) =>
    rulebooks.map((rulebook) => [title, rulebook.id, one, rulebook] as const),
  ),
)('%s: %s', (_title, id, one, rulebook) => {
  const { sums, value, verdict } = judged(one, rulebook);
  expect({ sums, value, verdict }).toMatchObject(one.expected[id] ?? {});
  expect(Object.keys(one.expected)).toContain(id);
});

test.each([
  // Clocks went forward in March, and back in November: 743 and 721 hours.
  ['2025-03', '2025-03-01T08:00:00Z', '2025-04-01T07:00:00Z', 743, 91.518264],
  ['2025-11', '2025-11-01T07:00:00Z', '2025-12-01T08:00:00Z', 721, 91.769406],
])(
  'a month in California is as long as its clock shows: %s',
  (month, from, to, hoursDown, value) => {
    const told = port([always, ['faulted', from], ['available', to]]);
    const figures = ['2024-12', month].map((last) =>
      evaluate(california, told, own(california, last)),
    );
    expect(figures.map(({ value: percent }) => percent)).toEqual([100, value]);
    expect(figures[1]?.sums.down).toBe(hours(hoursDown));
  },
);

const oneOfTwoBroken: readonly PortHistory[] = [
  port([always, ['faulted', '2025-06-01T00:00:00Z'], ['available', '2025-07-01T00:00:00Z']]),
  port([always]),
];

test.each([
  // Each port is judged by itself: 335 of 365 days, and all of them.
  ['nevi-2023', { met: 1, missed: 1, insufficient_data: 0 }, 95.89041, 'not_judged'],
  ['california-2024', { met: 1, missed: 1, insufficient_data: 0 }, 95.89041, 'not_judged'],
  // The network is judged by all of its minutes: 700 of 730 days.
  ['uk-2024-literal', null, 95.89041, 'missed'],
  ['uk-2024-eligible', null, 95.89041, 'missed'],
  // Half of June.
  ['afir-2025', null, 50, 'not_judged'],
] as const)(
  'of two ports of one station a broken one is not hidden by the other: %s',
  (id, verdicts, pooled, verdict) => {
    const rulebook = rulebooks.find((one) => one.id === id) ?? nevi;
    const window = own(rulebook, rulebook === afir ? '2025-06' : '2025-12');
    const times = oneOfTwoBroken.map((told) => evaluate(rulebook, told, window));
    expect(times[1]).toMatchObject({ value: 100 });
    expect(ofGroup(rulebook, times, window)).toMatchObject({ verdicts, verdict, value: pooled });
  },
);
