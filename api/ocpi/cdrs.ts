// CDRs as they were issued, in the fields of a version of OCPI: nothing in them is reckoned anew.

import type { Cdr, CdrToken, OcpiPrice } from '../../lib/billing/cdr.ts';
import { cdrs } from '../../processors/ledger/table.ts';
import type { Store } from '../../store/port.ts';
import { storedRows } from '../billing/stored-rows.ts';
import { instantParam } from '../sql.ts';
import type { OcpiObject } from './locations.ts';
import type { Page, Paged } from './paging.ts';
import { tariffIn } from './tariffs.ts';
import { cut, degrees, fittingId, ocpiNumber, ocpiTime } from './values.ts';
import type { Version } from './version.ts';

/** How a token is told to whoever asks. */
export type TokenTeller = (uid: string) => string;

/** A price in the fields of a version. What tax it holds is not kept by name: it is called VAT. */
export const priceIn = (version: Version, { excl_vat, incl_vat }: OcpiPrice): unknown => {
  if (version === '2.2.1') return { excl_vat, incl_vat };
  const amount = ocpiNumber(incl_vat - excl_vat);
  return { before_taxes: excl_vat, taxes: amount === 0 ? [] : [{ name: 'VAT', amount }] };
};

const prices = [
  'total_cost',
  'total_fixed_cost',
  'total_energy_cost',
  'total_time_cost',
  'total_parking_cost',
  'total_reservation_cost',
] as const;

export const tokenTold = (token: CdrToken, tell: TokenTeller): CdrToken => ({
  ...token,
  uid: tell(token.uid),
  contract_id: tell(token.contract_id),
});

/** The evse_uid of a CDR was written by station and port, however long. */
const placeTold = ({ cdr_location: place }: Cdr): Cdr['cdr_location'] => ({
  ...place,
  id: fittingId(place.id),
  address: cut(place.address, 45),
  city: cut(place.city, 45),
  ...(place.postal_code === undefined ? {} : { postal_code: cut(place.postal_code, 10) }),
  ...(place.state === undefined ? {} : { state: cut(place.state, 20) }),
  coordinates: {
    latitude: degrees(place.coordinates.latitude),
    longitude: degrees(place.coordinates.longitude),
  },
  evse_uid: fittingId(place.evse_uid),
  connector_id: fittingId(place.connector_id),
});

interface Telling {
  readonly version: Version;
  readonly tell: TokenTeller;
}

/** A CDR as it is told: as issued, but for names of fields, lengths, and who the token is. */
export const cdrTold = (cdr: Cdr, recorded_at: number, { version, tell }: Telling): OcpiObject => ({
  ...cdr,
  ...Object.fromEntries(
    prices.flatMap((name) => {
      const price = cdr[name];
      return price === undefined ? [] : [[name, priceIn(version, price)]];
    }),
  ),
  session_id: fittingId(cdr.session_id),
  cdr_token: tokenTold(cdr.cdr_token, tell),
  cdr_location: placeTold(cdr),
  tariffs: cdr.tariffs.map((tariff) => tariffIn(version, tariff)),
  ...(cdr.remark === undefined ? {} : { remark: cut(cdr.remark, 255) }),
  last_updated: ocpiTime(recorded_at),
});

const where =
  `tenant = {tenant:String} AND NOT withdrawn AND recorded_at >= ${instantParam('from')} ` +
  `AND recorded_at < ${instantParam('to')}`;

/** A page of the CDRs that were recorded within a span, oldest first; a credit before its successor. */
export const readCdrs = async (
  store: Store,
  { tenant, from, to, offset, limit }: Page & { readonly tenant: string },
  telling: Telling,
): Promise<Paged<OcpiObject>> => {
  const params = { tenant, from, to };
  const counting = `SELECT count() AS total FROM laddbok.cdrs WHERE ${where}`;
  const [counted] = await store.query<{ total: string }>({ sql: counting, params });
  const rows = await storedRows(store, {
    table: cdrs,
    columns: ['recorded_at', 'cdr'],
    where:
      `${where} ORDER BY recorded_at, credit DESC, cdr_id ` +
      'LIMIT {limit:UInt32} OFFSET {offset:UInt64}',
    params: { ...params, limit, offset },
  });
  const items = rows.map(({ cdr, recorded_at }) =>
    cdrTold(JSON.parse(cdr) as Cdr, recorded_at, telling),
  );
  return { items, total: Number(counted?.total ?? 0) };
};
