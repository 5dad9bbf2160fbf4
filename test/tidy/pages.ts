// Pages that are true: links lead somewhere, folders introduce themselves, commands exist.

import { posix } from 'node:path';
import { lineAt, type Finding, type Project, type Rule } from './project.ts';

const readme_lines_max = 25;
const architecture_lines_max = 200;
const scripts_max = 16;
/** Top folders that hold no part of the system. */
const withoutReadme = new Set(['.ci', '.github', '']);

const pages = (project: Project): readonly (readonly [string, string])[] =>
  [...project.documents].filter(([path]) => path.endsWith('.md'));

const topFolders = (project: Project): readonly string[] =>
  [...project.paths].filter(
    (path) =>
      !path.includes('/') &&
      !withoutReadme.has(path) &&
      [...project.paths].some((other) => other.startsWith(`${path}/`)),
  );

const linesOf = (text: string): number => text.trimEnd().split('\n').length;

const introductions: Rule = {
  name: `every top folder has a README of at most ${readme_lines_max} lines`,
  check: (project) =>
    topFolders(project).flatMap((folder): readonly Finding[] => {
      const path = `${folder}/README.md`;
      const text = project.documents.get(path);
      if (text === undefined)
        return [{ path, line: 1, says: 'write it: what comes in, what goes out, how to add one' }];
      const lines = linesOf(text);
      return lines > readme_lines_max
        ? [{ path, line: readme_lines_max + 1, says: `${lines} lines: move detail to docs/` }]
        : [];
    }),
  bad: [{ 'lib/x.ts': '// X.' }, { 'lib/x.ts': '// X.', 'lib/README.md': 'a\n'.repeat(26) }],
  good: [{ 'lib/x.ts': '// X.', 'lib/README.md': 'a\n'.repeat(25), 'package.json': '{}' }],
};

const architecture: Rule = {
  name: `ARCHITECTURE.md has at most ${architecture_lines_max} lines`,
  check: (project) => {
    const lines = linesOf(project.documents.get('ARCHITECTURE.md') ?? '');
    const says = `${lines} lines: say what is lasting, leave detail to the folders`;
    return lines > architecture_lines_max ? [{ path: 'ARCHITECTURE.md', line: 201, says }] : [];
  },
  bad: [{ 'ARCHITECTURE.md': 'a\n'.repeat(201) }],
  good: [{ 'ARCHITECTURE.md': 'a\n'.repeat(200) }],
};

/** The anchor that a heading gets. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+\s+(.+)$/gm)].map((match) => anchorOf(match[1] ?? ''));

const leadsSomewhere = (project: Project, from: string, link: string): boolean => {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? from : posix.join(posix.dirname(from), decodeURI(file));
  const exists = project.paths.has(path.replace(/\/$/, ''));
  if (!exists || anchor === undefined) return exists;
  return anchorsOf(project.documents.get(path) ?? '').includes(anchor);
};

const links: Rule = {
  name: 'links between pages resolve',
  check: (project) =>
    pages(project).flatMap(([path, text]) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .filter((match) => !/^(?:[a-z]+:|\/\/)/.test(match[1] ?? ''))
        .filter((match) => !leadsSomewhere(project, path, match[1] ?? ''))
        .map((match) => ({
          path,
          line: lineAt(text, match.index),
          says: `${match[1]} is not there: mend the link`,
        })),
    ),
  bad: [
    { 'README.md': '[x](docs/gone.md)' },
    { 'README.md': '[x](#gone)\n# Here' },
    { 'docs/a.md': '[x](../b.md#gone)', 'b.md': '# Here' },
  ],
  good: [
    {
      'README.md': '[x](docs/a.md) [y](https://example.com) [z](#a-title)\n# A title',
      'docs/a.md': '',
    },
  ],
};

const scriptsOf = (project: Project): Readonly<Record<string, string>> => {
  const parsed = JSON.parse(project.documents.get('package.json') ?? '{}') as {
    readonly scripts?: Record<string, string>;
  };
  return parsed.scripts ?? {};
};

const commands: Rule = {
  name: 'npm scripts that a page names exist',
  check: (project) =>
    pages(project).flatMap(([path, text]) =>
      [...text.matchAll(/`[^`]*?\bnpm (?:run ([\w:-]+)|(start|test)\b)|^npm run ([\w:-]+)/gm)]
        .map((match) => ({ name: match[1] ?? match[2] ?? match[3] ?? '', at: match.index }))
        .filter(({ name }) => scriptsOf(project)[name] === undefined)
        .map(({ name, at }) => ({
          path,
          line: lineAt(text, at),
          says: `\`npm run ${name}\` is not in package.json: mend the page`,
        })),
    ),
  bad: [
    { 'README.md': 'Type `npm run gone`.', 'package.json': '{}' },
    { 'README.md': '```\nnpm run gone\n```', 'package.json': '{}' },
  ],
  good: [
    { 'README.md': 'Type `npm start`.', 'package.json': '{"scripts":{"start":"x"}}' },
    { 'README.md': 'Type `npm ci`.', 'package.json': '{}' },
  ],
};

const fewScripts: Rule = {
  name: `package.json has at most ${scripts_max} scripts`,
  check: (project) =>
    Object.keys(scriptsOf(project)).length > scripts_max
      ? [{ path: 'package.json', line: 1, says: 'a rare task is a command of laddbok' }]
      : [],
  bad: [
    {
      'package.json': JSON.stringify({
        scripts: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`s${i}`, 'x'])),
      }),
    },
  ],
  good: [{ 'package.json': '{"scripts":{"start":"x"}}' }],
};

export const pageRules: readonly Rule[] = [
  introductions,
  architecture,
  links,
  commands,
  fewScripts,
];
