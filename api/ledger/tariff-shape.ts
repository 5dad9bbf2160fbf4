// Whether a tariff of the ledger can be priced with: read as every bill will read it. Pure.

import { readTariff } from '../../lib/tariff/read-tariff.ts';
import { tariffObject } from '../billing/tariff-object.ts';
import type { Fault } from './read.ts';

/** Stands for the party where the tariff names none: bills take that of the site. */
const anyParty = { country_code: 'ZZ', party_id: 'ZZZ' };

/** The faults of a tariff, each by its path. Source: OCPI 2.2.1, 11.3.1 Tariff object. */
export const faultsOfTariff = (row: Parameters<typeof tariffObject>[0]): readonly Fault[] => {
  const read = readTariff(tariffObject(row, anyParty));
  if ('tariff' in read) return [];
  return read.faults.map(({ path, says }) => ({
    column: 'tariff',
    detail: path === '' ? `It ${says}.` : `${path} ${says}.`,
  }));
};
