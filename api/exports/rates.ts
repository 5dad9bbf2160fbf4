// What charging costs ad hoc at each port at an instant, by the tariffs of the ledger.

import { tariffFor } from '../../lib/billing/choose-tariff.ts';
import { unrestricted, type Tariff } from '../../lib/tariff/tariff.ts';
import type { Registry as BilledRegistry } from '../billing/registry.ts';
import type { Rate } from './listing.ts';
import type { Port } from './registry.ts';

/** Ten-thousandths, in which tariffs hold prices and percentages. */
const e4 = 10_000;

const always = JSON.stringify(unrestricted);

/** Of each dimension the first price that holds whatever the time, the energy or the power. */
const pricesOf = ({ elements }: Tariff) => {
  const everyday = elements.filter(({ restrictions }) => JSON.stringify(restrictions) === always);
  const first = new Map<string, Rate['prices'][number]>();
  for (const { type, price_e4, vat_e4 } of everyday.flatMap(({ components }) => components)) {
    if (first.has(type)) continue;
    first.set(type, {
      type,
      price: price_e4 / e4,
      tax_percent: vat_e4 === null ? null : vat_e4 / e4,
    });
  }
  return { prices: [...first.values()], varies: everyday.length < elements.length };
};

/** The rates of ports at an instant; a port without a tariff has none. */
export const ratesAt = (
  ports: readonly Port[],
  terms: Pick<BilledRegistry, 'tariffs' | 'assignments'>,
  at: number,
): readonly Rate[] =>
  ports.flatMap(({ station_id, port, site_id }) => {
    const found = tariffFor({ station_id, port, started_at: at }, site_id, terms);
    if (found === null) return [];
    const { id: tariff_id, currency, tax_included } = found.tariff;
    const rate = { station_id, port, tariff_id, since: found.valid_from, currency, tax_included };
    return [{ ...rate, ...pricesOf(found.tariff) }];
  });
