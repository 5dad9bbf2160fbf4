// A meter that signs, and a station that sends what it signed, for tests of the whole fold.

import { createECDH, createPrivateKey, sign } from 'node:crypto';
import { findRooms } from '../app/rooms.ts';
import { foldOver } from '../processors/fold.ts';
import type { Tape } from '../processors/tape.ts';
import { iso, tape } from '../processors/tape.ts';
import type { Row } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';

export const fold = foldOver(await findRooms());

interface Outcome {
  readonly rows: (table: string) => readonly Row[];
  readonly codes: readonly unknown[];
}

export const folded = ({ events }: Tape): Outcome => {
  const tables = new Map<string, Row>();
  const names = new Map<string, string>();
  let station = fold.initial;
  events.forEach((event, offset) => {
    const step = fold.step(station, event, offset);
    station = step.station;
    for (const { table, row } of step.rows) {
      const key = `${table.name}/${rowKey(table, row)}`;
      tables.set(key, row);
      names.set(key, table.name);
    }
  });
  const rows = (table: string) =>
    [...tables].filter(([key]) => names.get(key) === table).map(([, row]) => row);
  return { rows, codes: rows('quality_flags').map((row) => row['code']) };
};

/** A meter whose key is the same in every run. */
export const meterOf = (byte: number) => {
  const secret = Buffer.alloc(32, byte);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(secret);
  const point = ecdh.getPublicKey('hex');
  const spki = `3059301306072a8648ce3d020106082a8648ce3d030107034200${point}`;
  const sec1 = Buffer.from(
    `30310201010420${secret.toString('hex')}a00a06082a8648ce3d030107`,
    'hex',
  );
  const privateKey = createPrivateKey({ key: sec1, format: 'der', type: 'sec1' });
  const document = (payload: object): string => {
    const text = JSON.stringify(payload);
    const signature = sign('sha256', Buffer.from(text), privateKey).toString('hex');
    return `OCMF|${text}|${JSON.stringify({ SA: 'ECDSA-secp256r1-SHA256', SD: signature })}`;
  };
  return { spki, document };
};

export const meter = meterOf(0x5a);
export const otherMeter = meterOf(0x33);

export const reading = (time: string, reason: string, kWh: number, more: object = {}) => ({
  TM: `2026-03-01T${time},000+0000 S`,
  TX: reason,
  RV: kWh,
  RI: '01-00:B2.08.00*FF',
  RU: 'kWh',
  ST: 'G',
  ...more,
});

export const payload = (pagination: string, ...readings: readonly object[]) => ({
  FV: '1.2',
  GS: 'G-7',
  MV: 'Maker',
  MM: 'Meter 1',
  MS: 'M-7',
  PG: pagination,
  IS: true,
  IL: 'VERIFIED',
  IT: 'ISO14443',
  ID: 'CAFE',
  RD: readings,
});

export const startDocument = meter.document(payload('T1', reading('10:00:00', 'B', 100.25)));
export const endDocument = meter.document(payload('T2', reading('11:00:00', 'E', 112.75)));

export const signed16 = (
  value: string,
  context: string,
  more: object = { format: 'SignedData' },
) => ({
  value,
  context,
  measurand: 'Energy.Active.Import.Register',
  unit: 'Wh',
  ...more,
});

export const meterValue = (time: string, ...sampledValue: readonly object[]) => ({
  timestamp: iso(time),
  sampledValue,
});

/** An order that registers or withdraws a key. */
export const key = (action: string, publicKey: string, more: object = {}) => ({
  kind: 'OVERRIDE' as const,
  connectionId: `order-${action}-${publicKey.slice(-6)}`,
  protocol: '',
  frame: JSON.stringify({ type: 'meterPublicKey', action, port: 0, key: publicKey, ...more }),
});

export const begun16 = (start: Tape = tape('ocpp1.6')): Tape =>
  start
    .connected('09:59:00')
    .call(
      '10:00:00',
      'StartTransaction',
      { connectorId: 1, idTag: 'CAFE', meterStart: 100_250, timestamp: iso('10:00:00') },
      { transactionId: 7 },
    );

export const stopped16 = (started: Tape, ...transactionData: readonly object[]): Tape =>
  started.call(
    '11:00:00',
    'StopTransaction',
    { transactionId: 7, meterStop: 112_740, timestamp: iso('11:00:00'), transactionData },
    {},
  );

export const startValue = meterValue('10:00:00', signed16(startDocument, 'Transaction.Begin'));
export const endValue = meterValue('11:00:00', signed16(endDocument, 'Transaction.End'));

export const withKey = (order = key('add', meter.spki)): Tape =>
  tape('ocpp1.6').add('09:00:00', order);

/** A 1.6 session whose start and end are signed. */
export const signedSession = (): Tape => stopped16(begun16(), startValue, endValue);

/** The lines of a recording of a tape. */
export const recordingOf = ({ events }: Tape): readonly string[] =>
  events
    .filter(({ kind }) => kind === 'FRAME')
    .map(({ stationId, recordedAt, direction, protocol, frame }) =>
      JSON.stringify({
        recorded_at: new Date(recordedAt / 1000).toISOString(),
        station_id: stationId,
        direction: direction === 'FROM_STATION' ? 'from_station' : 'to_station',
        protocol,
        frame,
      }),
    );
