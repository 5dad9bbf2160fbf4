// NEVI: average annual uptime of a charging port under 23 CFR 680.116(b), United States.

import { down, notHeard, up, type Rulebook } from './rulebook.ts';

export const nevi: Rulebook = {
  id: 'nevi-2023',
  name: 'nevi',
  version: '2023-03-30',
  title: 'NEVI, 23 CFR 680.116(b)',
  effective_from: '2023-03-30',
  effective_to: null,
  source: '23 CFR 680.116(b), 88 FR 12724 of 28 February 2023',
  classes: {
    available: up('Online and available for use.'),
    occupied: up('In use.'),
    charging: up('In use.'),
    reserved: up('In use: held for a customer.'),
    unavailable: down('Not available for use; excluded where the ledger says why.'),
    faulted: down('Hardware or software does not work.'),
    offline: down('Hardware and software must both be online.'),
    unknown: notHeard,
  },
  causes: {},
  grants: {
    utility_interruption: {},
    vehicle_fault: {},
    scheduled_maintenance: {},
    vandalism: {},
    natural_disaster: {},
    outside_hours: {},
  },
  closed: 'excluded',
  window: 'trailing_year',
  zone: 'UTC',
  formula: {
    text: '(525,600 - (outage minutes - excluded minutes)) / 525,600 * 100',
    // A constant of the rule, in leap years too.
    minutes: 525_600,
    ineligible: 'up',
  },
  threshold: { percent: 97, strict: true, scope: 'port' },
  untold: [
    'Whether the port dispenses at the power that 680.106(d) asks for: a status does not say.',
    'Why an outage was outside of the control of the operator: the ledger of exclusions says it.',
    'The hours of operation of the site.',
  ],
};
