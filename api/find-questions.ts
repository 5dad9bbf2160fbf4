// Finds the questions: each file of `queries/` is one, and one that is not stops the start.

import { readdir } from 'node:fs/promises';
import { isQuestion, type Question } from './define.ts';

const folder = new URL('queries/', import.meta.url);

// Source under the test runner, emitted JavaScript otherwise; tests and maps lie beside them.
const questionFile = /^(?<name>[a-z][a-z0-9-]*)\.(ts|js)$/;

const questionIn = async (file: string, name: string): Promise<Question> => {
  const module: Readonly<Record<string, unknown>> = await import(new URL(file, folder).href);
  const [found, ...more] = Object.values(module).filter(isQuestion);
  if (found === undefined || more.length > 0 || found.name !== name) {
    throw new Error(
      `api/queries/${file} must export exactly one query({ name: '${name}', ... }); ` +
        `it exports ${found === undefined ? 'none' : [found, ...more].map((q) => q.name).join(', ')}.`,
    );
  }
  return found;
};

/** All questions by their path. Throws on a file without a valid export, and on a path used twice. */
export const findQuestions = async (): Promise<readonly Question[]> => {
  const files = (await readdir(folder)).flatMap((file) => {
    const name = questionFile.exec(file)?.groups?.['name'];
    return name === undefined ? [] : [{ file, name }];
  });
  const found = await Promise.all(files.map(({ file, name }) => questionIn(file, name)));
  const paths = new Set(found.map(({ path }) => path));
  if (paths.size !== found.length) throw new Error('Two files of api/queries have the same path.');
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
};
