// The OCPI Tariff object of a tariff in the ledger: its columns go into what it holds as JSON.

import { instantText } from '../../lib/time.ts';
import type { tariffs } from '../../processors/ledger/table.ts';
import type { RowOf } from '../../schemas/table.ts';

type Columns = Pick<
  RowOf<typeof tariffs>,
  'tariff_id' | 'currency' | 'tariff_type' | 'tax_included' | 'tariff' | 'recorded_at'
>;

/** The object, as it is priced with and published; `party` says whose it is, where it does not. */
export const tariffObject = (row: Columns, party: object): Readonly<Record<string, unknown>> => ({
  ...party,
  last_updated: instantText(row.recorded_at),
  ...(row.tariff_type === '' ? {} : { type: row.tariff_type }),
  ...(row.tax_included === '' ? {} : { tax_included: row.tax_included }),
  ...(JSON.parse(row.tariff) as Readonly<Record<string, unknown>>),
  id: row.tariff_id,
  currency: row.currency,
});
