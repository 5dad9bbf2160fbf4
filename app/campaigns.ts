// Firmware campaigns as a part of a process: the office that follows them, and who runs them.

import { randomUUID } from 'node:crypto';
import { updateStates } from '../api/commands/fleet.ts';
import { openCampaignDesk } from '../ingest/control/campaign/desk.ts';
import { openOffice } from '../ingest/control/campaign/office.ts';
import { startRunner } from '../ingest/control/campaign/runner.ts';
import type { Counter } from '../ingest/control/order.ts';
import { openSealer } from '../ingest/control/seal.ts';
import type { Logger } from '../lib/logger.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import type { LedgerEvent } from '../schemas/events.gen.ts';
import type { Store } from '../store/port.ts';
import type { Config } from './config.ts';
import { secretOf } from './secret.ts';

export interface CampaignGround {
  readonly config: Config;
  readonly logger: Logger;
  readonly log: EventLog;
  readonly ledger: EventCodec<LedgerEvent>;
}

/** The office and its desk, without anybody who runs what is planned. */
export const openCampaigns = async ({ config, logger, log, ledger }: CampaignGround) => {
  const office = await openOffice({ log, codec: ledger, name: randomUUID(), logger });
  const sealer = openSealer(secretOf(config));
  const desk = openCampaignDesk({ office, sealer, clock: Date.now });
  return { office, sealer, desk };
};

type Campaigns = Awaited<ReturnType<typeof openCampaigns>>;

interface Running {
  readonly campaigns: Campaigns;
  readonly counter: Counter;
  readonly store: Store;
}

/** Runs the campaigns until told to stop. */
export const runCampaigns = (
  { logger }: Pick<CampaignGround, 'logger'>,
  { campaigns, counter, store }: Running,
): (() => Promise<void>) =>
  startRunner({
    office: campaigns.office,
    sealer: campaigns.sealer,
    counter,
    updates: (tenant, ids) => updateStates(store, tenant, ids),
    by: 'campaigns',
    logger,
    clock: Date.now,
  });
