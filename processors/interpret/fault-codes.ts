// What people state of a vendor's fault codes: rows of a quirk card, so that a replay knows them.

import { field, listOf, textOf } from './json.ts';

/** A fault that is one of ChargeX's minimum required error codes; what is absent fits any. */
export interface FaultCode {
  readonly errorCode?: string;
  readonly vendorId?: string;
  readonly vendorErrorCode?: string;
  /** `CX001` to `CX026`. */
  readonly mrec: string;
}

/** Rows of a card, and characters of each of their words. */
export const faultCodes_max = 64;
const word_chars_max = 64;

const keys = ['errorCode', 'vendorId', 'vendorErrorCode'] as const;

const rowOf = (value: unknown): FaultCode | null => {
  const mrec = textOf(field(value, 'mrec'));
  if (!/^CX0(?:0[1-9]|1\d|2[0-6])$/.test(mrec)) return null;
  const words = keys.flatMap((key) => {
    const word = textOf(field(value, key));
    return word === '' ? [] : [[key, word] as const];
  });
  const tooLong = words.some(([, word]) => word.length > word_chars_max);
  return words.length === 0 || tooLong ? null : { ...Object.fromEntries(words), mrec };
};

/** The rows of a card; null where one of them says what no row can. */
export const faultCodesOf = (value: unknown): readonly FaultCode[] | null => {
  const rows = listOf(value).map(rowOf);
  const sound = rows.filter((one) => one !== null);
  return sound.length < rows.length || rows.length > faultCodes_max ? null : sound;
};

interface Fault {
  readonly errorCode: string;
  readonly vendorErrorCode: string;
  readonly vendorId?: string;
}

/** The code that a card states for a fault, as a member of its fact; nothing where it states none. */
export const statedFor = (
  rows: readonly FaultCode[] | undefined,
  fault: Fault,
): { readonly mrecStated?: string } => {
  if (rows === undefined) return {};
  const row = rows.find((one) => keys.every((key) => (one[key] ?? fault[key]) === fault[key]));
  return row === undefined ? {} : { mrecStated: row.mrec };
};
