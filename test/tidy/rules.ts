// All laws of the house, in one list.

import { budgetRules } from './budgets.ts';
import { composeRules } from './compose.ts';
import { deadRules } from './dead.ts';
import { habitRules } from './habits.ts';
import { importRules } from './imports.ts';
import { pageRules } from './pages.ts';
import type { Finding, Project, Rule } from './project.ts';
import { purityRules } from './purity.ts';
import { registerRules } from './registers.ts';

export const rules: readonly Rule[] = [
  ...importRules,
  ...purityRules,
  ...budgetRules,
  ...habitRules,
  ...deadRules,
  ...registerRules,
  ...pageRules,
  ...composeRules,
];

/** Findings of one rule as lines: `lib/x.ts:3  rule: what to write instead`. */
export const judge = (rule: Rule, project: Project): readonly string[] =>
  rule
    .check(project)
    .map(({ path, line, says }: Finding) => `${path}:${line}  ${rule.name}: ${says}`)
    .toSorted();
