// Ends commands that nobody else will end: their time passed, or their gateway is gone.

import type { Logger } from '../../lib/logger.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';
import type { CommandRecord } from './record.ts';

/** What a janitor says of an open command now; null where it may still end by itself. Pure. */
export const verdictOn = (command: Command, now: number, by: string): CommandRecord | null => {
  const { tenant, stationId, commandId, state, claim, expiresAt, sentAt } = command;
  const of = { tenant, stationId, commandId, at: now, by };
  if (state === 'waiting') return now > expiresAt ? { ...of, kind: 'CommandExpired' } : null;
  if (claim === null || now <= claim.until) return null;
  const what = sentAt === null ? 'took it up' : 'sent it';
  return {
    ...of,
    kind: 'CommandEnded',
    ending: 'unknown',
    status: '',
    errorCode: '',
    detail: `A gateway ${what} and was gone before it told what came of it.`,
    sealedAnswer: '',
    eventId: '',
  };
};

export interface JanitorOptions {
  readonly desk: Pick<Desk, 'append' | 'open'>;
  readonly by: string;
  readonly logger: Logger;
  /** Milliseconds UTC. */
  readonly clock: () => number;
}

const sweep_ms = 500;

/**
 * Sweeps again and again, in every process that has a desk: the first word in the log holds, so
 * that many may say it. Returns how to end that.
 */
export const startJanitor = ({ desk, by, logger, clock }: JanitorOptions): (() => void) => {
  let busy = false;
  const sweep = async (): Promise<void> => {
    const now = clock();
    const told = desk.open().flatMap((command) => verdictOn(command, now, by) ?? []);
    if (told.length > 0) await desk.append(...told);
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    sweep()
      .catch((thrown: unknown) => {
        logger.warn('Commands could not be ended.', { why: messageOf(thrown) });
      })
      .finally(() => {
        busy = false;
      });
  }, sweep_ms).unref();
  return () => clearInterval(timer);
};
