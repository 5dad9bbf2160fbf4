// What a statement does, as ClickHouse's own parser writes it, and whether a reader may run it.

/** A statement in the one form that the parser gives it: no comments, one statement, plain quoting. */
export interface Statement {
  readonly text: string;
  /** First word in capitals; `SELECT` for what begins with a bracket. */
  readonly kind: string;
  /** Every name in it, unquoted and in lower case: columns, tables, functions, keywords. */
  readonly names: ReadonlySet<string>;
  /** The names that an opening bracket follows. */
  readonly calls: ReadonlySet<string>;
  /** The format it asks its answer in; null where it names none. */
  readonly format: string | null;
  /** Settings at its end that are numbers or texts. */
  readonly settings: Readonly<Record<string, string>>;
}

const tokenPattern =
  /'(?:\\[^]|[^'\\])*'|`(?:\\[^]|[^`\\])*`|"(?:\\[^]|[^"\\])*"|[A-Za-z_]\w*|-?\d[\w.]*|[^\s]/g;

const isName = (token: string): boolean => /^[A-Za-z_`"]/.test(token);

const unquoted = (token: string): string =>
  /^[`"]/.test(token) ? token.slice(1, -1).replaceAll(/\\([^])/g, '$1') : token;

const textValue = (token: string): string =>
  token.startsWith("'") ? token.slice(1, -1).replaceAll(/\\([^])/g, '$1') : token;

/** Position of the last `word` outside of brackets; -1 where there is none. */
const lastOutside = (tokens: readonly string[], word: string): number => {
  let depth = 0;
  let found = -1;
  for (const [i, token] of tokens.entries()) {
    if (/^[([{]$/.test(token)) depth++;
    else if (/^[)\]}]$/.test(token)) depth--;
    else if (depth === 0 && token === word) found = i;
  }
  return found;
};

const settingsIn = (tokens: readonly string[]): Record<string, string> => {
  const at = lastOutside(tokens, 'SETTINGS');
  const settings: Record<string, string> = {};
  if (at < 0) return settings;
  for (let i = at + 1; i + 2 < tokens.length; i += 4) {
    const [name = '', equals, value = '', after = ''] = tokens.slice(i, i + 4);
    if (equals !== '=' || !/^['\w-]/.test(value) || !/^(?:,|FORMAT|)$/.test(after)) break;
    settings[name] = textValue(value);
    if (after !== ',') break;
  }
  return settings;
};

const formatIn = (tokens: readonly string[]): string | null => {
  const at = lastOutside(tokens, 'FORMAT');
  const name = tokens[at + 1];
  return at < 0 || name === undefined || !isName(name) ? null : unquoted(name);
};

/** Reads a statement as `formatQuerySingleLine` wrote it. */
export const readStatement = (text: string): Statement => {
  const tokens = [...text.matchAll(tokenPattern)].map(([token]) => token);
  const named = tokens.map((token) => (isName(token) ? unquoted(token).toLowerCase() : ''));
  const first = tokens[0] ?? '';
  return {
    text,
    kind: first === '(' ? 'SELECT' : first.toUpperCase(),
    names: new Set(named),
    calls: new Set(named.filter((name, i) => name !== '' && tokens[i + 1] === '(')),
    format: formatIn(tokens),
    settings: settingsIn(tokens),
  };
};

const reading = new Set(['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'EXPLAIN', 'EXISTS']);

// The engine's own read-only mode refuses writes, settings and table functions that go outside.
// It lets four things through that a reader over the network must not have: an answer written into
// a file, the ordinary function `file`, models and remote services called as functions, and the
// inference of a structure, which opens files and addresses.
const outside = new Set(['file', 'outfile', 'infile', 'catboostevaluate']);

const plainName =
  /^(?:DESCRIBE|EXISTS)(?: TABLE| VIEW| DATABASE| DICTIONARY)? [\w.]+(?: FORMAT \w+)?$/;

/**
 * Why a reader may not run a statement; null where it may. `tableFunctions` are those that reach
 * beyond the tables of the store.
 */
export const refusalOf = (
  statement: Statement,
  tableFunctions: ReadonlySet<string>,
): string | null => {
  const { kind, text, names, calls } = statement;
  if (!reading.has(kind)) return `${kind} is not for readers`;
  if ((kind === 'DESCRIBE' || kind === 'EXISTS') && !plainName.test(text))
    return `${kind} takes the name of a table`;
  if (kind === 'EXPLAIN' && names.has('override')) return 'EXPLAIN TABLE OVERRIDE reaches outside';
  const name = [...names].find(
    (one) => outside.has(one) || (/^ai[a-z]+$/.test(one) && calls.has(one)),
  );
  if (name !== undefined) return `"${name}" is not for readers, not even as the name of a column`;
  const called = [...calls].find((one) => tableFunctions.has(one));
  return called === undefined ? null : `the table function ${called} is not for readers`;
};

/** Table functions that make their rows themselves, or from what they are given. */
const harmless = new Set([
  'format',
  'generate_series',
  'generaterandom',
  'generateseries',
  'null',
  'numbers',
  'numbers_mt',
  'values',
  'view',
  'zeros',
  'zeros_mt',
]);

/** The table functions of an engine that a reader may not call. */
export const outsideFunctions = (all: readonly string[]): ReadonlySet<string> =>
  new Set(all.map((name) => name.toLowerCase()).filter((name) => !harmless.has(name)));
