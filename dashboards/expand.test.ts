// What Grafana and the ClickHouse plugin make of a board's text, macro by macro, with their traps.

import { describe, expect, test } from 'vitest';
import { expandMacros, expandText, expandVariables, type Variables } from './expand.ts';
import { durationText, intervalFor, readDuration_s } from './interval.ts';

const range = { from_ms: 1_415_792_726_123, to_ms: 1_447_328_726_456 };
const expanded = (sql: string, interval_ms = 60_000): string =>
  expandMacros(sql, range, interval_ms);

const macroTable: readonly (readonly [sql: string, expansion: string])[] = [
  ['$__timeFilter(at)', 'at >= toDateTime(1415792726) AND at <= toDateTime(1447328726)'],
  [
    '$__timeFilter(cast(sth as timestamp) )',
    'cast(sth as timestamp) >= toDateTime(1415792726) AND cast(sth as timestamp) <= toDateTime(1447328726)',
  ],
  [
    '$__timeFilter_ms(at)',
    'at >= fromUnixTimestamp64Milli(1415792726123) AND at <= fromUnixTimestamp64Milli(1447328726456)',
  ],
  ['$__dateFilter(day)', "day >= toDate('2014-11-12') AND day <= toDate('2015-11-12')"],
  [
    '$__dateTimeFilter(d, t)',
    "(d >= toDate('2014-11-12') AND d <= toDate('2015-11-12')) AND (t >= toDateTime(1415792726) AND t <= toDateTime(1447328726))",
  ],
  [
    '$__dt(d, t)',
    "(d >= toDate('2014-11-12') AND d <= toDate('2015-11-12')) AND (t >= toDateTime(1415792726) AND t <= toDateTime(1447328726))",
  ],
  ['$__timeFrom(at)', 'at >= toDateTime(1415792726)'],
  ['$__timeTo(at)', 'at <= toDateTime(1447328726)'],
  [
    '( a >= $__fromTime ) and ( a <= $__toTime )',
    '( a >= toDateTime(1415792726) ) and ( a <= toDateTime(1447328726) )',
  ],
  [
    'a >= $__fromTime_ms and a <= $__toTime_ms',
    'a >= fromUnixTimestamp64Milli(1415792726123) and a <= fromUnixTimestamp64Milli(1447328726456)',
  ],
  ['$__timeInterval(at)', 'toStartOfInterval(toDateTime(at), INTERVAL 60 second)'],
  ['$__timeInterval_ms(at)', 'toStartOfInterval(toDateTime64(at, 3), INTERVAL 60000 millisecond)'],
  ['$__timeGroup(at, 5m)', 'toStartOfInterval(toDateTime(at), INTERVAL 300 second)'],
  ["$__timeGroup(at, '1h30m')", 'toStartOfInterval(toDateTime(at), INTERVAL 5400 second)'],
  ['x / $__interval_s', 'x / 60'],
  ['$__interval $__interval_ms', '1m 60000'],
];

