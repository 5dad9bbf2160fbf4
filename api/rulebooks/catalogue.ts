// The rulebooks that there are. Another regime, or another version of one, is one more line here.

import { afir } from './afir.ts';
import { california } from './california.ts';
import { nevi } from './nevi.ts';
import type { Rulebook } from './rulebook.ts';
import { ukEligible, ukLiteral } from './uk.ts';

export const rulebooks: readonly Rulebook[] = [nevi, ukLiteral, ukEligible, california, afir];

/** Ids of all rulebooks, as parameters take them. */
export const rulebookIds: readonly string[] = rulebooks.map(({ id }) => id);

/** Rulebooks of a word: an id, the name of a regime (all its readings), or `all`. */
export const rulebooksOf = (word: string): readonly Rulebook[] =>
  word === 'all' ? rulebooks : rulebooks.filter(({ id, name }) => id === word || name === word);

/** The rulebook of an id. Throws where there is none: ids are checked where they come in. */
export const rulebookOf = (id: string): Rulebook => {
  const found = rulebooks.find((one) => one.id === id);
  if (found === undefined) throw new TypeError(`There is no rulebook ${id}.`);
  return found;
};
