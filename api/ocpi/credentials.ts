// The credentials object: what a peer tells of itself, and what we tell of ourselves.

import { type Static, type TSchema, Type } from 'typebox';
import { sites } from '../../processors/ledger/table.ts';
import type { Store } from '../../store/port.ts';
import { asKnown } from '../as-known.ts';
import type { OwnParty } from './locations.ts';
import type { PartyRole, Registration } from './party.ts';
import type { Version } from './version.ts';

/** Roles of one peer; a hub tells its parties otherwise. */
const rolesMax = 50;

const role = Type.Object({
  role: Type.String({ pattern: '^(CPO|EMSP|HUB|NAP|NSP|OTHER|PTP|SCSP)$' }),
  country_code: Type.String({ pattern: '^[A-Za-z]{2}$' }),
  party_id: Type.String({ pattern: '^[A-Za-z0-9]{3}$' }),
  business_details: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) }),
});

/** What a peer posts. Fields that are not named here are read over, as 2.3.0 asks. */
export const credentialsBody = Type.Object({
  token: Type.String({ pattern: '^[\\x21-\\x7e]{1,64}$' }),
  url: Type.String({ maxLength: 255, pattern: '^https?://[\\x21-\\x7e]+$' }),
  roles: Type.Array(role, { minItems: 1, maxItems: rolesMax }),
});

export type CredentialsBody = Static<typeof credentialsBody>;

export const credentialsAnswer: TSchema = credentialsBody;

/** What is kept of a peer's credentials. Its token for us is not: nothing is asked of it later. */
export const registrationOf = (
  { url, roles }: CredentialsBody,
  version: Version,
): Registration => ({
  version,
  url,
  roles: roles.map(({ role: name, country_code, party_id, business_details }): PartyRole => ({
    role: name,
    country_code,
    party_id,
    name: business_details.name,
  })),
});

/** Whether a peer tells a role twice: `role`, `party_id` and `country_code` are unique together. */
export const rolesRepeat = ({ roles }: CredentialsBody): boolean => {
  const names = roles.map((one) => `${one.role}/${one.country_code}/${one.party_id}`.toLowerCase());
  return new Set(names).size < names.length;
};

interface Named {
  readonly country_code: string;
  readonly party_id: string;
  readonly name: string;
}

/** The parties that the sites of a tenant belong to, in order; ours where none says one. */
export const readOwnParties = async (
  store: Store,
  { tenant, now, own }: { readonly tenant: string; readonly now: number; readonly own: OwnParty },
): Promise<readonly Named[]> => {
  const known = asKnown(sites, { tenant, valid_at: now, known_at: null });
  const sql = `SELECT country_code, party_id, max(operator_name) AS name FROM (${known.sql})
    WHERE country_code != '' AND party_id != '' GROUP BY country_code, party_id
    ORDER BY country_code, party_id LIMIT ${rolesMax}`;
  const found = await store.query<Record<keyof Named, string>>({ sql, params: known.params });
  const all = found.map((one) => ({ ...one, name: one.name || own.name }));
  return all.length === 0 && own.party_id !== '' ? [own] : all;
};

/** Our credentials object. A token of Laddbok can only be told when it was just made. */
export const credentialsOf = (token: string, url: string, parties: readonly Named[]) => ({
  token,
  url,
  roles: parties.map(({ country_code, party_id, name }) => ({
    role: 'CPO',
    business_details: { name: name.slice(0, 100) || 'Laddbok' },
    party_id,
    country_code,
  })),
});
