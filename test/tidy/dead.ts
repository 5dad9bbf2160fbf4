// Files that nothing runs: not reached from an entry point, nor from a drawer that is scanned.

import { posix } from 'node:path';
import type { Finding, Project, Rule, Source } from './project.ts';

/** Where running begins: commands, generators, configuration of tools, what programs import. */
const entryPoints = [
  /^app\/main\.ts$/,
  /^api\/client\/laddbok\.gen\.ts$/,
  /^[a-z]+\/gen\.ts$/,
  /^[\w.-]+\.config\.ts$/,
  /^bin\//,
];

/** Folders whose files are found by scanning, so that adding one is adding one file. */
const drawers = [
  /^processors\/\w+\/index\.ts$/,
  /^api\/(queries|exports|rulebooks|ocpi)\/[\w-]+\.ts$/,
  /^dashboards\/boards\/[\w-]+\.ts$/,
  /^bench\/[\w-]+\.ts$/,
];

/** What tests find by scanning. */
const scannedByTests = /^test\/shown\/[\w-]+\.ts$/;

/** Written for tests, yet kept beside what they are the law of. */
const forTests = /(^test\/|(^|\/)(contract|spec|tape|scenario)\.ts$)/;

/** Every relative path that a file names in a string: imports, and files of workers. */
const namedIn = (file: Source): readonly string[] =>
  [...file.text.matchAll(/(['"`])(\.{1,2}\/[\w./-]+\.[jt]s)\1/g)].flatMap((match) => {
    const path = posix.join(posix.dirname(file.path), match[2] ?? '');
    return [path, path.replace(/\.js$/, '.ts')];
  });

const reachedFrom = (roots: readonly Source[], all: ReadonlyMap<string, Source>): Set<string> => {
  const seen = new Set<string>();
  const queue = [...roots];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file.path)) continue;
    seen.add(file.path);
    for (const path of namedIn(file)) {
      const next = all.get(path);
      if (next !== undefined) queue.push(next);
    }
  }
  return seen;
};

const matches = (patterns: readonly RegExp[], path: string): boolean =>
  patterns.some((pattern) => pattern.test(path));

/** What runs at a user's: all that the command and the drawers reach, without tools, benches and boards: these ship as JSON. */
export const shipped = (project: Project): ReadonlySet<string> =>
  reachedFrom(
    project.sources.filter(
      ({ path }) =>
        path === 'app/main.ts' || (matches(drawers, path) && !/^(bench|dashboards)\//.test(path)),
    ),
    new Map(project.sources.map((file) => [file.path, file])),
  );

const check = (project: Project): readonly Finding[] => {
  const all = new Map(project.sources.map((file) => [file.path, file]));
  // A tree without its main has nothing to be reached from; its absence is seen at once otherwise.
  if (!all.has('app/main.ts')) return [];
  const product = reachedFrom(
    project.sources.filter(
      ({ path, isTest }) => !isTest && (matches(entryPoints, path) || matches(drawers, path)),
    ),
    all,
  );
  const tested = reachedFrom(
    project.sources.filter(({ path }) => path.endsWith('.test.ts') || scannedByTests.test(path)),
    all,
  );
  return project.sources.flatMap(({ path }) => {
    if (product.has(path) || path.endsWith('.test.ts')) return [];
    if (!tested.has(path))
      return [{ path, line: 1, says: 'nothing imports it: wire it or delete it' }];
    if (forTests.test(path)) return [];
    return [{ path, line: 1, says: 'only tests import it: wire it in app/, or move it to test/' }];
  });
};

const main = { 'app/main.ts': "// M.\nimport { x } from '../lib/x.ts';" };

const dead: Rule = {
  name: 'every file is reached from an entry point',
  check,
  bad: [
    { ...main, 'lib/x.ts': '// X.', 'lib/y.ts': '// Y.' },
    { ...main, 'lib/x.ts': '// X.', 'lib/y.ts': '// Y.', 'lib/y.test.ts': "import './y.ts';" },
    { ...main, 'lib/x.ts': '// X.', 'test/kafka.ts': '// K.' },
  ],
  good: [
    { ...main, 'lib/x.ts': '// X.', 'lib/x.test.ts': "import './x.ts';" },
    { ...main, 'lib/x.ts': '// X.', 'api/queries/sessions.ts': '// S.' },
    {
      'app/main.ts': "// M.\nnew Worker(new URL('./w.js', import.meta.url));",
      'app/w.ts': '// W.',
    },
    {
      ...main,
      'lib/x.ts': '// X.',
      'log/contract.ts': '// L.',
      'log/k.test.ts': "'./contract.ts'",
    },
  ],
};

export const deadRules: readonly Rule[] = [dead];
