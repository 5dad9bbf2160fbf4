// Rows of an explanation as JSON, in the shapes and words of the questions that show them.

import type { TObject } from 'typebox';
import { jsonRow, type StoreRow, valuesOf } from '../encode.ts';
import { fieldsOf } from '../fields.ts';

type Told = Readonly<Record<string, unknown>>;

/** A row of the store as a question with that shape answers it; personal fields as they are asked. */
export const told = (shape: TObject, row: StoreRow, hides: (name: string) => boolean): Told => {
  const fields = fieldsOf(shape).filter(({ name }) => !hides(name));
  return JSON.parse(jsonRow(fields, 'UTC')(valuesOf(row, fields))) as Told;
};
