// Where commands to stations are asked for.

import { randomUUID } from 'node:crypto';
import { openDesk } from '../ingest/control/desk.ts';
import { startJanitor } from '../ingest/control/janitor.ts';
import { openCounter } from '../ingest/control/order.ts';
import { openSealer } from '../ingest/control/seal.ts';
import { argsSchema, vocabulary } from '../ingest/control/vocabulary.ts';
import type { ControlGround, Ground } from './parts.ts';
import { secretOf } from './secret.ts';

/** Where commands are asked for: its own follower of their topic, and its janitor. */
export const openCommanding = async ({
  config,
  logger,
  log,
  ledger,
}: Pick<Ground, 'config' | 'logger' | 'log'> & ControlGround) => {
  const clock = Date.now;
  const name = randomUUID();
  const desk = await openDesk({ log, codec: ledger, name, logger, clock });
  const counter = openCounter({ desk, sealer: openSealer(secretOf(config)), clock });
  const endJanitor = startJanitor({ desk, by: `api/${name}`, logger, clock });
  const stop = async (): Promise<void> => {
    endJanitor();
    await desk.stop();
  };
  const words = vocabulary.map((one) => ({
    name: one.name,
    about: one.about,
    schema: argsSchema(one),
  }));
  return { counter, words, stop };
};
