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

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Value of a JSON string that is known to be well formed. */
export const unquoted = (raw: string): string =>
  raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);

const endOfString = (text: string, start: number): number => {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
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

/** The strings and numbers of a text that `JSON.parse` takes, in order. A name told twice is two. */
export const leavesOf = (text: string): readonly Leaf[] => {
  const leaves: Leaf[] = [];
  const levels: Level[] = [];
  for (let at = 0; at < text.length;) {
    const character = text[at];
    const level = levels.at(-1);
    if (character === '"') {
      const end = endOfString(text, at);
      const raw = text.slice(at, end);
      if (level?.isList === false && isName(text, end)) level.name = unquoted(raw);
      else leaves.push({ ...here(level), raw, start: at, end });
      at = end;
    } else if (character === '{' || character === '[') {
      const { path, name } = here(level);
      levels.push({ path, above: name, isList: character === '[', index: 0, name: '' });
      at++;
    } else if (character === '}' || character === ']') {
      levels.pop();
      at++;
    } else if (character === ',' && level !== undefined) {
      level.index++;
      at++;
    } else if (character !== undefined && /[-\d]/.test(character)) {
      const end = endOfWord(text, at);
      leaves.push({ ...here(level), raw: text.slice(at, end), start: at, end });
      at = end;
    } else at++;
  }
  return leaves;
};
