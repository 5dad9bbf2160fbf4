// Billing runs for tests.

import type { Cdr } from '../lib/billing/cdr.ts';
import type { BillingRun, Issued } from '../lib/billing/issue.ts';
import type { Tariff } from '../lib/tariff/tariff.ts';
import { billable, termsOf } from './billed.ts';

/** A billing run on 1 July 2026 over all that ended before that day. */
export const runOf = (tariff: Tariff, told: Partial<BillingRun> = {}): BillingRun => ({
  ...termsOf(tariff),
  sessions: [billable()],
  known: [],
  closed: [],
  until: Date.parse('2026-07-01T00:00:00Z'),
  at: Date.parse('2026-07-01T08:00:00Z'),
  ...told,
});

/** All CDRs of a run, in the order in which they are appended. */
export const allOf = ({ cdrs, credits, adjustments }: Issued): readonly Cdr[] => [
  ...credits,
  ...cdrs,
  ...adjustments.flatMap(({ credit, cdr }) => (credit === null ? [cdr] : [credit, cdr])),
];
