// Has a station upload its diagnostics or its log of security events.

import { instant, oneOf, required, secret, text, utcOrNone, whole } from '../args.ts';
import { part, said, word } from '../word.ts';

const types = { diagnostics: 'DiagnosticsLog', security: 'SecurityLog' } as const;

export const getLog = word({
  name: 'get-log',
  about: 'Has the station upload its diagnostics or security log.',
  args: {
    url: required(secret(text('Where to upload it; may hold credentials.', 512))),
    type: oneOf(['diagnostics', 'security'], 'diagnostics where absent.'),
    since: instant('Oldest entry wanted.'),
    until: instant('Newest entry wanted.'),
    retries: whole('How often to try again.', [0, 100]),
    retry_interval_s: whole('Seconds between tries.'),
  },
  say16: ({ url, type = 'diagnostics', since, until, ...more }, { number }) => {
    const retrying = { retries: more.retries, retryInterval: more.retry_interval_s };
    const [oldest, latest] = [utcOrNone(since), utcOrNone(until)];
    if (type === 'diagnostics')
      return said('GetDiagnostics', {
        location: url,
        startTime: oldest,
        stopTime: latest,
        ...retrying,
      });
    const log = part({ remoteLocation: url, oldestTimestamp: oldest, latestTimestamp: latest });
    return said('GetLog', { logType: types[type], requestId: number, log, ...retrying });
  },
  say2: ({ url, type = 'diagnostics', since, until, ...more }, { number }) =>
    said('GetLog', {
      logType: types[type],
      requestId: number,
      retries: more.retries,
      retryInterval: more.retry_interval_s,
      log: part({
        remoteLocation: url,
        oldestTimestamp: utcOrNone(since),
        latestTimestamp: utcOrNone(until),
      }),
    }),
});
