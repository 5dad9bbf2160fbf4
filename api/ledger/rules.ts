// What the columns of an entry may hold, beyond their type: needed, words, forms, lengths.

import {
  cdrs,
  exclusions,
  type LedgerTable,
  periods,
  ports,
  sites,
  tariffAssignments,
  tariffs,
} from '../../processors/ledger/table.ts';

export interface Rule {
  readonly needed?: true;
  /** The words that it takes; of labels each is one of them. */
  readonly words?: readonly string[];
  readonly form?: { readonly pattern: RegExp; readonly says: string };
  /** Longest text; `textMax` where absent. */
  readonly length?: number;
  /** Lowest and highest number. */
  readonly range?: readonly [number, number];
  /** A text that is JSON of this kind. */
  readonly json?: 'object' | 'list';
}

/** Characters of a text where its rule says nothing. */
export const textMax = 255;
/** Characters of a text that is JSON. */
export const jsonMax = 64 * 1024;

const needed = { needed: true } as const;
const id = { length: 36 } as const;
const latitude = {
  form: {
    pattern: /^-?(?:90(?:\.0+)?|[0-8]?\d(?:\.\d{1,8})?)$/,
    says: 'degrees from -90 to 90 as 59.32932, 8 decimals at most',
  },
} as const;
const longitude = {
  form: {
    pattern: /^-?(?:180(?:\.0+)?|(?:1[0-7]\d|\d{1,2})(?:\.\d{1,8})?)$/,
    says: 'degrees from -180 to 180 as 18.06858, 8 decimals at most',
  },
} as const;
const currency = { form: { pattern: /^[A-Z]{3}$/, says: 'ISO 4217, as EUR' } } as const;
const funding = {
  words: ['NEVI', 'CFI', 'EVC_RAA', 'CMAQ', 'CRP', 'AFC', 'STATE', 'RATEPAYER', 'OTHER'],
} as const;

/**
 * Reasons of exclusions. The first six are those of 23 CFR 680.116(b)(3); California adds the loss
 * of communication, and the OCPI status BLOCKED, which UK regulation 7 does not measure, the last.
 */
export const exclusionReasons = [
  'utility_interruption',
  'vehicle_fault',
  'scheduled_maintenance',
  'vandalism',
  'natural_disaster',
  'outside_hours',
  'communication_loss',
  'access_blocked',
] as const;

const siteRules: Rules<typeof sites> = {
  site_id: { ...needed, ...id },
  name: { length: 50 },
  city: { length: 100 },
  country: { form: { pattern: /^[A-Z]{3}$/, says: 'ISO 3166-1 alpha-3, as SWE' } },
  country_code: { form: { pattern: /^[A-Z]{2}$/, says: 'ISO 3166-1 alpha-2, as SE' } },
  party_id: { form: { pattern: /^[A-Za-z0-9]{3}$/, says: 'three letters or digits' } },
  latitude,
  longitude,
  time_zone: needed,
  helpdesk_phone: {
    form: { pattern: /^\+[1-9]\d{0,2} ?[\d -]{4,20}$/, says: 'international, as +46 8123456' },
  },
  opening_hours: { json: 'object' },
  project_type: { words: ['new_station', 'existing_station', 'o_and_m'] },
  funding,
  renewable_percent: { range: [0, 100] },
  parking_spaces: { range: [0, 100_000] },
  accessible_spaces: { range: [0, 100_000] },
  details: { json: 'object' },
};

const portRules: Rules<typeof ports> = {
  station_id: needed,
  port: { ...needed, range: [1, 65_535] },
  site_id: { ...needed, ...id },
  port_id: id,
  evse_id: {
    form: {
      pattern: /^[A-Z]{2}\*?[A-Z0-9]{3}\*?E[A-Z0-9][A-Z0-9*]{0,30}$/i,
      says: 'country, party, E and number, as SE*ABC*E123*1',
    },
  },
  power_w_max: { ...needed, range: [1, 10_000_000] },
  current_type: { ...needed, words: ['AC', 'DC'] },
  connector_details: { json: 'list' },
  funding,
  latitude,
  longitude,
  meter_key: { length: 1_024, form: { pattern: /^(?:[0-9a-fA-F]{2})+$/, says: 'hex' } },
  details: { json: 'object' },
};

const tariffTypes = [
  'AD_HOC_PAYMENT',
  'PROFILE_CHEAP',
  'PROFILE_FAST',
  'PROFILE_GREEN',
  'REGULAR',
] as const;

type Rules<T extends LedgerTable> = Readonly<Partial<Record<keyof T['columns'], Rule>>>;

const exclusionRules: Rules<typeof exclusions> = {
  exclusion_id: { ...needed, ...id },
  reason: { ...needed, words: exclusionReasons },
  port: { range: [1, 65_535] },
  evidence: { ...needed, length: 2_000 },
};

const tariffRules: Rules<typeof tariffs> = {
  tariff_id: { ...needed, ...id },
  currency: { ...needed, ...currency },
  tariff_type: { words: tariffTypes },
  tax_included: { words: ['YES', 'NO', 'N/A'] },
  tariff: { ...needed, json: 'object' },
};

const assignmentRules: Rules<typeof tariffAssignments> = {
  assignment_id: { ...needed, ...id },
  tariff_id: { ...needed, ...id },
  port: { range: [1, 65_535] },
};

const periodRules: Rules<typeof periods> = {
  period_id: { ...needed, ...id },
  purpose: { ...needed, words: ['billing', 'filing'] },
};

const cdrRules: Rules<typeof cdrs> = {
  cdr_id: { ...needed, length: 39 },
  session_id: needed,
  station_id: needed,
  currency: { ...needed, ...currency },
  energy_wh: needed,
  total_excl_vat: needed,
  cdr: { ...needed, json: 'object' },
};

const rules: ReadonlyMap<LedgerTable, Readonly<Record<string, Rule>>> = new Map<
  LedgerTable,
  Readonly<Record<string, Rule>>
>([
  [sites, siteRules],
  [ports, portRules],
  [exclusions, exclusionRules],
  [tariffs, tariffRules],
  [tariffAssignments, assignmentRules],
  [periods, periodRules],
  [cdrs, cdrRules],
]);

/** The rule of a column; an empty one where there is none. */
export const ruleOf = (table: LedgerTable, column: string): Rule =>
  rules.get(table)?.[column] ?? {};
