// DataTransfer of both families: faults that vendors tell only there, and the rest as a notice.

import { readInstant } from '../../lib/time.ts';
import { field, idOf, textOf } from './json.ts';
import type { Interpreter, Said } from './said.ts';
import { shownText_chars, shownValue } from './secrets.ts';
import { vendorCodeOf } from './status-words.ts';
import { tells } from './tells.ts';
import { optionalWhenOf } from './when.ts';

/** Data is a text, an object where it should be a text, or JSON encoded once or twice (Q58). */
const parsings_max = 2;

const parsedOf = (data: unknown): unknown => {
  let value = data;
  for (let times = 0; times < parsings_max && typeof value === 'string'; times++) {
    try {
      value = JSON.parse(value);
    } catch {
      return value;
    }
  }
  return value;
};

/** What a vendor's message says of a port, in the words of a StatusNotification. */
interface Told {
  readonly connectorId: unknown;
  readonly errorCode: string;
  readonly vendorErrorCode: string;
  readonly info: string;
  readonly timestamp: unknown;
}

const membersOf = (value: unknown): Told | null => {
  const errorCode = field(value, 'errorCode') ?? field(value, 'faultCode');
  const vendorErrorCode = field(value, 'vendorErrorCode');
  if (errorCode === undefined && vendorErrorCode === undefined) return null;
  return {
    connectorId: field(value, 'connectorId') ?? field(value, 'evseId'),
    errorCode: textOf(errorCode),
    vendorErrorCode: vendorCodeOf(textOf(vendorErrorCode)),
    info: textOf(field(value, 'info')),
    timestamp: field(value, 'timestamp'),
  };
};

/** EVBox: connector, status, errorCode, vendor's words, and more; groups stand in braces. */
const evboxOf = (text: string): Told | null => {
  const parts = text.replaceAll(/\{[^{}]*\}/g, '').split(',');
  const [connectorId, , errorCode, info] = parts;
  if (parts.length < 4 || errorCode === undefined || !/^\d+$/.test(connectorId ?? '')) return null;
  const timestamp = parts.find((part) => /^\d{4}-\d\d-\d\dT/.test(part) && readInstant(part));
  return { connectorId, errorCode, vendorErrorCode: '', info: info ?? '', timestamp };
};

const toldOf = (messageId: string, data: unknown): Told | null =>
  typeof data === 'string' && messageId === 'evbStatusNotification'
    ? evboxOf(data)
    : membersOf(data);

/** Words for the absence of an error, beside nothing but zeros. */
const isNone = (code: string): boolean => /^no[ _-]?error\.?$/i.test(code);

export const dataTransfer: Interpreter = ({ payload, receivedAt }) => {
  const vendorId = textOf(field(payload, 'vendorId')).slice(0, 64);
  const messageId = textOf(field(payload, 'messageId')).slice(0, 64);
  const data = parsedOf(field(payload, 'data'));
  const subject = `${vendorId}/${messageId}`;
  const told = toldOf(messageId, data);
  return told === null
    ? [noticed(subject, data, receivedAt)]
    : faulted({ vendorId, subject, told, receivedAt });
};

interface Faulted {
  readonly vendorId: string;
  readonly subject: string;
  readonly told: Told;
  readonly receivedAt: number;
}

/** No error clears whatever the same carrier told of the port. */
const faulted = ({ vendorId, subject, told, receivedAt }: Faulted): readonly Said[] => {
  const when = optionalWhenOf(told.timestamp, receivedAt);
  const errorCode = isNone(told.errorCode) ? '' : vendorCodeOf(told.errorCode);
  const vendorErrorCode = isNone(told.vendorErrorCode) ? '' : told.vendorErrorCode;
  const code = (vendorErrorCode || errorCode).slice(0, 64);
  return [
    ...when.doubts,
    {
      type: 'Fault',
      at: when.at,
      port: idOf(told.connectorId),
      errorCode: subject,
      vendorErrorCode: code,
      vendorId,
      info: told.info.slice(0, shownText_chars),
      active: code !== '',
    },
  ];
};

const noticed = (subject: string, data: unknown, at: number): Said =>
  tells({
    type: 'NoticeGiven',
    at,
    port: idOf(field(data, 'connectorId') ?? field(data, 'evseId') ?? 0),
    message: 'DataTransfer',
    subject: subject.slice(0, 64),
    detail: shownData(data).slice(0, shownText_chars),
  });

/** A text, or the members of an object that may be shown. */
const shownData = (data: unknown): string => {
  if (typeof data !== 'object' || data === null) return shownValue('data', textOf(data));
  return Object.entries(data)
    .flatMap(([name, value]) => {
      const shown = shownValue(name, textOf(value));
      return shown === '' ? [] : [`${name}=${shown}`];
    })
    .join(' ');
};
