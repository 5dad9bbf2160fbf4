// The one table of who may ask for what: roles, and the kinds of answers that each is given.

/** What a route shows or does; each route needs one of these. */
export const needs = [
  /** Sessions, energy, samples, states of ports: what charging was like. */
  'charging',
  /** Availability, outages, completeness, filings: what a regulator is owed. */
  'compliance',
  /** Signed values, payments, tariffs, CDRs: what is charged for it. */
  'billing',
  /** Boots, connections, settings, firmware, commands as a record: how stations are run. */
  'operations',
  /** To tell stations to do something. */
  'control',
  /** To write what people decide: sites, ports, exclusions, tariffs. */
  'ledger',
  /** How this installation is doing. */
  'metrics',
] as const;

export type Need = (typeof needs)[number];

export const roles = ['analyst', 'billing', 'regulator', 'operator', 'admin'] as const;

export type Role = (typeof roles)[number];

interface Grant {
  readonly about: string;
  readonly needs: readonly Need[];
  /** Whether fields that tell of persons are shown: tokens, and texts that hold one. */
  readonly persons: boolean;
}

const grants: Readonly<Record<Role, Grant>> = {
  analyst: {
    about: 'asks about charging, availability and operations; sees no tokens',
    needs: ['charging', 'compliance', 'operations'],
    persons: false,
  },
  billing: {
    about: 'asks about sessions, energy, signed values, tariffs and CDRs, with tokens',
    needs: ['charging', 'compliance', 'billing'],
    persons: true,
  },
  regulator: {
    about: 'asks about availability, outages and completeness, and takes filings',
    needs: ['compliance'],
    persons: false,
  },
  operator: {
    about: 'asks about everything, commands stations and writes the ledger',
    needs,
    persons: true,
  },
  admin: { about: 'may do what an operator may, in every tenant', needs, persons: true },
};

export const isRole = (text: string): text is Role => roles.some((role) => role === text);

export const aboutRole = (role: Role): string => grants[role].about;

export const maySee = (role: Role, need: Need): boolean => grants[role].needs.includes(need);

export const seesPersons = (role: Role): boolean => grants[role].persons;

/** The roles that are let where something is needed, for whoever was refused. */
export const rolesFor = (need: Need): readonly Role[] => roles.filter((role) => maySee(role, need));
