// A CDR explained: its session, the tariff as it was known, versions, and its chain of credits.

import { cdrs, tariffs } from '../../processors/ledger/table.ts';
import type { RowOf } from '../../schemas/table.ts';
import type { Store } from '../../store/port.ts';
import { asKnown } from '../as-known.ts';
import { readRows } from '../billing/stored-rows.ts';
import type { StoreRow } from '../encode.ts';
import { rowOf } from '../fields.ts';
import { findSession, type FoundSession } from './evidence.ts';
import { rows } from './schemas.ts';
import type { Explaining, Sight } from './session.ts';
import { told } from './words.ts';

type Cdr = RowOf<typeof cdrs>;

const nothing = (): boolean => false;
const shape = rowOf(tariffs);

/** The CDRs of the session that a CDR is of, as the store gives them and read; none: no such. */
const chainOf = async (store: Store, tenant: string, cdr_id: string) => {
  const given = await store.query<StoreRow>({
    sql:
      `SELECT ${Object.keys(cdrs.columns).join(', ')} FROM laddbok.${cdrs.name} ` +
      `WHERE tenant = {tenant:String} AND session_id IN (SELECT session_id ` +
      `FROM laddbok.${cdrs.name} WHERE tenant = {tenant:String} AND cdr_id = {cdr_id:String}) ` +
      `ORDER BY recorded_at, credit DESC, entry_id`,
    params: { tenant, cdr_id },
  });
  return { given, read: readRows(cdrs, given) as unknown as readonly Cdr[] };
};

/** What the column session_version says; null where it says nothing. */
export const pricedByOf = (text: string) => {
  const found = /^(\d+)\/(\d+) fold (\d+)$/.exec(text);
  if (found === null) return null;
  const [partition = 0, offset = 0, fold_version = 0] = found.slice(1).map(Number);
  return { partition, offset, fold_version };
};

/** Of the tariff that priced a CDR what was valid at the start, by what was known at the issuing. */
const tariffsOf = async (store: Store, { tenant, tariff_id, valid_from, recorded_at }: Cdr) => {
  if (tariff_id === '') return [];
  const known = asKnown(tariffs, { tenant, valid_at: valid_from, known_at: recorded_at });
  const found = await store.query<StoreRow>({
    sql: `SELECT * FROM (${known.sql}) WHERE tariff_id = {tariff_id:String}`,
    params: { ...known.params, tariff_id },
  });
  return found.map((row) => {
    const { entry_id, valid_to, recorded_by, ...more } = told(shape, row, nothing);
    return {
      tariff_id,
      entry_id,
      valid_from: more['valid_from'],
      valid_to,
      recorded_at: more['recorded_at'],
      recorded_by,
      tariff: JSON.parse(String(more['tariff'])) as unknown,
    };
  });
};

const linkOf = (one: Cdr, all: readonly Cdr[]) => ({
  cdr_id: one.cdr_id,
  role: one.credit ? 'credit' : 'bill',
  credits: one.credit_reference_id,
  replaces: one.replaces_cdr_id,
  recorded_at: new Date(one.recorded_at).toISOString(),
  total_incl_vat: one.total_incl_vat / 1_000,
  period_id: one.period_id,
  stands: !one.credit && !all.some((other) => other.credit_reference_id === one.cdr_id),
});

const changedAfter = (
  priced: ReturnType<typeof pricedByOf>,
  found: FoundSession | null,
): boolean | null => {
  if (priced === null || found === null) return null;
  return found.session.log_offset > priced.offset;
};

/** The explanation of a CDR; null where the tenant has none such. */
export const explainCdr = async (
  store: Store,
  { foldVersion }: Pick<Explaining, 'foldVersion'>,
  asked: { readonly tenant: string; readonly cdr_id: string; readonly sight: Sight },
) => {
  const { tenant, cdr_id, sight } = asked;
  const { given, read } = await chainOf(store, tenant, cdr_id);
  const at = read.findIndex((one) => one.cdr_id === cdr_id);
  const [cdr, row] = [read[at], given[at]];
  if (cdr === undefined || row === undefined) return null;
  const found = await findSession(store, tenant, cdr.session_id);
  const priced = pricedByOf(cdr.session_version);
  const hides = (name: string): boolean => !sight.persons && name.startsWith('id_token');
  return {
    cdr: told(rows.cdr, row, nothing),
    session: found === null ? null : told(rows.session, found.given, hides),
    versions: {
      fold_version: foldVersion,
      priced_by: priced,
      session_changed: changedAfter(priced, found),
    },
    tariffs: await tariffsOf(store, cdr),
    chain: read.map((one) => linkOf(one, read)),
  };
};
