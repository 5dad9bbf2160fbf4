// Questions as they are answered to who may not see persons: without the fields that tell of them.

import { Type } from 'typebox';
import type { Question } from '../define.ts';

/** Tokens; pseudonyms too, since they follow a person. */
const personalFields: ReadonlySet<string> = new Set([
  'id_token',
  'id_token_normal',
  'group_id_token',
]);

/** Whether a field or parameter of a question tells of persons. */
export const isPersonal = ({ personal }: Question, name: string): boolean =>
  personalFields.has(name) || (personal ?? []).includes(name);

const made = new WeakMap<Question, Question>();

/** The same question without those fields: they are not asked of the store at all. */
export const withoutPersons = (question: Question): Question => {
  const known = made.get(question);
  if (known !== undefined) return known;
  const shown = Object.entries(question.row.properties).filter(
    ([name]) => !isPersonal(question, name),
  );
  const row = Type.Object(Object.fromEntries(shown), { additionalProperties: false });
  const impersonal = { ...question, row };
  made.set(question, impersonal);
  return impersonal;
};
