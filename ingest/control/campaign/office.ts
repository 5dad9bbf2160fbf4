// The office of campaigns: follows the ledger, knows every campaign, writes what is decided.

import { bell } from '../../../lib/bell.ts';
import type { EventCodec, EventLog, RecordBatch } from '../../../log/port.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { LedgerEvent } from '../../../schemas/events.gen.ts';
import { afterRecord, type Campaign } from './campaign.ts';
import {
  type CampaignRecord,
  campaignRecordOf,
  campaignTopic,
  keyOfCampaign,
  readCampaignRecord,
} from './record.ts';

export interface OfficeOptions {
  readonly log: EventLog;
  readonly codec: EventCodec<LedgerEvent>;
  /** Unique to the process: each one reads everything. */
  readonly name: string;
  readonly logger: Logger;
}

export interface Office {
  /** Resolves once the record is durable. */
  append(told: CampaignRecord): Promise<void>;
  find(tenant: string, campaignId: string): Campaign | undefined;
  /** The newest first. */
  ofTenant(tenant: string): readonly Campaign[];
  /** Campaigns of which all is read that the log held: only these may be acted on. */
  current(): readonly Campaign[];
  /** Resolves once all is read that the log holds now. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

const batchRecords = 1_000;
/** Campaigns that are over and remembered; older ones are still in the log. */
const over_max = 1_000;

const isOver = ({ state, parts }: Campaign): boolean =>
  (state === 'done' || state === 'cancelled') &&
  [...parts.values()].every((part) => part.state !== 'asked');

export const openOffice = async (options: OfficeOptions): Promise<Office> => {
  const { log, codec, name, logger } = options;
  const campaigns = new Map<string, Campaign>();
  /** Campaigns of partitions that were not read to the end yet. */
  const behind = new Map<number, Set<string>>();
  /** The next offset wanted, by partition. */
  const read = new Map<number, number>();
  const moved = bell();

  const forget = (): void => {
    const over = [...campaigns].filter(([, campaign]) => isOver(campaign));
    for (const [key] of over.slice(0, Math.max(0, over.length - over_max))) campaigns.delete(key);
  };

  const take = ({ partition, records, highWatermark }: RecordBatch): void => {
    const keys = behind.get(partition) ?? new Set<string>();
    for (const { key, value } of records) {
      const told = readCampaignRecord(value, codec);
      const after = told === null ? undefined : afterRecord(campaigns.get(key), told);
      if (after === undefined) continue;
      campaigns.set(key, after);
      keys.add(key);
    }
    const next = (records.at(-1)?.offset ?? -1) + 1;
    read.set(partition, next);
    const isCurrent = next >= highWatermark;
    if (isCurrent) behind.delete(partition);
    else behind.set(partition, keys);
    forget();
    moved.ring();
  };

  const follower = await log.follow({
    topic: campaignTopic,
    group: `laddbok-campaigns-${name}`,
    maxRecords: batchRecords,
    startAt: async (partition) =>
      (await log.ends(campaignTopic)).find((one) => one.partition === partition)?.low ?? 0,
    onBatch: async (batch) => take(batch),
    // What is known stays known: read again it changes nothing.
    onRevoked: () => undefined,
  });
  follower.failed.catch((fault: unknown) => {
    logger.error('Campaigns cannot be followed any more.', { why: String(fault) });
  });

  return {
    append: async (told) => {
      await log.append(campaignTopic, [campaignRecordOf(told, codec)]);
    },
    find: (tenant, campaignId) => campaigns.get(keyOfCampaign(tenant, campaignId)),
    ofTenant: (tenant) =>
      [...campaigns.values()]
        .filter((campaign) => campaign.tenant === tenant)
        .toSorted((a, b) => b.plannedAt - a.plannedAt),
    current: () => {
      const late = new Set([...behind.values()].flatMap((keys) => [...keys]));
      return [...campaigns].filter(([key]) => !late.has(key)).map(([, campaign]) => campaign);
    },
    caughtUp: async () => {
      const ends = (await log.ends(campaignTopic)).filter(({ low, high }) => high > low);
      const isRead = (): boolean =>
        ends.every(({ partition, high }) => (read.get(partition) ?? 0) >= high);
      while (!isRead()) await moved.next();
    },
    stop: () => follower.stop(),
  };
};
