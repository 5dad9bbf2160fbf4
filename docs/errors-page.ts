// The page docs/errors.md as text, from the one table of operating faults.

interface Entry {
  readonly sentence: string;
  readonly retriable: boolean;
}

const head = `<!-- Written by \`npm run gen\` from lib/errors.ts. Do not edit. -->

# Errors

Faults of operation: something outside the system is wrong, and this page says what. Bad data are
no faults: a frame that cannot be read is kept as an event with a flag. Words in italics are
filled with the values of the case.
`;

const section = ([code, { sentence, retriable }]: readonly [string, Entry]): string =>
  [
    `## ${code}`,
    '',
    sentence.replaceAll(/\{(\w+)\}/g, '*$1*'),
    '',
    retriable
      ? 'The system tries again by itself.'
      : 'Trying again does not help: somebody must change something.',
    '',
  ].join('\n');

/** The page for a table, codes in alphabetical order. */
export const errorsPage = (table: Readonly<Record<string, Entry>>): string =>
  [head, ...Object.entries(table).toSorted(byCode).map(section)].join('\n');

const byCode = ([a]: readonly [string, Entry], [b]: readonly [string, Entry]): number =>
  a < b ? -1 : 1;
