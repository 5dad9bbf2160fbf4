// What a back end answers to a station that it knows and likes: the other half of a recording.

import { instantText } from '../lib/time.ts';

export interface BackOfficeOrder {
  /** Heartbeat interval that boots are answered with, seconds. */
  readonly interval_s: number;
  /** Transaction ids of 1.6 count up from here. */
  readonly firstTransactionId: number;
}

type Payload = Readonly<Record<string, unknown>>;

export interface BackOffice {
  /** The answer to a call at an instant; null for an action that it does not know. */
  answer(action: string, payload: Payload, at: number): Payload | null;
}

const accepted = { status: 'Accepted' };

/** A back end that accepts everything. */
export const backOffice = (order: BackOfficeOrder): BackOffice => {
  let nextTransactionId = order.firstTransactionId;
  return {
    answer: (action, payload, at) => {
      switch (action) {
        case 'BootNotification':
          return { currentTime: instantText(at), interval: order.interval_s, ...accepted };
        case 'Heartbeat':
          return { currentTime: instantText(at) };
        case 'Authorize':
          return payload['idTag'] !== undefined
            ? { idTagInfo: accepted }
            : { idTokenInfo: accepted };
        case 'StartTransaction':
          return { idTagInfo: accepted, transactionId: nextTransactionId++ };
        case 'StopTransaction':
          return payload['idTag'] !== undefined ? { idTagInfo: accepted } : {};
        case 'TransactionEvent':
          return payload['idToken'] !== undefined ? { idTokenInfo: accepted } : {};
        case 'MeterValues':
        case 'NotifyEvent':
        case 'StatusNotification':
          return {};
        default:
          return null;
      }
    },
  };
};
