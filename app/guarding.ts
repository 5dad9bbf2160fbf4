// Who is let in by the gateway, by the settings: the guard that they describe, or why it cannot be.

import { randomUUID } from 'node:crypto';
import { type Guard, openGuard } from '../ingest/security/guard.ts';
import { openRegistry } from '../ingest/security/registry.ts';
import { type AdmissionRules, withoutProofBy } from '../ingest/security/ruling.ts';
import { AppError } from '../lib/errors.ts';
import type { Config } from './config.ts';
import type { ControlGround, Ground } from './parts.ts';

const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;

/** How long a start waits for the registry to be read; stations that come before get 503. */
const reading_ms = 10_000;

/**
 * Who needs to show nothing. Where only this machine can come in, everybody, unless the settings
 * say otherwise; where others can, nobody of whom the settings do not say so.
 */
export const admissionRules = (config: Config): AdmissionRules => {
  const organisations = config.LADDBOK_TLS_CLIENT_ORGANISATION;
  const list = config.LADDBOK_PROFILE_0;
  if (list.length > 0) return { withoutProof: withoutProofBy(list), organisations };
  const host = config.LADDBOK_HOST;
  if (loopback.test(host)) return { withoutProof: withoutProofBy(['*']), organisations };
  if (config.LADDBOK_TLS_CERT.length > 0)
    return { withoutProof: withoutProofBy(['none']), organisations };
  throw new AppError('GATEWAY_UNGUARDED', { host });
};

/** Opens the guard, and waits a while for it to know the stations. */
export const openGuardFor = async ({
  config,
  logger,
  log,
  ledger,
}: Pick<Ground, 'config' | 'logger' | 'log'> & ControlGround): Promise<Guard> => {
  const rules = admissionRules(config);
  const registry = await openRegistry({ log, codec: ledger, name: randomUUID(), logger });
  const guard = openGuard({
    registry,
    rules,
    tenant: config.LADDBOK_TENANT,
    by: config.LADDBOK_GATEWAY_ID,
    logger,
    clock: Date.now,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, reading_ms);
  });
  await Promise.race([guard.ready, late]);
  clearTimeout(timer);
  return guard;
};
