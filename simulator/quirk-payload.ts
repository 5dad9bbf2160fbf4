// Payloads and their meter samples as quirks change them, for both protocol families.

import { thousandths } from '../lib/units.ts';
import type { Call } from './dialects/call.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** The members of an object; none of what is no object. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export const listOf = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? (value as readonly Fields[]) : [];

/** Changes the payload of one action, and leaves all others alone. */
export const onAction =
  (action: string, change: (payload: Fields) => Fields) =>
  (call: Call): Call =>
    call.action === action ? { ...call, payload: change(call.payload) } : call;

/** Changes every payload. */
export const onPayload =
  (change: (payload: Fields) => Fields) =>
  (call: Call): Call => ({ ...call, payload: change(call.payload) });

/** Where payloads keep meter values: 1.6 and 2.x, and the 1.6 stop. */
const meterFields = ['meterValue', 'transactionData'] as const;

/** The payload with each meterValue replaced by others. */
export const eachMeterValue =
  (change: (meterValue: Fields) => readonly unknown[]) =>
  (payload: Fields): Fields => {
    let changed = payload;
    for (const name of meterFields) {
      if (payload[name] !== undefined)
        changed = { ...changed, [name]: listOf(payload[name]).flatMap(change) };
    }
    return changed;
  };

/** The payload with each sampledValue replaced by others. */
export const eachSample = (
  change: (sample: Fields) => readonly Fields[],
): ((payload: Fields) => Fields) =>
  eachMeterValue((meterValue) => [
    { ...meterValue, sampledValue: listOf(meterValue['sampledValue']).flatMap(change) },
  ]);

export const register = 'Energy.Active.Import.Register';
export const power = 'Power.Active.Import';

export const measures = (sample: Fields, measurand: string): boolean =>
  sample['measurand'] === measurand;

/** Changes the samples of one measurand. */
export const eachSampleOf = (
  measurand: string,
  change: (sample: Fields) => readonly Fields[],
): ((payload: Fields) => Fields) =>
  eachSample((sample) => (measures(sample, measurand) ? change(sample) : [sample]));

/** The power of ten that brings a sample to its plain unit. */
const powerOfTen = (sample: Fields): number => {
  const { unit, multiplier } = fields(sample['unitOfMeasure']);
  const word = textOf(sample['unit']) || textOf(unit);
  return (word.startsWith('k') ? 3 : 0) + Number(multiplier ?? 0);
};

/** Thousandths of the plain unit. */
export const amountOf = (sample: Fields): number =>
  thousandths(textOf(sample['value']), powerOfTen(sample)) ?? 0;

/** The sample with another amount, in thousandths of the plain unit, written as before. */
export const withAmount = (sample: Fields, amount: number): Fields => {
  const text = scaled(amount, 3 + powerOfTen(sample));
  return { ...sample, value: typeof sample['value'] === 'number' ? Number(text) : text };
};

/** The sample in another unit of the given power of ten. */
export const inUnit = (sample: Fields, unit: string, power_of_ten: number): Fields => {
  const text = scaled(amountOf(sample), 3 + power_of_ten);
  return typeof sample['value'] === 'number'
    ? { ...sample, value: Number(text), unitOfMeasure: { unit } }
    : { ...sample, value: text, unit };
};

/** `value × 10^-digits` as plain decimal text. */
const scaled = (value: number, digits: number): string => {
  const text = String(Math.abs(value)).padStart(digits + 1, '0');
  return `${value < 0 ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
};

/** Changes every register that a payload tells: samples, and the borders of a 1.6 transaction. */
export const eachRegister =
  (change: (register_mwh: number) => number) =>
  (payload: Fields): Fields => {
    const changed: Record<string, unknown> = {
      ...eachSampleOf(register, (sample) => [withAmount(sample, change(amountOf(sample)))])(
        payload,
      ),
    };
    for (const name of ['meterStart', 'meterStop']) {
      const told = payload[name];
      if (typeof told === 'number') changed[name] = Math.floor(change(told * 1000) / 1000);
    }
    return changed;
  };

/** Changes every time that a payload tells, however deep. */
export const eachTime =
  (change: (text: string) => string) =>
  (value: Fields): Fields => {
    const walk = (one: unknown): unknown => {
      if (Array.isArray(one)) return one.map(walk);
      if (typeof one !== 'object' || one === null) return one;
      return Object.fromEntries(
        Object.entries(one).map(([name, member]) => [
          name,
          isTime(name) && typeof member === 'string' ? change(member) : walk(member),
        ]),
      );
    };
    return fields(walk(value));
  };

const isTime = (name: string): boolean => name === 'timestamp' || name === 'generatedAt';
