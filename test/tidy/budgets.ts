// How long, how wide, how named: the budgets that keep every file readable in one sitting.

import { at, type Finding, type Project, type Rule, type Source } from './project.ts';

const file_lines_max = 400;
const function_lines_max = 70;
const line_columns_max = 100;

const written = (project: Project): readonly Source[] =>
  project.sources.filter((file) => !file.isGenerated);

const found = (path: string, line: number, says: string): Finding => ({ path, line, says });

const repeat = (line: string, times: number): string => `${line}\n`.repeat(times);

const fileLength: Rule = {
  name: `a file has at most ${file_lines_max} lines`,
  check: (project) =>
    written(project)
      .filter((file) => file.text.trimEnd().split('\n').length > file_lines_max)
      .map((file) => {
        const lines = file.text.trimEnd().split('\n').length;
        return found(file.path, file_lines_max + 1, `${lines} lines: split by subject`);
      }),
  bad: [{ 'lib/long.ts': `// Long.\n${repeat('x();', 400)}` }],
  good: [
    { 'lib/long.ts': `// Long.\n${repeat('x();', 399)}` },
    { 'schemas/long.gen.ts': `// Long.\n${repeat('x();', 500)}` },
  ],
};

const lineLength: Rule = {
  name: `a line has at most ${line_columns_max} columns`,
  check: (project) =>
    written(project).flatMap((file) =>
      file.lines.flatMap((line, index) =>
        line.length > line_columns_max && !unbreakable(line)
          ? [found(file.path, index + 1, `${line.length} columns: break the line or name a part`)]
          : [],
      ),
    ),
  bad: [{ 'lib/wide.ts': `// Wide.\nx(${'a + '.repeat(30)}b);` }],
  good: [
    { 'lib/wide.ts': `// Wide.\nx('${'a'.repeat(96)}');` },
    { 'schemas/wide.gen.ts': `// Wide.\nx(${'a + '.repeat(30)}b);` },
  ],
};

