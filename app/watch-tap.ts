// What is told of a tap to those who watch it, from its first moment on: it does not need the log.

import type { Tap } from '../ingest/tap/tap.ts';
import type { EventLog, LogHealth } from '../log/port.ts';
import { metricsOf } from './metrics.ts';
import type { Watched } from './processes/watch.ts';

const notOpen: LogHealth = { ok: false, reason: 'not open yet', pending: 0 };

/** It is well as long as it records, be it on its spool: stations are served either way. */
export const watchTap = (
  tap: Pick<Tap, 'stats'>,
  opened: Promise<{ readonly log: Pick<EventLog, 'health'> }>,
): Watched => {
  let open: Pick<EventLog, 'health'> | null = null;
  const note = async (): Promise<void> => {
    open = (await opened).log;
  };
  // Why it could not be opened is told where it is opened.
  note().catch(() => undefined);
  const health = (): LogHealth => open?.health() ?? notOpen;
  return {
    metrics: metricsOf({ log: { health }, tap: () => tap.stats() }),
    health: () => {
      const { connections, spooled_bytes, unrecorded, isLosing } = tap.stats();
      const { ok, reason } = health();
      const said = { log: ok ? '' : reason, connections, spooled_bytes, unrecorded };
      return Promise.resolve({ ok: !isLosing, said });
    },
  };
};
