// Has a station report all its settings.

import { oneOf } from '../args.ts';
import { said, unsayable, word } from '../word.ts';

const bases = {
  configuration: 'ConfigurationInventory',
  full: 'FullInventory',
  summary: 'SummaryInventory',
} as const;

export const getReport = word({
  name: 'get-report',
  about: 'Has the station report its settings.',
  args: {
    base: oneOf(
      ['configuration', 'full', 'summary'],
      'How much; configuration where absent, which is all that 1.6 has.',
    ),
  },
  say16: ({ base = 'configuration' }) =>
    base === 'configuration'
      ? said('GetConfiguration')
      : unsayable('OCPP 1.6 reports its configuration only: give base configuration.'),
  say2: ({ base = 'configuration' }, { number }) =>
    said('GetBaseReport', { requestId: number, reportBase: bases[base] }),
});