/** One literal that has no place to be broken at: a text, a template, a regex, an address. */
const unbreakable = (line: string): boolean => /(['"`/]).{60,}\1|https?:\/\/\S{60,}/.test(line);

const opensFunction = /=>\s*\{|\bfunction\b[^{;]*\{|^ {2,}(?:async )?\w+\([^()]*\)[^;={]*\{/gm;
const notAFunction = /^\s*(?:if|for|while|switch|catch|with)\b/;

/** Position after the brace that closes the one at `open`. */
const closing = (code: string, open: number): number => {
  let depth = 0;
  for (let i = open; i < code.length; i++) {
    if (code[i] === '{') depth++;
    else if (code[i] === '}' && --depth === 0) return i;
  }
  return code.length;
};

/** Lines with code between two positions; comments and blank lines cost nothing. */
const codeLines = (code: string, from: number, to: number): number =>
  code
    .slice(from, to)
    .split('\n')
    .filter((line) => line.trim() !== '').length;

const functionLength: Rule = {
  name: `a function has at most ${function_lines_max} lines`,
  check: (project) =>
    written(project)
      .filter((file) => !file.isTest && !file.path.endsWith('contract.ts'))
      .flatMap((file) =>
        [...file.code.matchAll(opensFunction)]
          .filter((match) => !notAFunction.test(match[0]))
          .flatMap((match) => {
            const open = match.index + match[0].length - 1;
            const lines = codeLines(file.code, open, closing(file.code, open) + 1);
            if (lines <= function_lines_max) return [];
            return [at(file, open, `function of ${lines} lines: name its parts`)];
          }),
      ),
  bad: [
    { 'lib/f.ts': `// F.\nconst f = () => {\n${repeat('  x();', 70)}};` },
    { 'lib/f.ts': `// F.\nfunction f() {\n${repeat('  x();', 70)}}` },
    { 'lib/f.ts': `// F.\nconst o = {\n  f() {\n${repeat('    x();', 70)}  },\n};` },
  ],
  good: [
    { 'lib/f.ts': `// F.\nconst f = () => {\n${repeat('  x();', 68)}};` },
    { 'lib/f.ts': `// F.\nconst f = () => {\n${repeat('  // why', 90)}};` },
    { 'lib/f.ts': `// F.\nconst f = {\n${repeat('  x: 1,', 90)}};` },
  ],
};

const firstLine: Rule = {
  name: 'the first line of a file says what it is for',
  check: (project) =>
    project.sources
      .filter((file) => {
        const [first = '', second = ''] = file.lines;
        return !/^\/\/ .*[.:;]/.test(first.startsWith('#!') ? second : first);
      })
      .map((file) => found(file.path, 1, 'begin with one sentence: `// What this file is for.`')),
  bad: [
    { 'lib/x.ts': "import { y } from './y.ts';" },
    { 'lib/x.ts': '// x' },
    { 'lib/x.ts': '/** Docs. */' },
  ],
  good: [{ 'lib/x.ts': '// Turns x into y.' }, { 'bin/x.js': '#!/usr/bin/env node\n// Runs x.' }],
};

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(gen|int|test|config|d))*\.[jt]s$/;
/** Files that hold one OCPP action keep the spelling of the specification. */
const action = /(^|\/)(ocpp\w*)\/([A-Z][A-Za-z0-9]*)(\.test)?\.ts$/;

const fileNames: Rule = {
  name: 'files are named in kebab-case; OCPP actions as the specification spells them',
  check: (project) =>
    project.sources
      .filter(({ path }) => !kebab.test(path.slice(path.lastIndexOf('/') + 1)))
      .filter(({ path }) => !action.test(path))
      .map(({ path }) => found(path, 1, 'rename it in kebab-case, as energy-spans.ts')),
  bad: [
    { 'lib/meterValues.ts': '// X.' },
    { 'lib/Meter.ts': '// X.' },
    { 'lib/meter_values.ts': '// X.' },
  ],
  good: [
    { 'lib/meter-values.ts': '// X.' },
    { 'processors/interpret/ocpp16/MeterValues.ts': '// X.' },
    { 'log/kafka.int.test.ts': '// X.' },
  ],
};

const emptyWord = /(^|[/-])(utils?|helpers?|common|misc|shared|stuff)([/.-]|$)/;

const emptyNames: Rule = {
  name: 'no file or folder is named utils, helpers, common or misc',
  check: (project) =>
    project.sources
      .filter(({ path }) => emptyWord.test(path))
      .map(({ path }) => found(path, 1, 'name it after what it holds')),
  bad: [
    { 'lib/utils.ts': '// X.' },
    { 'store/common/x.ts': '// X.' },
    { 'test/kafka-helpers.ts': '// X.' },
  ],
  good: [{ 'lib/utility-tariff.ts': '// X.' }],
};

const exporting = /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})(?:\s+as\s+\w+)?\s*from\b[^;]*;/gm;

const barrels: Rule = {
  name: 'no barrels: a file that re-exports holds more than re-exports',
  check: (project) =>
    project.sources.flatMap((file) => {
      const stars = [...file.code.matchAll(/^export\s+(?:type\s+)?\*[^;]*;/gm)];
      if (stars.length > 0)
        return stars.map((match) => at(file, match.index, 'export by name, from where it is made'));
      const rest = file.code.replaceAll(exporting, '').trim();
      const only = rest === '' && /\bexport\b/.test(file.code);
      return only ? [found(file.path, 1, 'delete it: import from the files themselves')] : [];
    }),
  bad: [
    { 'lib/index.ts': "// All.\nexport * from './x.ts';" },
    { 'lib/all.ts': "// All.\nexport { x } from './x.ts';\nexport { y } from './y.ts';" },
  ],
  good: [{ 'lib/x.ts': "// X.\nexport { x } from './x.ts';\nexport const y = 1;" }],
};

export const budgetRules: readonly Rule[] = [
  fileLength,
  lineLength,
  functionLength,
  firstLine,
  fileNames,
  emptyNames,
  barrels,
];
