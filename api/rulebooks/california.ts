// California: uptime of a charging port under the charger data and reliability standards of the CEC.

import { day_ms, hour_ms } from '../../lib/time.ts';
import { down, notHeard, up, type Rulebook } from './rulebook.ts';

export const california: Rulebook = {
  id: 'california-2024',
  name: 'california',
  version: '2024-01-01',
  title: 'California EV charger reliability standards',
  effective_from: '2024-01-01',
  effective_to: null,
  source: 'Public Resources Code 25231.5; CEC summary of the reliability standards',
  classes: {
    available: up('Online, available and able to dispense.'),
    occupied: up('In use.'),
    charging: up('In use.'),
    reserved: up('In use: held for a customer.'),
    unavailable: down('Not available; planned maintenance is excluded up to 72 hours a year.'),
    faulted: down('Hardware or software does not work.'),
    offline: down('Hardware and software must both be online.'),
    unknown: notHeard,
  },
  causes: {},
  grants: {
    utility_interruption: {},
    communication_loss: {},
    natural_disaster: {},
    vandalism: { incident_ms: 10 * day_ms },
    scheduled_maintenance: { year_ms: 72 * hour_ms },
  },
  closed: 'measured',
  window: 'trailing_year',
  zone: 'America/Los_Angeles',
  formula: {
    text: '(525,600 - (outage minutes - excluded minutes)) / 525,600 * 100',
    minutes: 525_600,
    ineligible: 'up',
  },
  threshold: { percent: 97, strict: false, scope: 'port' },
  untold: [
    'Which chargers are under the rule: public money, not for a fleet alone, installed since 2024.',
    'Why an outage was outside of the control of the operator: the ledger of exclusions says it.',
  ],
};
