// Tells the operator when the log goes away and when it is back: one line each.

import type { Logger } from '../lib/logger.ts';
import type { EventLog } from '../log/port.ts';

/** A look at the log, to be taken again and again. */
export const openLogWatch = (log: EventLog, logger: Logger): (() => void) => {
  let away = false;
  return () => {
    const { ok, reason } = log.health();
    if (ok !== away) return;
    away = !ok;
    if (away) logger.error('The log is away: stations get no answer until it is back.', { reason });
    else logger.info('The log is back: stations are answered again.');
  };
};
