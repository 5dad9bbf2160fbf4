// The tree as the rules see it: every file with its text, read from disk or given as strings.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { mask, type Masked } from './mask.ts';

export interface Source extends Masked {
  /** From the root, with forward slashes. */
  readonly path: string;
  /** First folder of the path; empty for files at the root. */
  readonly top: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly isTest: boolean;
  readonly isGenerated: boolean;
}

export interface Import {
  /** As written, `./x.ts` or `kafkajs`. */
  readonly specifier: string;
  /** Path from the root that a relative specifier names; the package name of any other. */
  readonly target: string;
  readonly relative: boolean;
  readonly at: number;
}

export interface Project {
  /** TypeScript and JavaScript. */
  readonly sources: readonly Source[];
  /** Text of every Markdown, JSON and YAML file. */
  readonly documents: ReadonlyMap<string, string>;
  /** Every path that exists, folders included. */
  readonly paths: ReadonlySet<string>;
}

export interface Finding {
  readonly path: string;
  readonly line: number;
  /** What is wrong, and what to write in its place. */
  readonly says: string;
}

/** A law of the house with examples that break it; a law that finds nothing in them is no law. */
export interface Rule {
  readonly name: string;
  check(project: Project): readonly Finding[];
  /** Little trees, each of which must be found fault with. */
  readonly bad: readonly Readonly<Record<string, string>>[];
  /** Little trees that come close and are in order. */
  readonly good: readonly Readonly<Record<string, string>>[];
}

const passedOver = new Set(['node_modules', 'dist', 'data', '.git', '.cache', 'golden']);
const isCode = (path: string): boolean => /\.[jt]s$/.test(path) && !path.endsWith('.d.ts');
const isDocument = (path: string): boolean =>
  /\.(md|json|ya?ml|example)$/.test(path) && path !== 'package-lock.json';

export const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

export const source = (path: string, text: string): Source => ({
  path,
  top: path.includes('/') ? path.slice(0, path.indexOf('/')) : '',
  text,
  lines: text.split('\n'),
  isTest: path.startsWith('test/') || path.endsWith('.test.ts'),
  isGenerated: path.endsWith('.gen.ts'),
  ...mask(text),
});

/** A project from paths and texts. */
export const projectOf = (files: Readonly<Record<string, string>>): Project => {
  const paths = new Set<string>();
  for (const path of Object.keys(files))
    for (let at = path; at !== '.'; at = posix.dirname(at)) paths.add(at);
  const entries = Object.entries(files);
  return {
    sources: entries.filter(([path]) => isCode(path)).map(([path, text]) => source(path, text)),
    documents: new Map(entries.filter(([path]) => isDocument(path))),
    paths,
  };
};

const walk = (root: string, folder: string, into: Record<string, string>): void => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = join(folder, entry.name);
    const path = relative(root, full).split(sep).join('/');
    if (entry.isDirectory()) {
      if (!passedOver.has(entry.name)) walk(root, full, into);
    } else if (entry.isFile())
      into[path] = isCode(path) || isDocument(path) ? readFileSync(full, 'utf8') : '';
  }
};

/** The project in a folder. */
export const readProject = (root: string): Project => {
  if (!existsSync(join(root, 'package.json'))) throw new Error(`No project in ${root}.`);
  const files: Record<string, string> = {};
  walk(root, root, files);
  return projectOf(files);
};

const importPattern =
  /\b(?:(?:import|export)\b[^;'"]*?\bfrom\s*|import(?:\.meta\.url\)\.resolve)?\s*\(\s*|import\s+)(['"])/g;

const packageOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? 'node:'
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

/** What a file imports or re-exports, statically or by `import('…')` of a literal. */
export const importsOf = (file: Source): readonly Import[] =>
  [...file.code.matchAll(importPattern)].map((match) => {
    const start = match.index + match[0].length;
    const specifier = file.text.slice(start, file.code.indexOf(match[1] ?? '', start));
    const isRelative = specifier.startsWith('.');
    const target = isRelative
      ? posix.join(posix.dirname(file.path), specifier)
      : packageOf(specifier);
    return { specifier, target, relative: isRelative, at: match.index };
  });

/** A finding in a source at a position of its text. */
export const at = (file: Source, position: number, says: string): Finding => ({
  path: file.path,
  line: lineAt(file.text, position),
  says,
});
