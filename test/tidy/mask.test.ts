// What the reader of sources takes for code and what for words.

import { expect, test } from 'vitest';
import { mask } from './mask.ts';

const masked = (text: string): string => mask(text).code;

test('comments and the insides of strings are blank, positions stay', () => {
  expect(masked("a('b'); // c")).toBe("a(' ');     ");
  expect(masked('a /* b\nc */ d')).toBe('a     \n     d');
});

test('an escaped quote does not end a string', () => {
  expect(masked(String.raw`f('a\'b'); g()`)).toBe("f('    '); g()");
});

test('code inside a template is code, nested templates included', () => {
  expect(masked('`a ${b({ c: `d${e}` })} f`')).toBe('`  ${b({ c: ` ${e}` })}  `');
});

test('a slash after a value divides, after an operator begins a regex', () => {
  expect(masked('a / b / c')).toBe('a / b / c');
  expect(masked("x = /['/]/.test(y)")).toBe('x = /    /.test(y)');
  expect(masked("f(a) / 2; g('x')")).toBe("f(a) / 2; g(' ')");
});

test('comments are kept with their place', () => {
  expect(mask('a; // why\nb;').comments).toEqual([{ text: '// why', at: 3 }]);
});
