// United Kingdom: reliability of the rapid network under SI 2023/1168 reg. 7, in both readings.

import { down, ineligible, notHeard, up, type Rulebook } from './rulebook.ts';

const common = {
  name: 'uk',
  effective_from: '2024-11-24',
  effective_to: null,
  classes: {
    available: up('OCPI AVAILABLE: working.'),
    occupied: up('OCPI CHARGING: working.'),
    charging: up('OCPI CHARGING: working.'),
    reserved: up('OCPI RESERVED: working.'),
    unavailable: down('OCPI INOPERATIVE: not working, planned or not.'),
    faulted: down('OCPI OUTOFORDER: not working.'),
    offline: ineligible('OCPI UNKNOWN: ineligible for measurement.'),
    unknown: notHeard,
  },
  causes: {},
  grants: {},
  closed: 'unmeasured',
  window: 'calendar_year',
  zone: 'Europe/London',
  threshold: { percent: 99, strict: false, scope: 'network' },
  untold: [
    'Whether a point is physically blocked (OCPI BLOCKED): a sensor or the operator says it.',
    'Whether the payment terminal works, where the station does not report it as a fault.',
    'Which points are rapid (50 kW or more), public and of the network: the ledger of ports says it.',
  ],
} as const satisfies Partial<Rulebook>;

/** As reg. 7(3) is written: time that is ineligible for measurement counts as reliable. */
export const ukLiteral: Rulebook = {
  ...common,
  id: 'uk-2024-literal',
  version: '2024-11-24/literal',
  title: 'Public Charge Point Regulations 2023, reg. 7(3) as written',
  source: 'SI 2023/1168 reg. 7(3), 7(5)',
  formula: {
    text: '(working + ineligible) / (working + ineligible + not working) * 100',
    minutes: null,
    ineligible: 'up',
  },
};

/** The other reading of "ineligible for measurement": that time is not measured at all. */
export const ukEligible: Rulebook = {
  ...common,
  id: 'uk-2024-eligible',
  version: '2024-11-24/eligible',
  title: 'Public Charge Point Regulations 2023, eligible time alone',
  source: 'SI 2023/1168 reg. 7, "ineligible for measurement" read as left out',
  formula: {
    text: 'working / (working + not working) * 100',
    minutes: null,
    ineligible: 'removed',
  },
};
