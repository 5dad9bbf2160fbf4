// JSON text -> where its strings and numbers stand, so that they can be replaced within the text.

/** A string or number of a JSON text. */
export interface Leaf {
  /** JSON pointer (RFC 6901) to it. */
  readonly path: string;
  /** The nearest name above it; elements of a list have that of the list. */
  readonly name: string;
  /** As it stands in the text, quotes and escapes included: from `start` up to `end`. */
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

interface Level {
  readonly path: string;
  readonly above: string;
  readonly isList: boolean;
  index: number;
  name: string;
}

/** RFC 6901 §3; hardly any name has either character. */
const escaped = (name: string): string =>
  name.includes('~') || name.includes('/')
    ? name.replaceAll('~', '~0').replaceAll('/', '~1')
    : name;

/** Value of a JSON string that is known to be well formed. */
export const unquoted = (raw: string): string =>
  raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);

const backslash = 0x5c;

/** A quotation mark behind an odd number of backslashes is within the string. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    // No text that JSON.parse takes lacks it; without an end there would be none here either.
    if (end < 0) return text.length;
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before--;
    if ((end - before) % 2 === 1) return end + 1;
  }
};

const word = /[-+.\w]+/y;

const endOfWord = (text: string, start: number): number => {
  word.lastIndex = start;
  return word.test(text) ? word.lastIndex : start + 1;
};

const here = (level: Level | undefined): Pick<Leaf, 'path' | 'name'> => {
  if (level === undefined) return { path: '', name: '' };
  return level.isList
    ? { path: `${level.path}/${level.index}`, name: level.above }
    : { path: `${level.path}/${escaped(level.name)}`, name: level.name };
};

/** Whether what ends at `at` is the name of a member: only then does a colon follow. */
const isName = (text: string, at: number): boolean => {
  let next = at;
  while (text.charCodeAt(next) <= 0x20) next++;
  return text[next] === ':';
};

/** Characters that mean something outside of strings; digits and `-` begin a number. */
const code = {
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  zero: 0x30,
  nine: 0x39,
  openList: 0x5b,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** The strings and numbers of a text that `JSON.parse` takes, in order. A name told twice is two. */
export const leavesOf = (text: string): readonly Leaf[] => {
  const leaves: Leaf[] = [];
  const levels: Level[] = [];
  const add = (level: Level | undefined, start: number, end: number): void => {
    const { path, name } = here(level);
    leaves.push({ path, name, raw: text.slice(start, end), start, end });
  };
  for (let at = 0; at < text.length;) {
    const character = text.charCodeAt(at);
    const level = levels.at(-1);
    let end = at + 1;
    if (character === code.quote) {
      end = endOfString(text, at);
      if (level?.isList === false && isName(text, end)) level.name = unquoted(text.slice(at, end));
      else add(level, at, end);
    } else if (character === code.openObject || character === code.openList) {
      const { path, name } = here(level);
      const isList = character === code.openList;
      levels.push({ path, above: name, isList, index: 0, name: '' });
    } else if (character === code.closeObject || character === code.closeList) levels.pop();
    else if (character === code.comma && level !== undefined) level.index++;
    else if (character === code.minus || (character >= code.zero && character <= code.nine)) {
      end = endOfWord(text, at);
      add(level, at, end);
    }
    at = end;
  }
  return leaves;
};
