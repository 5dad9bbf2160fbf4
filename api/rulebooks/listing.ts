// Rulebooks in words: what their lists, differences and explanations show of them.

import { day_ms, hour_ms } from '../../lib/time.ts';
import type { StoreRow } from '../encode.ts';
import { rulebooks } from './catalogue.ts';
import { chargex, paths } from './chargex.ts';
import { reasons, states, type Reason, type Rulebook } from './rulebook.ts';

/** What a rulebook grants for a reason: `no`, `all of it`, or up to which limit. */
export const grantText = ({ grants }: Rulebook, reason: Reason): string => {
  const grant = grants[reason];
  if (grant === undefined) return 'no';
  if (grant.incident_ms !== undefined) return `${grant.incident_ms / day_ms} days an incident`;
  if (grant.year_ms !== undefined) return `${grant.year_ms / hour_ms} hours a year`;
  return 'all of it';
};

export const thresholdText = ({ threshold }: Rulebook): string => {
  if (threshold === null) return 'none';
  const { percent, strict, scope } = threshold;
  return `${strict ? 'more than' : 'at least'} ${percent} percent of each ${scope}`;
};

const classesOf = ({ classes, causes }: Rulebook): readonly string[] => [
  ...states.map((state) => `${state}: ${classes[state].class}. ${classes[state].why}`),
  ...Object.entries(causes).map(([key, reading]) => `${key}: ${reading.class}. ${reading.why}`),
];

const uptimeBook = (rulebook: Rulebook): StoreRow => ({
  rulebook: rulebook.id,
  name: rulebook.name,
  version: rulebook.version,
  title: rulebook.title,
  effective_from: rulebook.effective_from,
  effective_to: rulebook.effective_to,
  source: rulebook.source,
  formula: rulebook.formula.text,
  window: rulebook.window,
  zone: rulebook.zone,
  threshold: thresholdText(rulebook),
  closed_hours: rulebook.closed,
  classes: classesOf(rulebook),
  excludes: reasons.flatMap((reason) => {
    const granted = grantText(rulebook, reason);
    return granted === 'no' ? [] : [`${reason}: ${granted}`];
  }),
  untold: rulebook.untold,
});

const indicators: StoreRow = {
  rulebook: chargex.id,
  name: chargex.name,
  version: chargex.version,
  title: chargex.title,
  effective_from: chargex.effective_from,
  effective_to: chargex.effective_to,
  source: chargex.source,
  formula: chargex.formula,
  window: 'any',
  zone: 'UTC',
  threshold: 'none',
  closed_hours: 'measured',
  classes: Object.entries(paths).map(
    ([path, { start, session, counts }]) => `${path}: equations ${start} and ${session}. ${counts}`,
  ),
  excludes: [],
  untold: ['What the customer saw, and who paid how.'],
};

const listed = new Map(
  [...rulebooks.map(uptimeBook), indicators].map((row) => [row['rulebook'], row]),
);

export const listedIds: readonly string[] = [...listed.keys()].map(String);

/** A rulebook as the list of them shows it. */
export const listedRow = (id: unknown): StoreRow => listed.get(id) ?? { rulebook: id };
