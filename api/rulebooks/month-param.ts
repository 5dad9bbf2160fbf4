// The parameter `month`, which stands for the own window of each rulebook that ends with it.

import { Type } from 'typebox';
import type { Complaint } from '../define.ts';
import { monthOf } from './windows.ts';

export const monthParam = {
  month: Type.Optional(
    Type.String({
      pattern: '^[0-9]{4}-[0-9]{2}$',
      description:
        'A month, as 2026-03: each rulebook answers for its own window that ends with it, in its ' +
        'own zone. Without it the range is the window, and a rule judges only what it knows.',
    }),
  ),
};

/** What is wrong with a month, or with a month and a range at once. */
export const monthRefused = (params: Readonly<Record<string, unknown>>): readonly Complaint[] => {
  const { month } = params;
  if (typeof month !== 'string') return [];
  const bad = (detail: string): readonly Complaint[] => [
    { code: 'bad_parameter', parameter: 'month', detail },
  ];
  if (monthOf(month) === null) return bad(`"${month}" is no month. Write it as 2026-03.`);
  const doubled = params['from'] !== undefined || params['to'] !== undefined;
  return doubled ? bad('Give a month, or a range by from and to, and not both.') : [];
};
