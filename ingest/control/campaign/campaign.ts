// A firmware campaign, folded from its records in the order of the log. Pure.

import type { CampaignRecord, Outcome, Plan } from './record.ts';

export type CampaignState = 'running' | 'paused' | 'cancelled' | 'stopped' | 'done';

export interface Part {
  readonly stationId: string;
  readonly state: 'waiting' | 'asked' | Outcome;
  /** Counts the times that it was asked, from 1; 0 before the first. */
  readonly attempt: number;
  readonly askedAt: number | null;
  readonly endedAt: number | null;
  readonly detail: string;
  readonly updateId: string;
}

export interface Campaign {
  readonly tenant: string;
  readonly campaignId: string;
  readonly plannedAt: number;
  readonly plannedBy: string;
  readonly plan: Plan;
  readonly state: CampaignState;
  /** Failures before the last time that it was resumed: they do not stop it again. */
  readonly forgiven: number;
  readonly parts: ReadonlyMap<string, Part>;
}

const waiting = (stationId: string): Part => ({
  stationId,
  state: 'waiting',
  attempt: 0,
  askedAt: null,
  endedAt: null,
  detail: '',
  updateId: '',
});

const withPart = (campaign: Campaign, part: Part): Campaign => {
  const parts = new Map(campaign.parts);
  parts.set(part.stationId, part);
  return { ...campaign, parts };
};

const failures: ReadonlySet<Part['state']> = new Set<Part['state']>([
  'failed',
  'refused',
  'unresolved',
]);

/** Stations at which the update came to nothing, though they could be reached. */
export const failuresOf = ({ parts }: Pick<Campaign, 'parts'>): number =>
  [...parts.values()].filter((part) => failures.has(part.state)).length;

/** Stations that were away get another turn. */
const resumed = (campaign: Campaign): Campaign => {
  const parts = new Map(campaign.parts);
  for (const [id, part] of parts) {
    if (part.state === 'offline') parts.set(id, { ...waiting(id), attempt: part.attempt });
  }
  return { ...campaign, parts, state: 'running', forgiven: failuresOf(campaign) };
};

const asked = (
  campaign: Campaign,
  told: CampaignRecord & { readonly kind: 'CampaignStationAsked' },
): Campaign => {
  const part = campaign.parts.get(told.stationId);
  if (part?.state !== 'waiting' || told.attempt !== part.attempt + 1) return campaign;
  const { attempt, at: askedAt } = told;
  return withPart(campaign, { ...part, state: 'asked', attempt, askedAt });
};

const ended = (
  campaign: Campaign,
  told: CampaignRecord & { readonly kind: 'CampaignStationEnded' },
): Campaign => {
  const part = campaign.parts.get(told.stationId);
  if (part?.state !== 'asked' || told.attempt !== part.attempt) return campaign;
  const { outcome, detail, updateId, at: endedAt } = told;
  return withPart(campaign, { ...part, state: outcome, detail, updateId, endedAt });
};

/** Over for good: nothing that is said later changes it, but for how stations already asked fare. */
const isFinal = ({ state }: Campaign): boolean => state === 'cancelled' || state === 'done';

/** The campaign after a record. What is said twice is said once; what comes too late is nothing. */
export const afterRecord = (
  campaign: Campaign | undefined,
  told: CampaignRecord,
): Campaign | undefined => {
  if (campaign === undefined) {
    if (told.kind !== 'CampaignPlanned') return undefined;
    const { tenant, campaignId, plan, at, by } = told;
    const parts = new Map(plan.stations.map((id) => [id, waiting(id)]));
    const opened = { tenant, campaignId, plan, plannedAt: at, plannedBy: by, forgiven: 0, parts };
    return { ...opened, state: 'running' };
  }
  switch (told.kind) {
    case 'CampaignPlanned':
      return campaign;
    case 'CampaignPaused':
      return campaign.state === 'running' ? { ...campaign, state: 'paused' } : campaign;
    case 'CampaignResumed':
      return campaign.state === 'cancelled' ? campaign : resumed(campaign);
    case 'CampaignCancelled':
      return isFinal(campaign) ? campaign : { ...campaign, state: 'cancelled' };
    case 'CampaignEnded':
      return campaign.state === 'running' ? { ...campaign, state: told.how } : campaign;
    case 'CampaignStationAsked':
      return asked(campaign, told);
    case 'CampaignStationEnded':
      return ended(campaign, told);
  }
};
