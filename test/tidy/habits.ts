// Small habits with large consequences: no skipped tests, no promises in comments, reasons given.

import { at, lineAt, type Rule } from './project.ts';

const skips: Rule = {
  name: 'no test is skipped, singled out or left to do',
  check: (project) =>
    project.sources.flatMap((file) =>
      [...file.code.matchAll(/\b(?:it|test|describe|suite|bench)\s*\.\s*(skip|only|todo)\b/g)].map(
        (match) =>
          at(file, match.index, `.${match[1]}: run it, assert what is so today, or delete it`),
      ),
    ),
  bad: ['skip', 'only', 'todo'].map((word) => ({
    'lib/x.test.ts': `// X.\ntest.${word}('x', () => {});`,
  })),
  good: [{ 'lib/x.test.ts': "// X. Not test.skip.\ntest('test.only', () => {});" }],
};

// Put together, so that a search for them does not find this file.
const [todo, fixme] = [
  ['TO', 'DO'],
  ['FIX', 'ME'],
].map((parts) => parts.join(''));
const marks = new RegExp(`\\b(?:${todo}|${fixme}|X{3}|HA[C]K)\\b`);

const unfinished: Rule = {
  name: 'nothing is marked as unfinished',
  check: (project) => [
    ...project.sources.flatMap((file) =>
      file.comments
        .filter(({ text }) => marks.test(text))
        .map(({ at: position }) => at(file, position, 'do it, or describe what is so today')),
    ),
    ...[...project.documents].flatMap(([path, text]) =>
      path.endsWith('.md') && marks.test(text)
        ? [{ path, line: lineAt(text, text.search(marks)), says: 'do it, or say what is so today' }]
        : [],
    ),
  ],
  bad: [{ 'lib/x.ts': `// X.\n// ${todo} later` }, { 'README.md': `${fixme}` }],
  good: [{ 'lib/x.ts': `// X.\nconst text = '${todo}';` }],
};

const suppression =
  /(?:oxlint|eslint|prettier)-(?:disable|ignore)[\w-]*|@ts-(?:ignore|expect-error|nocheck)/;

const suppressions: Rule = {
  name: 'a suppression names its rule and its reason; the compiler is never silenced',
  check: (project) =>
    project.sources.flatMap((file) =>
      file.comments.flatMap(({ text, at: position }) => {
        const match = suppression.exec(text);
        if (match === null) return [];
        if (match[0].startsWith('@ts-') && !(file.isTest && match[0] === '@ts-expect-error'))
          return [at(file, position, `${match[0]}: make the types true`)];
        return /--\s*\w.{9,}/.test(text)
          ? []
          : [at(file, position, `say why: \`${match[0]} <rule> -- <reason>\``)];
      }),
    ),
  bad: [
    { 'lib/x.ts': '// X.\n// oxlint-disable-next-line no-eval\neval(x);' },
    { 'lib/x.ts': '// X.\n// @ts-ignore -- because I say so' },
    { 'lib/x.ts': '// X.\n// prettier-ignore\nx();' },
  ],
  good: [
    { 'lib/x.ts': '// X.\n// oxlint-disable-next-line no-eval -- the text is our own constant' },
  ],
};

const anyType: Rule = {
  name: 'no any',
  check: (project) =>
    project.sources
      .filter((file) => file.path.endsWith('.ts'))
      .flatMap((file) =>
        [...file.code.matchAll(/(?::\s*|\bas\s+|<|,\s*)any\b(?!\s*[(.])/g)].map((match) =>
          at(file, match.index, '`any`: use `unknown` at the border and parse it once'),
        ),
      ),
  bad: [{ 'lib/x.ts': '// X.\nconst x: any = 1;' }, { 'lib/x.ts': '// X.\nf(x as any);' }],
  good: [{ 'lib/x.ts': '// X: any.\nconst x = Promise.any([]);' }],
};

const testEnvironment: Rule = {
  name: 'the product does not know that it is tested',
  check: (project) =>
    project.sources
      .filter((file) => !file.isTest)
      .flatMap((file) =>
        [...file.code.matchAll(/\bNODE_ENV\b|\bVITEST\b/g)].map((match) =>
          at(file, match.index, `${match[0]}: pass what differs as an argument`),
        ),
      ),
  bad: [{ 'app/config.ts': "// C.\nif (env.NODE_ENV === 'test') open();" }],
  good: [{ 'app/config.ts': "// C.\nconst text = 'NODE_ENV';" }],
};

export const habitRules: readonly Rule[] = [
  skips,
  unfinished,
  suppressions,
  anyType,
  testEnvironment,
];
