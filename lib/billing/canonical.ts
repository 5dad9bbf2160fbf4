// What a CDR bills, as a text that is the same wherever it is made, and its hash.

import { sha256 } from '../sha2.ts';
import type { Cdr } from './cdr.ts';

/** JSON with the fields of every object in order of their names. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
};

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const utf8 = new TextEncoder();

/**
 * SHA-256 of what is billed and to whom: times, periods, energy, costs, token, port and tariffs.
 * The id, the time of issue and words (name and address of the site, remark) are left out: none
 * of them makes another bill.
 */
export const contentHash = (cdr: Cdr): string => {
  const { id: _id, last_updated: _issued, remark: _remark, cdr_location, tariffs, ...billed } = cdr;
  const { evse_uid, connector_id } = cdr_location;
  const tariff_ids = tariffs.map((tariff) => tariff['id']);
  const where = { location_id: cdr_location.id, evse_uid, connector_id };
  return hex(sha256(utf8.encode(canonicalJson({ ...billed, ...where, tariff_ids }))));
};
