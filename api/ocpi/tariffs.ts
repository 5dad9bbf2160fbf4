// Tariffs of the ledger as Tariff objects of OCPI, in the fields of a version.

import type { TariffVersion } from '../../lib/billing/choose-tariff.ts';
import { tariffs } from '../../processors/ledger/table.ts';
import type { Store } from '../../store/port.ts';
import { readTerms } from '../billing/registry.ts';
import type { OcpiObject } from './locations.ts';
import { everything, touched } from './touched.ts';
import { ocpiTime } from './values.ts';
import type { Version } from './version.ts';

export type OcpiTariff = OcpiObject & { readonly id: string };

type Fields = Readonly<Record<string, unknown>>;

const numberIn = (bound: Fields, ...names: readonly string[]): number | undefined =>
  names.map((name) => bound[name]).find((value) => typeof value === 'number');

/** A bound in the fields of a version: Price of 2.2.1, PriceLimit of 2.3.0. */
const boundIn = (version: Version, bound: Fields): Fields => {
  const before = numberIn(bound, 'excl_vat', 'before_taxes');
  const after = numberIn(bound, 'incl_vat', 'after_taxes');
  const [excl, incl] =
    version === '2.2.1'
      ? (['excl_vat', 'incl_vat'] as const)
      : (['before_taxes', 'after_taxes'] as const);
  return { [excl]: before, ...(after === undefined ? {} : { [incl]: after }) };
};

const isTaxed = (ocpi: Fields): boolean => JSON.stringify(ocpi['elements']).includes('"vat"');

/** A Tariff object as it was published, in the fields of a version. */
export const tariffIn = (version: Version, ocpi: Fields): Fields => {
  const { tax_included: included, ...rest } = ocpi;
  const bounds = Object.fromEntries(
    (['min_price', 'max_price'] as const).flatMap((name) => {
      const bound = rest[name];
      const isBound = typeof bound === 'object' && bound !== null;
      return isBound ? [[name, boundIn(version, bound as Fields)]] : [];
    }),
  );
  if (version === '2.2.1') return { ...rest, ...bounds };
  return { ...rest, ...bounds, tax_included: included ?? (isTaxed(ocpi) ? 'NO' : 'N/A') };
};

/** 2.2.1 knows prices before tax alone: a tariff of prices after tax cannot be told in it. */
const isTellable = (version: Version, { tariff }: TariffVersion): boolean =>
  version !== '2.2.1' || !tariff.tax_included;

/** The tariffs that hold now, in the order in which they were first published. */
export const readTariffs = async (
  store: Store,
  {
    tenant,
    now,
    version,
  }: { readonly tenant: string; readonly now: number; readonly version: Version },
): Promise<readonly OcpiTariff[]> => {
  const when = { tenant, known_at: null, from: now, to: now + 1 };
  const terms = await readTerms(store, when);
  const since = await touched(store, tariffs, everything(tenant));
  const createdAt = (id: string): number => since.get(id)?.created_at ?? 0;
  return terms.tariffs
    .filter((one) => isTellable(version, one))
    .map(({ tariff, valid_from, recorded_at }) => ({
      ...tariffIn(version, tariff.ocpi),
      id: tariff.id,
      last_updated: ocpiTime(Math.max(recorded_at, valid_from)),
    }))
    .toSorted(
      ({ id: one }, { id: other }) => createdAt(one) - createdAt(other) || (one < other ? -1 : 1),
    );
};
