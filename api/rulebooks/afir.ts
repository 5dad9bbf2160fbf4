// AFIR: the status that Regulation (EU) 2023/1804 Art. 20 has published, in shares of time.

import { down, notHeard, unknown, up, type Rulebook } from './rulebook.ts';

export const afir: Rulebook = {
  id: 'afir-2025',
  name: 'afir',
  version: '2025-04-14',
  title: 'AFIR, availability status of points',
  effective_from: '2025-04-14',
  effective_to: null,
  source: 'Regulation (EU) 2023/1804 Art. 20(2); Implementing Regulation (EU) 2025/655',
  classes: {
    available: up('available'),
    occupied: up('charging: occupied by a vehicle'),
    charging: up('charging'),
    reserved: up('reserved'),
    unavailable: down('inoperative'),
    faulted: down('outOfOrder'),
    offline: unknown('unknown: what is not connected has no current status'),
    unknown: notHeard,
  },
  causes: {},
  grants: {},
  closed: 'measured',
  window: 'month',
  zone: 'UTC',
  formula: {
    text: 'operational / (operational + not operational) * 100',
    minutes: null,
    ineligible: 'removed',
  },
  threshold: null,
  untold: ['The price of the moment, and whether a point is physically blocked.'],
};
