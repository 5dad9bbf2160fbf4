// Finds the signed values among the samples of a meterValue, of both families.

import { field, listOf, textOf } from '../json.ts';
import type { MeterOwner } from '../meter-values.ts';
import type { Said } from '../said.ts';
import { whenOf } from '../when.ts';
import type { Wrapped } from './envelope.ts';
import { looksSigned, wrappedIn16, wrappedIn2 } from './envelope.ts';

/** What a frame says of one signed value, before it is checked. */
export interface SaidSigned {
  readonly type: 'SignedValue';
  readonly at: number;
  readonly receivedAt: number;
  /** Null where only the transaction tells it. */
  readonly port: number | null;
  readonly transactionId: string;
  readonly ordinal: number;
  readonly context: string;
  /** Whether the message itself says that the value is signed. */
  readonly marked: boolean;
  readonly wrapped: Wrapped;
}

/** Shortest value that can be signed; nearly all samples are shorter, and cost no more. */
const signed_min = 32;

type Found = Pick<SaidSigned, 'marked' | 'wrapped'>;

const foundIn = (sampled: unknown): Found | null => {
  const signed = field(sampled, 'signedMeterValue');
  if (signed !== undefined && signed !== null) return { marked: true, wrapped: wrappedIn2(signed) };
  const marked = field(sampled, 'format') === 'SignedData';
  const value = field(sampled, 'value');
  if (!marked && (typeof value !== 'string' || value.length < signed_min)) return null;
  const text = textOf(value);
  return marked || looksSigned(text) ? { marked, wrapped: wrappedIn16(text) } : null;
};

/** Signed values of one frame that become rows; further ones stay in the frame alone. */
export const keptPerFrame_max = 256;

/** Adds what the samples of a meterValue hold of signed values to what the frame says. */
export const tellSigned = (said: Said[], meterValue: unknown, owner: MeterOwner): void => {
  for (const sampled of listOf(field(meterValue, 'sampledValue'))) {
    const found = foundIn(sampled);
    if (found === null) continue;
    const { at } = whenOf(field(meterValue, 'timestamp'), owner.receivedAt);
    const ordinal = said.filter(({ type }) => type === 'SignedValue').length;
    if (ordinal >= keptPerFrame_max) {
      const detail = `more than ${keptPerFrame_max} in one frame`;
      said.push({ type: 'Doubt', at, port: owner.port ?? 0, code: 'signed_unchecked', detail });
      return;
    }
    said.push({
      type: 'SignedValue',
      at,
      receivedAt: owner.receivedAt,
      port: owner.port,
      transactionId: owner.transactionId,
      ordinal,
      context: textOf(field(sampled, 'context')).slice(0, 32),
      ...found,
    });
  }
};
