// Quirks Q50 to Q54 and Q57, Q60: clocks and frames that are wrong, through all rooms.

import { describe, expect, test } from 'vitest';
import { findRooms } from '../../app/rooms.ts';
import type { Row } from '../../schemas/table.ts';
import { rowKey } from '../../schemas/table.ts';
import { foldOver } from '../fold.ts';
import type { Tape } from '../tape.ts';
import { at, iso, tape } from '../tape.ts';
import { cardOf, treatmentOf } from './cards.ts';

const fold = foldOver(await findRooms());

const tablesOf = ({ events }: Tape): ReadonlyMap<string, Row> => {
  let station = fold.initial;
  const tables = new Map<string, Row>();
  events.forEach((event, offset) => {
    const folded = fold.step(station, event, offset);
    station = folded.station;
    for (const { table, row } of folded.rows)
      tables.set(`${table.name}/${rowKey(table, row)}`, row);
  });
  return tables;
};

const rowsOf = (told: Tape, name: string): readonly Row[] =>
  [...tablesOf(told)].filter(([key]) => key.startsWith(`${name}/`)).map(([, row]) => row);

const flagsOf = (told: Tape): readonly unknown[] =>
  rowsOf(told, 'quality_flags').map((row) => row['code']);

const energyOf = (told: Tape): number =>
  rowsOf(told, 'session_energy').reduce((sum, row) => sum + Number(row['energy_wh']), 0);

const meter = (timestamp: string, value: string) => ({
  connectorId: 1,
  meterValue: [{ timestamp, sampledValue: [{ value }] }],
});

const start = (timestamp: string, meterStart: number) => ({
  connectorId: 1,
  idTag: 'T',
  meterStart,
  timestamp,
});

const stop = (timestamp: string, meterStop: number) => ({
  transactionId: 7,
  meterStop,
  timestamp,
});

const status = (timestamp: string) => ({
  connectorId: 1,
  status: 'Available',
  errorCode: 'NoError',
  timestamp,
});

const card = (quirks: object | null, time: string, told: Tape): Tape =>
  told.add(time, {
    kind: 'OVERRIDE',
    connectionId: `override-${time}`,
    frame: JSON.stringify({
      quirk_card: quirks === null ? null : { id: 'card-1', version: 1, ...quirks },
    }),
  });

/** Status notifications a minute apart from a clock that is off, as a live station sends them. */
const offBy = (seconds: number, count: number): Tape => {
  let told = tape('ocpp1.6').connected('10:00:00');
  for (let minute = 1; minute <= count; minute++) {
    const time = `10:${String(minute).padStart(2, '0')}:00`;
    const stamp = new Date(at(time) + seconds * 1_000).toISOString();
    told = told.call(time, 'StatusNotification', status(stamp), {});
  }
  return told;
};

describe('clocks', () => {
  test('Q50 a session timed from 1970 keeps its length, and ends when its stop was received', () => {
    const told = tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:10', 'StartTransaction', start('1970-01-01T00:00:10Z', 1_000), {
        transactionId: 7,
      })
      .call('10:30:10', 'StopTransaction', stop('1970-01-01T00:30:10Z', 4_000), {});
    const [session] = rowsOf(told, 'sessions');
    expect(session).toMatchObject({ started_at: at('10:00:10'), ended_at: at('10:30:10') });
    expect(energyOf(told)).toBe(3_000_000);
    expect(flagsOf(told)).toEqual(['clock_invalid', 'clock_invalid', 'session_unsampled']);
  });

  test('Q50 a message kept since before the clock was set is placed by what that clock counted', () => {
    const told = tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:00', 'StatusNotification', status('1970-01-01T01:00:00Z'), {})
      .call('10:00:05', 'StartTransaction', start('1970-01-01T00:30:00Z', 1_000), {
        transactionId: 7,
      });
    expect(rowsOf(told, 'sessions')[0]).toMatchObject({ started_at: at('09:30:00') });
  });

  test('Q51 a local time labelled Z is flagged once with its offset, and not shifted', () => {
    const told = offBy(7_200, 12);
    // Statuses of the future are flagged each by itself beside the clock.
    const flags = rowsOf(told, 'quality_flags').filter(({ code }) => code !== 'status_ahead');
    expect(flags.map(({ code, detail }) => [code, detail])).toEqual([
      ['clock_off', '7200 s, spread 0 s'],
    ]);
    expect(rowsOf(told, 'station_quality')[0]).toMatchObject({
      clock_offset_s: 7_200,
      clock_spread_s: 0,
    });
  });

  test('Q51 a card takes the offset off from there on, with a flag, until it is withdrawn', () => {
    const before = tape('ocpp1.6').connected('10:00:00');
    const carded = card({ clockOffset_s: 7_200 }, '10:00:01', before).call(
      '10:01:00',
      'StartTransaction',
      start(iso('12:01:00'), 0),
      { transactionId: 7 },
    );
    expect(rowsOf(carded, 'sessions')[0]).toMatchObject({ started_at: at('10:01:00') });
    expect(flagsOf(carded)).toEqual(['clock_corrected']);
    const withdrawn = card(null, '10:02:00', carded).call(
      '10:03:00',
      'StatusNotification',
      status(iso('12:03:00')),
    );
    expect(flagsOf(withdrawn)).toEqual(['clock_corrected', 'status_ahead']);
  });

  test('Q51 a time without a zone is UTC and flagged; the zone of a card is taken instead', () => {
    const bare = tape('ocpp1.6').connected('10:00:00');
    const says = start('2026-03-01T12:01:00.377', 0);
    const asUtc = bare.call('10:01:00', 'StartTransaction', says, { transactionId: 7 });
    expect(rowsOf(asUtc, 'sessions')[0]).toMatchObject({ started_at: at('12:01:00') + 377 });
    expect(flagsOf(asUtc)).toEqual(['time_without_zone']);
    const zoned = card({ zone_min: 120 }, '10:00:01', bare).call(
      '10:01:00',
      'StartTransaction',
      says,
    );
    expect(rowsOf(zoned, 'sessions')[0]).toMatchObject({ started_at: at('10:01:00') + 377 });
    expect(flagsOf(zoned)).toEqual(['clock_corrected']);
  });

  test('Q52 energy is counted on when a clock that was ahead is set back', () => {
    const told = tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:10', 'MeterValues', meter(iso('12:00:10'), '1000'), {})
      .call('10:05:10', 'MeterValues', meter(iso('12:05:10'), '2000'), {})
      .call('10:10:10', 'MeterValues', meter(iso('10:10:10'), '3000'), {})
      .call('10:15:10', 'MeterValues', meter(iso('10:15:10'), '4000'), {});
    expect(energyOf(told)).toBe(3_000_000);
    expect(flagsOf(told)).toEqual(['clock_stepped_back']);
  });

  test.each([
    '2026-03-01T10:00:05Z',
    '2026-03-01T10:00:05+00:00',
    '2026-03-01T11:00:05+0100',
    '2026-03-01 10:00:05Z',
    '2026-03-01T10:00:05.000000000Z',
    '2026-03-01T10:00:05.0Z',
  ])('Q53 %s is the same instant in every notation, and no doubt', (text) => {
    const told = tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:06', 'StartTransaction', start(text, 0), { transactionId: 7 });
    expect(rowsOf(told, 'sessions')[0]).toMatchObject({ started_at: at('10:00:05') });
    expect(flagsOf(told)).toEqual([]);
  });

  test('messages that were kept while offline do not make a clock wrong', () => {
    let told = tape('ocpp1.6').connected('10:00:00');
    for (let minute = 1; minute < 10; minute++) {
      const late = `0${minute}:00:00`;
      told = told.call(`10:0${minute}:00`, 'StatusNotification', status(iso(late)), {});
    }
    expect(flagsOf(told)).toEqual([]);
  });
});

