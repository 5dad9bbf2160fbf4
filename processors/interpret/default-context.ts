// The reading context that a quirk card states for samples that name none.

import { field } from './json.ts';

const each = (value: unknown, write: (one: unknown) => unknown): unknown =>
  Array.isArray(value) ? value.map(write) : write(value);

const changed = (value: unknown, key: string, write: (one: unknown) => unknown): unknown => {
  const member = field(value, key);
  if (member === undefined || typeof value !== 'object') return value;
  return { ...value, [key]: each(member, write) };
};

/** The payload with `context` in each sample that has none; itself where nothing is stated. */
export const withContext = (payload: unknown, context: string): unknown => {
  if (context === '') return payload;
  const sample = (one: unknown): unknown =>
    typeof one === 'object' && one !== null && field(one, 'context') === undefined
      ? { ...one, context }
      : one;
  const values = (one: unknown): unknown => changed(one, 'sampledValue', sample);
  return changed(changed(payload, 'meterValue', values), 'transactionData', values);
};
