// Style as a test: the import table, the purity of rooms, the budgets, and pages that stay true.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectOf, readProject } from './tidy/project.ts';
import { judge, rules } from './tidy/rules.ts';

const named = rules.map((rule) => [rule.name, rule] as const);
const house = readProject(join(import.meta.dirname, '..'));

describe('this tree', () => {
  test.each(named)('%s', (_, rule) => {
    expect(judge(rule, house)).toEqual([]);
  });
});

describe('a law that cannot be broken is no law', () => {
  test.each(named)('%s: finds fault with each bad example', (_, rule) => {
    expect(rule.bad.filter((files) => judge(rule, projectOf(files)).length === 0)).toEqual([]);
  });

  test.each(named)('%s: lets each good example pass', (_, rule) => {
    expect(rule.good.flatMap((files) => judge(rule, projectOf(files)))).toEqual([]);
  });

  test('every rule brings examples of both kinds, and a name of its own', () => {
    expect(rules.filter((rule) => rule.bad.length === 0 || rule.good.length === 0)).toEqual([]);
    expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length);
  });

  test('a finding names file, line, rule and what to write instead', () => {
    const files = { 'store/x.ts': "// X.\n\nimport { Kafka } from 'kafkajs';" };
    expect(rules.flatMap((rule) => judge(rule, projectOf(files)))).toContain(
      'store/x.ts:3  packages are used only in the folder that owns the edge to them: ' +
        'store/ may not use kafkajs (it belongs to log/): go through the port, or change ' +
        'test/tidy/imports.ts and say why',
    );
  });
});