describe('frames', () => {
  test('Q57 an answer to nothing is flagged, and nothing is read from it', () => {
    const told = tape('ocpp1.6').connected('10:00:00').add('10:00:01', {
      direction: 'FROM_STATION',
      frame: '[3,"9",{"status":"Accepted"}]',
      messageType: 3,
      messageId: '9',
    });
    expect(flagsOf(told)).toEqual(['answer_orphan']);
  });

  test('Q60 a 1.6 status on a 2.0.1 connection is read as what it is, and flagged', () => {
    const told = tape('ocpp2.0.1')
      .connected('10:00:00')
      .call('10:00:01', 'StatusNotification', {
        ...status(iso('10:00:01')),
        status: 'Faulted',
        errorCode: 'GroundFailure',
      });
    expect(flagsOf(told)).toEqual(['version_mixed']);
    expect(rowsOf(told, 'faults')).toMatchObject([{ error_code: 'GroundFailure' }]);
  });
});

describe('quirk cards', () => {
  test('a card that says what no card can is flagged, and changes nothing', () => {
    const told = card({ register: 'weekly' }, '10:00:01', tape('ocpp1.6').connected('10:00:00'));
    expect(flagsOf(told)).toEqual(['override_unreadable']);
  });
});

test('a card that is applied and withdrawn leaves all later numbers as without it', () => {
  const begin = tape('ocpp1.6').connected('10:00:00').call('10:00:01', 'Heartbeat', {}, {});
  const carded = card(null, '10:00:03', card({ clockOffset_s: 7_200 }, '10:00:02', begin));
  const goOn = (told: Tape): Tape =>
    told
      .call('10:05:00', 'MeterValues', meter(iso('10:05:00'), '1000'), {})
      .call('10:10:00', 'MeterValues', meter(iso('10:10:00'), '2000'), {})
      .call('10:11:00', 'StatusNotification', status(iso('10:11:00')), {});
  for (const name of ['session_energy', 'availability', 'faults', 'quality_flags']) {
    const numbers = (told: Tape) =>
      rowsOf(goOn(told), name).map((row) => ({ ...row, event_id: '' }));
    expect(numbers(carded)).toEqual(numbers(begin));
  }
});

test('what a card says of the register is what its meters are read by', () => {
  expect(treatmentOf(null)).toMatchObject({ registerUnit: 'as labelled', register: 'unknown' });
  const kWh = cardOf({ id: 'x', version: 1, registerUnit: 'kWh', register: 'session' });
  expect(treatmentOf(kWh)).toMatchObject({
    registerUnit: 'kWh labelled Wh',
    register: 'session',
    resetsOnBoot: false,
  });
});

test('a card says which context a sample has that names none, and so which of two values counts', () => {
  const samples = [{ value: '2000', context: 'Sample.Periodic' }, { value: '9000' }];
  const more = { connectorId: 1, transactionId: 7 };
  const told = (before: Tape): Tape =>
    before
      .call('10:01:00', 'StartTransaction', start(iso('10:01:00'), 1_000), { transactionId: 7 })
      .call(
        '10:05:00',
        'MeterValues',
        { ...more, meterValue: [{ timestamp: iso('10:05:00'), sampledValue: samples }] },
        {},
      );
  const plain = tape('ocpp1.6').connected('10:00:00');
  expect(energyOf(told(plain))).toBe(8_000_000);
  expect(energyOf(told(card({ defaultContext: 'Trigger' }, '10:00:30', plain)))).toBe(1_000_000);
});
