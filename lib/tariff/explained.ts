// The lines of a price as text, so that each can be reckoned again by hand.

import { asNumber, moneyText, type Amount } from './money.ts';
import type { Price, PriceLine } from './price.ts';
import type { Use } from './use.ts';

const names = {
  FLAT: 'Start fee',
  ENERGY: 'Energy',
  TIME: 'Charging time',
  PARKING_TIME: 'Parking time',
  RESERVATION_FLAT: 'Reservation fee',
  RESERVATION_TIME: 'Reservation time',
  MIN_PRICE: 'Up to the lowest price',
  MAX_PRICE: 'Down to the highest price',
  ROUNDING: 'Rounding',
} as const satisfies Record<PriceLine['kind'], string>;

/** Millionths of a kWh, or milliseconds, as text with the digits that there are. */
const plain = (amount: number, perUnit: number): string => String(amount / perUnit);

const amountText = ({ kind }: Use, amount: number): string =>
  kind === 'ENERGY' ? `${plain(amount, 1_000_000)} kWh` : `${plain(amount, 60_000)} min`;

const quantityText = (use: Use): string => {
  const price = String(asNumber(use.component.price_e4));
  if (use.kind === 'FLAT' || use.kind === 'RESERVATION_FLAT') return `once ${price}`;
  const unit = use.kind === 'ENERGY' ? 'kWh' : 'h';
  const billed = `${amountText(use, use.billed)} at ${price}/${unit}`;
  return use.billed === use.measured
    ? billed
    : `${billed} (measured ${amountText(use, use.measured)})`;
};

/** What stands between the name of a line and its amount. */
const workings = (line: PriceLine): string => {
  if (line.component === null) return '';
  const { vat_e4 } = line.component;
  const tax = vat_e4 === null ? '' : `, tax ${asNumber(vat_e4)} %`;
  return `element ${line.element + 1}: ${quantityText(line)}${tax}`;
};

/** `"5.6250 / 6.2375"`: before tax and after it. */
export const amountsText = ({ excl_e4, incl_e4 }: Amount, decimals = 4): string =>
  `${moneyText(excl_e4, decimals)} / ${moneyText(incl_e4, decimals)}`;

/** The price as text: its lines, before and after tax with four decimals, and the total. */
export const explained = ({ lines, total, currency, decimals }: Price): readonly string[] => [
  ...lines.map((line) => {
    const parts = [names[line.kind], workings(line), amountsText(line)];
    return parts.filter((part) => part !== '').join('; ');
  }),
  `Total ${amountsText(total, decimals)} ${currency}`,
];
