// The request of a firmware update, which 1.6, its security whitepaper and 2.x write differently.

import type { FirmwareKind } from '../facts/firmware.ts';
import { instantOf } from './instant.ts';
import { field, textOf } from './json.ts';
import type { Message, Said } from './said.ts';
import { shownText_chars, withoutCredentials } from './secrets.ts';
import { tells } from './tells.ts';

/** Where the request keeps what it says: `file` is the payload itself, or its `firmware`. */
interface Where {
  readonly kind: FirmwareKind;
  readonly file: unknown;
  readonly retrieve: string;
}

export const firmwareRequest = (
  { payload, receivedAt, eventId }: Message,
  { kind, file, retrieve }: Where,
): readonly Said[] => [
  tells({
    type: 'FirmwareUpdateRequested',
    at: receivedAt,
    kind,
    commandId: eventId,
    requestId: textOf(field(payload, 'requestId')).slice(0, 64),
    location: withoutCredentials(textOf(field(file, 'location'))).slice(0, shownText_chars),
    signed: textOf(field(file, 'signature')) !== '',
    retrieveAt: instantOf(field(file, retrieve)),
    installAt: instantOf(field(file, 'installDateTime')),
  }),
];

export const firmwareStatus = (
  { payload, receivedAt }: Message,
  kind: FirmwareKind,
): readonly Said[] => [
  tells({
    type: 'FirmwareStatusReported',
    at: receivedAt,
    kind,
    requestId: textOf(field(payload, 'requestId')).slice(0, 64),
    status: textOf(field(payload, 'status')).slice(0, 64),
  }),
];
