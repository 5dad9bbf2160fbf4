// The examples of explanations in the documentation have the shapes that it states.

import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { cdrExample, sessionExample } from './examples.ts';
import { cdrExplained, sessionExplained } from './schemas.ts';

test.each([
  ['a session', sessionExplained, sessionExample],
  ['a CDR', cdrExplained, cdrExample],
])('the example of %s explained fits its schema', (_, schema, example) => {
  expect(Value.Errors(schema, example)).toEqual([]);
});
