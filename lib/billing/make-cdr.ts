// Makes the CDR of a priced session, and the credit CDR that takes one back.

import { asNumber, moneyText, negated, type Amount } from '../tariff/money.ts';
import type { Price } from '../tariff/price.ts';
import type { Tariff } from '../tariff/tariff.ts';
import type { Cdr, CdrLocation, CdrToken, OcpiPrice } from './cdr.ts';
import type { SessionRow } from './session.ts';
import { ocpiInstant, volumesOf } from './volumes.ts';

/** Who issues: the operator's codes. */
export interface Party {
  readonly country_code: string;
  readonly party_id: string;
}

export interface CdrInput {
  readonly session: SessionRow;
  readonly price: Price;
  readonly tariff: Tariff;
  readonly location: CdrLocation;
  readonly party: Party;
  readonly id: string;
  /** When it is issued. */
  readonly at: number;
}

const ocpiPrice = ({ excl_e4, incl_e4 }: Amount): OcpiPrice => ({
  excl_vat: asNumber(excl_e4),
  incl_vat: asNumber(incl_e4),
});

const tokenTypes = new Map<string, CdrToken['type']>([
  ['', 'RFID'],
  ['ISO14443', 'RFID'],
  ['ISO15693', 'RFID'],
  ['Central', 'APP_USER'],
  ['NoAuthorization', 'AD_HOC_USER'],
  ['DirectPayment', 'AD_HOC_USER'],
]);

/** The token as the station sent it; nobody here knows its contract, so it stands for itself. */
export const tokenOf = (session: SessionRow, party: Party): CdrToken => ({
  ...party,
  uid: session.id_token,
  type: tokenTypes.get(session.token_type) ?? 'OTHER',
  contract_id: session.id_token,
});

export const authMethodOf = ({ auth_method, auth_verdict }: SessionRow): Cdr['auth_method'] => {
  if (auth_method === 'remote') return 'COMMAND';
  return auth_method === 'local' || auth_verdict === '' ? 'WHITELIST' : 'AUTH_REQUEST';
};

const adjustmentWords = {
  MIN_PRICE: 'up to the lowest price',
  MAX_PRICE: 'down to the highest price',
} as const;

/** OCPI has no field for what bounds add or take: the remark says it. */
const remarkOf = ({ lines, currency }: Price): string =>
  lines
    .flatMap(({ kind, excl_e4 }) =>
      kind === 'MIN_PRICE' || kind === 'MAX_PRICE'
        ? [`${moneyText(excl_e4, 4)} ${currency} ${adjustmentWords[kind]}`]
        : [],
    )
    .join('; ');

/** Costs by dimension, each only where there is a line of it. */
const costsOf = ({ lines, by_dimension }: Price) => {
  const has = (...kinds: readonly string[]): boolean =>
    lines.some(({ kind }) => kinds.includes(kind));
  const { fixed, energy, time, parking, reservation } = by_dimension;
  return {
    ...(has('FLAT') ? { total_fixed_cost: ocpiPrice(fixed) } : {}),
    ...(has('ENERGY') ? { total_energy_cost: ocpiPrice(energy) } : {}),
    ...(has('TIME') ? { total_time_cost: ocpiPrice(time) } : {}),
    ...(has('PARKING_TIME') ? { total_parking_cost: ocpiPrice(parking) } : {}),
    ...(has('RESERVATION_FLAT', 'RESERVATION_TIME')
      ? { total_reservation_cost: ocpiPrice(reservation) }
      : {}),
  };
};

/** The CDR of a session: its total is the total of the price, always. */
export const cdrOf = (input: CdrInput): Cdr => {
  const { session, price, tariff, location, party, id, at } = input;
  const volumes = volumesOf(price.parts, tariff.id);
  const started_at = price.parts[0]?.part.from ?? session.started_at;
  const remark = remarkOf(price);
  return {
    ...party,
    id,
    start_date_time: ocpiInstant(started_at),
    end_date_time: ocpiInstant(session.ended_at ?? session.started_at),
    session_id: session.session_id,
    cdr_token: tokenOf(session, party),
    auth_method: authMethodOf(session),
    cdr_location: location,
    currency: price.currency,
    tariffs: [tariff.ocpi],
    charging_periods: volumes.periods,
    total_cost: ocpiPrice(price.total),
    ...costsOf(price),
    total_energy: asNumber(volumes.energy_e4),
    total_time: asNumber(volumes.time_e4),
    total_parking_time: asNumber(volumes.parking_e4),
    ...(remark === '' ? {} : { remark }),
    last_updated: ocpiInstant(at),
  };
};

/** Ten-thousandths of a JSON number that was made of them. */
const e4Of = (value: number): number => Math.round(value * 10_000);

export const totalOf = ({ total_cost }: Cdr): Amount => ({
  excl_e4: e4Of(total_cost.excl_vat),
  incl_e4: e4Of(total_cost.incl_vat),
});

/**
 * The credit CDR that takes a CDR back: all its data, and its total cost turned negative.
 * Source: OCPI 2.2.1 mod_cdrs, Credit CDRs: only the values of total_cost are negative.
 */
export const creditOf = (cdr: Cdr, at: number): Cdr => ({
  ...cdr,
  id: `${cdr.id}-C`,
  total_cost: ocpiPrice(negated(totalOf(cdr))),
  credit: true,
  credit_reference_id: cdr.id,
  last_updated: ocpiInstant(at),
});
