// Conversations about meters for tests, and what the tables say after them.

import { findRooms } from '../app/rooms.ts';
import type { Emission } from '../processors/define.ts';
import { foldOver } from '../processors/fold.ts';
import type { StationFold } from '../processors/fold.ts';
import type { MeterTreatment } from '../processors/interpret/meter/treatment.ts';
import { neutralTreatment } from '../processors/interpret/meter/treatment.ts';
import type { Tape } from '../processors/tape.ts';
import { iso, tape } from '../processors/tape.ts';
import type { Row } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';

const fold = foldOver(await findRooms());

const begin = (treatment: Partial<MeterTreatment>): StationFold => ({
  ...fold.initial,
  interpreted: {
    ...fold.initial.interpreted,
    treatment: { ...neutralTreatment, ...treatment },
  },
});

/** What the tables say after a tape, in watt-hours and codes. */
export const numbersOf = ({ events }: Tape, treatment: Partial<MeterTreatment> = {}) => {
  let station = begin(treatment);
  const tables = new Map<string, Emission>();
  events.forEach((event, offset) => {
    const folded = fold.step(station, event, offset);
    station = folded.station;
    for (const one of folded.rows) tables.set(one.table.name + rowKey(one.table, one.row), one);
  });
  const rows = (name: string): readonly Row[] =>
    [...tables.values()].filter((one) => one.table.name === name).map((one) => one.row);
  const sum = (name: string, column: string, where: (row: Row) => boolean): number =>
    rows(name).reduce((total, row) => total + (where(row) ? Number(row[column]) : 0), 0) / 1000;
  return {
    sessions_wh: rows('sessions').map((row) => Number(row['energy_wh']) / 1000),
    bucketed_wh: sum('session_energy', 'energy_wh', (row) => row['session_id'] !== ''),
    unattributed_wh: sum('session_energy', 'energy_wh', (row) => row['session_id'] === ''),
    other: (quantity: string) =>
      sum('other_energy', 'amount', (row) => row['quantity'] === quantity),
    peak_w: rows('sessions').map((row) => Number(row['power_w_max']) / 1000),
    flags: rows('quality_flags').map((row) => row['code']),
  };
};

export type Conversation = (tape: Tape) => Tape;

export const start =
  (time: string, meterStart: number, transactionId = 7): Conversation =>
  (on) =>
    on.call(
      time,
      'StartTransaction',
      { connectorId: 1, idTag: 'T', meterStart, timestamp: iso(time) },
      { transactionId, idTagInfo: { status: 'Accepted' } },
    );

export const stop =
  (time: string, meterStop: number, more: object = {}): Conversation =>
  (on) =>
    on.call(
      time,
      'StopTransaction',
      { transactionId: 7, meterStop, timestamp: iso(time), ...more },
      {},
    );

/** Sampled values, or a register where it is a number or a text. */
type Sampled = object | number | string;

const sample = (one: Sampled): object => (typeof one === 'object' ? one : { value: String(one) });

export const meter =
  (time: string, ...sampled: readonly Sampled[]): Conversation =>
  (on) =>
    on.call(
      time,
      'MeterValues',
      {
        connectorId: 1,
        transactionId: 7,
        meterValue: [{ timestamp: iso(time), sampledValue: sampled.map(sample) }],
      },
      {},
    );

/** Clock-aligned values: no transaction is named. */
export const bare =
  (time: string, ...sampled: readonly Sampled[]): Conversation =>
  (on) =>
    on.call(
      time,
      'MeterValues',
      { connectorId: 1, meterValue: [{ timestamp: iso(time), sampledValue: sampled.map(sample) }] },
      {},
    );

export const heard = (...said: readonly Conversation[]): Tape =>
  said.reduce((on, one) => one(on), tape('ocpp1.6').connected('09:00:00'));

export const watts = (value: number, more: object = {}): object => ({
  value: String(value),
  measurand: 'Power.Active.Import',
  unit: 'W',
  ...more,
});

export const event2 =
  (eventType: string, time: string, ...sampledValue: readonly object[]): Conversation =>
  (on) =>
    on.call(
      time,
      'TransactionEvent',
      {
        eventType,
        timestamp: iso(time),
        triggerReason: 'MeterValuePeriodic',
        seqNo: on.events.filter(
          ({ action, direction }) => action === 'TransactionEvent' && direction === 'FROM_STATION',
        ).length,
        transactionInfo: { transactionId: 'T-1' },
        evse: { id: 1 },
        meterValue: [{ timestamp: iso(time), sampledValue }],
      },
      {},
    );

export const heard2 = (...said: readonly Conversation[]): Tape =>
  said.reduce((on, one) => one(on), tape('ocpp2.0.1').connected('09:00:00'));
