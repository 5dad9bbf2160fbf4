// Two lists that must agree: error codes and their page, packages and the reason for each.

import { shipped } from './dead.ts';
import { importsOf, lineAt, type Finding, type Project, type Rule } from './project.ts';

const errorsFile = 'lib/errors.ts';
const errorsDocument = 'docs/errors.md';

const codesOf = (text: string): ReadonlyMap<string, number> =>
  new Map([...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{/gm)].map((m) => [m[1] ?? '', m.index]));

const sectionsOf = (text: string): ReadonlyMap<string, number> =>
  new Map([...text.matchAll(/^## ([A-Z][A-Z0-9_]+)$/gm)].map((m) => [m[1] ?? '', m.index]));

const missing = (
  here: {
    readonly path: string;
    readonly text: string;
    readonly codes: ReadonlyMap<string, number>;
  },
  there: ReadonlyMap<string, number>,
  says: (code: string) => string,
): readonly Finding[] =>
  [...here.codes]
    .filter(([code]) => !there.has(code))
    .map(([code, at]) => ({ path: here.path, line: lineAt(here.text, at), says: says(code) }));

const errorCodes: Rule = {
  name: 'error codes and docs/errors.md name each other',
  check: (project) => {
    const code = project.sources.find(({ path }) => path === errorsFile)?.text ?? '';
    const page = project.documents.get(errorsDocument) ?? '';
    const codes = codesOf(code);
    const sections = sectionsOf(page);
    return [
      ...missing(
        { path: errorsFile, text: code, codes },
        sections,
        (name) => `${name} is not in ${errorsDocument}: \`npm run gen\``,
      ),
      ...missing(
        { path: errorsDocument, text: page, codes: sections },
        codes,
        (name) => `${name} is no error code (any more): \`npm run gen\``,
      ),
    ];
  },
  bad: [
    { 'lib/errors.ts': '// E.\nconst t = {\n  LOG_FULL: {\n  },\n};', 'docs/errors.md': '' },
    { 'lib/errors.ts': '// E.', 'docs/errors.md': '## LOG_FULL' },
  ],
  good: [
    {
      'lib/errors.ts': '// E.\nconst t = {\n  LOG_FULL: {\n  },\n};',
      'docs/errors.md': '## LOG_FULL',
    },
  ],
};

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

const runtimePackages = (project: Project): readonly string[] => {
  const manifest = JSON.parse(project.documents.get('package.json') ?? '{}') as Manifest;
  return Object.keys(manifest.dependencies ?? {});
};

const decisions = (project: Project): string =>
  [...project.documents]
    .filter(([path]) => path.startsWith('docs/decisions/'))
    .map(([, text]) => text)
    .join('\n');

const reasons: Rule = {
  name: 'every runtime dependency has a line with its reason in docs/decisions/',
  check: (project) => {
    const text = decisions(project);
    return runtimePackages(project)
      .filter((name) => !new RegExp(`^\\| \`${name}\` +\\|`, 'm').test(text))
      .map((name) => ({
        path: 'package.json',
        line: 1,
        says: `${name}: add its line to the table in docs/decisions/ (why, licence, upkeep)`,
      }));
  },
  bad: [{ 'package.json': '{"dependencies":{"ws":"8"}}', 'docs/decisions/0001-x.md': '`ws`' }],
  good: [
    {
      'package.json': '{"dependencies":{"ws":"8"}}',
      'docs/decisions/0001-x.md': '| `ws`   | why |',
    },
  ],
};

const used: Rule = {
  name: 'runtime dependencies and imports of the product are the same list',
  check: (project) => {
    const paths = shipped(project);
    if (!paths.has('app/main.ts')) return [];
    const product = project.sources.filter(({ path }) => paths.has(path));
    const imported = new Set(
      product.flatMap((file) =>
        importsOf(file)
          .filter((one) => !one.relative && one.target !== 'node:')
          .map((one) => one.target),
      ),
    );
    const wanted = new Set(runtimePackages(project));
    const finding = (says: string): Finding => ({ path: 'package.json', line: 1, says });
    return [
      ...[...wanted]
        .filter((name) => !imported.has(name))
        .map((name) => finding(`${name} is imported nowhere in the product: remove it`)),
      ...[...imported]
        .filter((name) => !wanted.has(name))
        .map((name) => finding(`${name} is imported by the product: add it to dependencies`)),
    ];
  },
  bad: [
    { 'package.json': '{"dependencies":{"ws":"8"}}', 'app/main.ts': '// M.' },
    { 'package.json': '{}', 'app/main.ts': "// M.\nimport ws from 'ws';" },
  ],
  good: [
    { 'package.json': '{"dependencies":{"ws":"8"}}', 'app/main.ts': "// M.\nimport ws from 'ws';" },
    {
      'package.json': '{}',
      'app/main.ts': '// M.',
      'lib/gen.ts': "// G.\nimport p from 'prettier';",
    },
  ],
};

export const registerRules: readonly Rule[] = [errorCodes, reasons, used];
