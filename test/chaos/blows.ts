// What is done to a running system, and when: drawn from a seed, so that it can be done again.

import type { Prng } from '../../lib/prng.ts';

/** One thing that a rig can do to itself. */
export interface Blow {
  readonly name: string;
  /** How often it is in the deck. */
  readonly weight: number;
  /** Dealt before each deck, by draws of its own: with it or without, a seed deals all others alike. */
  readonly beside?: true;
  /** Strikes, and lets the system stand up again; `random` draws how long and whom. */
  strike(random: Prng): Promise<Struck>;
}

export interface Struck {
  readonly what: string;
  /** How many processes died by it, which is what the length of a run is counted in. */
  readonly kills: number;
}

/** A shuffled deck that holds each blow as often as its weight says: within one, all are dealt. */
const deckOf = (blows: readonly Blow[], random: Prng): Blow[] => {
  const deck = blows.flatMap((blow) => Array.from({ length: blow.weight }, () => blow));
  for (let last = deck.length - 1; last > 0; last--) {
    const other = random.between(0, last);
    const [one, two] = [deck[last], deck[other]];
    if (one !== undefined && two !== undefined) [deck[last], deck[other]] = [two, one];
  }
  return deck;
};

export interface Dealing {
  readonly blows: readonly Blow[];
  readonly random: Prng;
  /** Whether to go on after so many kills. */
  readonly goesOn: (kills: number) => boolean;
  readonly onBlow: (line: string, kills: number) => void;
  /** A rest between two blows, milliseconds. */
  readonly rest: (random: Prng) => Promise<void>;
}

/** How often a blow was dealt, and how many processes died by it. */
export interface Dealt {
  readonly times: number;
  readonly kills: number;
}

/** Deals blows until it is enough; returns what was dealt, by the names of the blows. */
export const deal = async (dealing: Dealing): Promise<ReadonlyMap<string, Dealt>> => {
  const { blows, random, goesOn, onBlow, rest } = dealing;
  const dealt = new Map<string, Dealt>();
  const beside = blows.filter((blow) => blow.beside === true);
  const among = blows.filter((blow) => blow.beside !== true);
  let kills = 0;
  let decks = 0;
  let deck: Blow[] = [];
  const strike = async (blow: Blow, drawn: Prng): Promise<void> => {
    const struck = await blow.strike(drawn);
    const before = dealt.get(blow.name) ?? { times: 0, kills: 0 };
    kills += struck.kills;
    dealt.set(blow.name, { times: before.times + 1, kills: before.kills + struck.kills });
    onBlow(`${blow.name}: ${struck.what}`, kills);
  };
  while (goesOn(kills)) {
    for (const blow of deck.length === 0 ? beside : []) {
      const own = random.stream(`${blow.name} ${decks}`);
      await rest(own);
      await strike(blow, own);
    }
    await rest(random);
    if (deck.length === 0) {
      deck = deckOf(among, random);
      decks += 1;
    }
    const blow = deck.pop();
    if (blow === undefined) break;
    await strike(blow, random);
  }
  return dealt;
};