describe('a macro of the plugin', () => {
  for (const [sql, expansion] of macroTable)
    test(`${sql} is written out`, () => expect(expanded(sql)).toBe(expansion));

  test('may stand in the argument of another', () => {
    expect(expanded('$__timeFilter(coalesce(closed_at, $__toTime))')).toBe(
      'coalesce(closed_at, toDateTime(1447328726)) >= toDateTime(1415792726) AND ' +
        'coalesce(closed_at, toDateTime(1447328726)) <= toDateTime(1447328726)',
    );
  });

  test('takes commas and brackets within quotes as text', () => {
    expect(expanded("$__timeInterval(parse(a, ',)'))")).toBe(
      "toStartOfInterval(toDateTime(parse(a, ',)')), INTERVAL 60 second)",
    );
  });

  test('is never narrower than a second, and drops parts of one', () => {
    expect(expanded('$__interval_s', 10)).toBe('1');
    expect(expanded('$__interval_s', 1_999)).toBe('1');
    expect(expanded('$__timeInterval_ms(a)', 0)).toContain('INTERVAL 1 millisecond');
  });

  test('is left alone where its name only begins like one', () => {
    expect(expanded('$__timeFilters(a) $__unknown(a) $__interval_sx $5')).toBe(
      '$__timeFilters(a) $__unknown(a) $__interval_sx $5',
    );
  });

  test('that takes no argument swallows those that follow it', () => {
    expect(expanded('$__fromTime (a) $__fromTime(a)')).toBe(
      'toDateTime(1415792726) (a) toDateTime(1415792726)',
    );
  });

  test('with the wrong number of arguments is refused by name', () => {
    expect(() => expanded('$__timeFilter(a, b)')).toThrow('$__timeFilter wants 1 argument(s)');
    expect(() => expanded('$__timeInterval')).toThrow('$__timeInterval wants 1');
    expect(() => expanded('$__dt(a)')).toThrow('$__dt wants 2');
  });

  test('refuses days as a width, which the plugin cannot read', () => {
    expect(() => expanded('$__timeGroup(at, 1d)')).toThrow('write 24h');
    expect(() => expanded('$__timeGroup(at, 0s)')).toThrow('no duration');
  });

  test('that asks for the table of a query is refused: our queries name none', () => {
    expect(() => expanded('SELECT * FROM $__table')).toThrow('$__table');
    expect(() => expanded('SELECT $__column')).toThrow('$__column');
  });
});

describe('comments', () => {
  test('become as many blanks, so that a macro in them does nothing', () => {
    expect(expanded('a -- $__timeFilter(\nb /* $__table */ c')).toBe(
      `a ${' '.repeat(17)}\nb ${' '.repeat(14)} c`,
    );
    expect(expanded('a /* never closed $__table')).toBe(`a ${' '.repeat(24)}`);
  });

  test('are none within quotes, whatever escapes stand there', () => {
    for (const kept of [`'it\\'s -- fine'`, `'a\\'/*x'`, `'it''s --'`, `"a--\\"--"`])
      expect(expanded(`${kept} $__fromTime`)).toBe(`${kept} toDateTime(1415792726)`);
  });
});

const variables: Variables = {
  one: { value: 'S1' },
  some: { value: ['S1', "O'Neill", 'back\\slash'] },
  all: { value: ['$__all'], options: ['A', 'B'] },
  dotted: { value: '$__all', options: ['A', 'B'], allValue: '.*' },
  empty: { value: [] },
  named: { value: '7', text: 'seven' },
};

const inSql = (text: string): string => expandVariables(text, variables, range);

const formatTable: readonly (readonly [text: string, expansion: string])[] = [
  ['$one ${one} [[one]]', 'S1 S1 S1'],
  ['${one:singlequote}', "'S1'"],
  ['${some:singlequote}', "'S1','O\\'Neill','back\\\\slash'"],
  ['${some:sqlstring}', "'S1','O''Neill','back\\\\slash'"],
  ['${one:doublequote}', '"S1"'],
  ['${all:singlequote}', "'A','B'"],
  ['${dotted:singlequote}', "'.*'"],
  ['[[all:csv]] ${all:raw} ${all:pipe}', 'A,B A,B A|B'],
  ['${all:json} ${one:json}', '["A","B"] "S1"'],
  ['${all:regex} ${some:regex}', "(A|B) (S1|O'Neill|back\\\\slash)"],
  ['${named:text} ${all:text} ${some:text}', "seven All S1 + O'Neill + back\\slash"],
  ['${all:queryparam}', 'var-all=%24__all'],
  ['${some:queryparam}', 'var-some=S1&var-some=O%27Neill&var-some=back%5Cslash'],
  ['${all:percentencode}', '%7BA%2CB%7D'],
  [
    '$__from ${__to:date:seconds} ${__from:date}',
    '1415792726123 1447328726 2014-11-12T11:45:26.123Z',
  ],
  ['$__range_s $__range_ms $__range', '31536000 31536000333 31536000s'],
  [
    '$nobody ${nobody:singlequote} $__timeFilter(a)',
    '$nobody ${nobody:singlequote} $__timeFilter(a)',
  ],
];

