// The id of a 1.6 transaction: the same for the same start, without memory, and not to be guessed.

import { createHmac } from 'node:crypto';
import { readInstant } from '../../lib/time.ts';
import type { Call } from '../frame.ts';
import type { AnswerContext } from './answer.ts';

/**
 * A positive 31-bit integer from what names a start: station, connector, token, time, register.
 * A station that repeats a StartTransaction (after a lost link, maybe under a new message id, to
 * another gateway) gets the id that it got before. Without a readable timestamp two starts cannot
 * be told apart by content; the message id then tells them apart.
 */
export const transactionId = (call: Call, context: AnswerContext): number => {
  const { connectorId = null, idTag = null, timestamp = null, meterStart = null } = call.payload;
  const dated = typeof timestamp === 'string' && readInstant(timestamp) !== null;
  const name = [context.tenant, context.stationId, connectorId, idTag, timestamp, meterStart];
  const digest = createHmac('sha256', context.secret)
    .update(JSON.stringify(dated ? name : [...name, call.messageId]))
    .digest();
  const id = digest.readUInt32BE(0) & 0x7fffffff;
  return id === 0 ? 1 : id;
};
