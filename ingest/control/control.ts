// Control as a part of a gateway: its desk, its dispatcher and its janitor, or none of them.

import type { EventCodec, EventLog } from '../../log/port.ts';
import type { Logger } from '../../lib/logger.ts';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import { openDesk } from './desk.ts';
import { type Line, openDispatcher } from './dispatch.ts';
import { startJanitor } from './janitor.ts';
import { openSealer } from './seal.ts';

export interface ControlOptions {
  readonly log: EventLog;
  readonly codec: EventCodec<LedgerEvent>;
  /** Shared with whoever asks. */
  readonly secret: string;
  readonly run: string;
  readonly logger: Logger;
  /** Milliseconds UTC. */
  readonly clock: () => number;
}

export interface Control {
  entered(line: Line): void;
  left(line: Line): void;
  /** Takes nothing more up. */
  halt(): void;
  stop(): Promise<void>;
}

/** A gateway that sends no commands. */
export const noControl: Control = {
  entered: () => undefined,
  left: () => undefined,
  halt: () => undefined,
  stop: () => Promise.resolve(),
};

export const openControl = async (options: ControlOptions): Promise<Control> => {
  const { run, logger, secret } = options;
  const clock = (): number => Math.trunc(options.clock());
  const desk = await openDesk({ ...options, clock, name: run });
  const sealer = openSealer(secret);
  const dispatcher = openDispatcher({ desk, sealer, run, logger, clock });
  const endJanitor = startJanitor({ desk, by: run, logger, clock });
  return {
    ...dispatcher,
    stop: async () => {
      endJanitor();
      await dispatcher.settled();
      await desk.stop();
    },
  };
};