describe('a variable', () => {
  for (const [text, expansion] of formatTable)
    test(`reads ${expansion} as ${text}`, () => expect(inSql(text)).toBe(expansion));

  test('without a format is quoted but not escaped by the plugin: boards always name one', () => {
    expect(inSql('IN ($some)')).toBe("IN ('S1','O'Neill','back\\slash')");
  });

  test('reads {a,b} in titles and addresses', () => {
    expect(expandText('Sites ${all}, $one', variables, range)).toBe('Sites {A,B}, S1');
    expect(expandText('/d/x?${__url_time_range}', {}, range)).toBe(
      '/d/x?from=1415792726123&to=1447328726456',
    );
    expect(expandText('?${__all_variables}', { one: { value: 'a b' } }, range)).toBe(
      '?var-one=a%20b',
    );
  });

  test('named like a property of every object is no variable', () => {
    expect(inSql('$constructor ${toString}')).toBe('$constructor ${toString}');
  });
});

describe('$__conditionalAll', () => {
  const condition = 'site IN (${all:singlequote})';

  test('is true for everything where All or nothing is chosen', () => {
    expect(inSql(`$__conditionalAll(${condition}, $all) AND x`)).toBe('1=1 AND x');
    expect(inSql('$__conditionalAll(s IN (${empty:singlequote}), ${empty})')).toBe('1=1');
  });

  test('is the condition where values are chosen, or the variable is none', () => {
    expect(inSql('$__conditionalAll(s IN (${one:singlequote}), $one)')).toBe("s IN ('S1')");
    expect(inSql('$__conditionalAll(s = 1, $nobody)')).toBe('s = 1');
  });

  test('may stand more than once, and within itself', () => {
    expect(inSql('$__conditionalAll(a, $one) $__conditionalAll(b, $all)')).toBe('a 1=1');
    expect(inSql('$__conditionalAll(a OR $__conditionalAll(b, $all), $one)')).toBe('a OR 1=1');
  });

  test('stays as it is where it has not two arguments', () => {
    expect(inSql('$__conditionalAll(a)')).toBe('$__conditionalAll(a)');
    expect(inSql('$__conditionalAll(a, b, $all)')).toBe(
      '$__conditionalAll(a, b, S1)'.replace('S1', "'A','B'"),
    );
  });

  test('does not know a format behind the variable: then the condition always holds', () => {
    expect(inSql('$__conditionalAll(a, ${all:singlequote})')).toBe('a');
  });

  test('minds no quotes: a comma in them separates arguments, as in the plugin', () => {
    expect(inSql("$__conditionalAll(x IN f('a'), $one)")).toBe("x IN f('a')");
    expect(inSql("$__conditionalAll(x = ',', $one)")).toContain('$__conditionalAll(');
  });
});

describe('the width of a point', () => {
  const hour_ms = 3_600_000;
  const width = (hours: number, points_max: number, min?: string): number =>
    intervalFor({ from_ms: 0, to_ms: hours * hour_ms, points_max, min });

  test('is round, and not below the least of the panel', () => {
    expect(width(24, 1000)).toBe(60_000);
    expect(width(24, 1000, '15m')).toBe(900_000);
    expect(width(30 * 24, 1200, '15m')).toBe(1_800_000);
    expect(width(90 * 24, 1200, '15m')).toBe(7_200_000);
    expect(width(24, 100, '1d')).toBe(86_400_000);
    expect(width(50 * 365 * 24, 10)).toBe(31_536_000_000);
  });

  test('is written in the largest whole unit, and read as Go reads it', () => {
    expect([0, 1_500, 5_000, 300_000, 86_400_000].map(durationText)).toEqual([
      '0s',
      '1500ms',
      '5s',
      '5m',
      '24h',
    ]);
    expect(['90s', '1h30m', '1.5h', '1d', '', '0s'].map(readDuration_s)).toEqual([
      90,
      5400,
      5400,
      null,
      null,
      null,
    ]);
  });
});
