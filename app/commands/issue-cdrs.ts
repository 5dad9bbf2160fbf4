// `laddbok ledger issue-cdrs`: the billing run from the command line.

import { sumOf, type Amount } from '../../lib/tariff/money.ts';
import { amountsText } from '../../lib/tariff/explained.ts';
import type { Invocation } from '../command.ts';
import { instantOfFlag } from '../flag-instant.ts';
import { issueCdrs, type BilledPage, type BillingOrder } from '../issue-cdrs.ts';
import { ledgerDeskOver } from '../ledger-desk.ts';
import { findRunning } from '../running.ts';
import { openLogFor, openStoreToRead } from '../wire.ts';

/** Sums of the run, and what needs to be looked at. */
interface Summary {
  readonly cdrs: number;
  readonly credits: number;
  readonly adjustments: number;
  readonly unchanged: number;
  readonly left_out: Readonly<Record<string, number>>;
  readonly refused: BilledPage['refused'];
  readonly sums: Readonly<Record<string, Amount>>;
}

const nothingYet: Summary = {
  cdrs: 0,
  credits: 0,
  adjustments: 0,
  unchanged: 0,
  left_out: {},
  refused: [],
  sums: {},
};

const added = (sum: Summary, page: BilledPage): Summary => {
  const left_out = { ...sum.left_out };
  for (const { reason } of page.left_out) left_out[reason] = (left_out[reason] ?? 0) + 1;
  const sums = { ...sum.sums };
  for (const [currency, amount] of Object.entries(page.sums))
    sums[currency] = sumOf([sums[currency] ?? { excl_e4: 0, incl_e4: 0 }, amount]);
  return {
    cdrs: sum.cdrs + page.cdrs.length,
    credits: sum.credits + page.credits.length,
    adjustments: sum.adjustments + page.adjustments,
    unchanged: sum.unchanged + page.unchanged,
    left_out,
    refused: [...sum.refused, ...page.refused],
    sums,
  };
};

const linesOf = (sum: Summary, dryRun: boolean): readonly string[] => [
  `${dryRun ? 'Would issue' : 'Issued'} ${sum.cdrs} CDRs and ${sum.credits} credits, of them ` +
    `${sum.adjustments} adjustments; ${sum.unchanged} stand as they are.`,
  ...Object.entries(sum.sums).map(
    ([currency, amount]) => `  ${amountsText(amount, 2)} ${currency}, before and after tax`,
  ),
  ...Object.entries(sum.left_out).map(([reason, count]) => `Left out, ${reason}: ${count}`),
];

/** Every session that has no bill, and what the ledger did not take. */
const tellPage = (page: BilledPage, print: Invocation['print']): void => {
  for (const { session_id, reason, says, billed_by } of page.left_out)
    print(
      `left out ${session_id} ${reason}: ${says}${billed_by === null ? '' : ` Billed by CDR ${billed_by}.`}`,
    );
  for (const { session_id, detail } of page.refused) print(`refused ${session_id}: ${detail}`);
};

const orderOf = ({ config, flags }: Invocation): BillingOrder => ({
  tenant: String(flags['tenant'] ?? config.LADDBOK_TENANT),
  by: String(flags['by'] ?? config.LADDBOK_GATEWAY_ID),
  until: instantOfFlag('until', String(flags['until'] ?? '')),
  at: Date.now(),
  dryRun: flags['dry-run'] === true,
});

/** Exit code 1: the ledger refused something, or holds a tariff that nothing can be priced with. */
export const issueCdrsCommand = async (invocation: Invocation): Promise<number> => {
  const { config, logger, flags, print } = invocation;
  const order = orderOf(invocation);
  const isJson = flags['json'] === true;
  const store = await openStoreToRead(config, findRunning(config)?.clickhouse ?? '');
  const { log, ledger } = await openLogFor(config, { logger });
  const desk = ledgerDeskOver({ log, ledger });
  let [summary, unread] = [nothingYet, new Set<string>()];
  try {
    for await (const page of issueCdrs({ store, desk }, order)) {
      summary = added(summary, page);
      unread = new Set(page.unread.map((one) => `${one.tariff_id}: ${one.faults.join('; ')}`));
      if (isJson) print(JSON.stringify(page));
      else tellPage(page, print);
    }
    for (const tariff of unread) if (!isJson) print(`The tariff cannot be used, ${tariff}`);
    if (!isJson) for (const line of linesOf(summary, order.dryRun)) print(line);
    return summary.refused.length + unread.size > 0 ? 1 : 0;
  } finally {
    await log.close();
    await store.close();
  }
};
