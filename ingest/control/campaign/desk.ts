// Where campaigns are planned and steered: checks, and the records that follow.

import { type Campaign, afterRecord } from './campaign.ts';
import type { Office } from './office.ts';
import { complaintsAboutPlan, type PlanOrder, planned } from './plan.ts';
import type { Sealer } from '../seal.ts';

export type Steering = 'pause' | 'resume' | 'cancel';

export interface CampaignDesk {
  /** Answers the campaign once it is durable, or what is wrong with it. */
  plan(order: PlanOrder): Promise<Campaign | { readonly complaints: readonly string[] }>;
  /** Answers the campaign as it is afterwards. */
  steer(campaign: Campaign, how: Steering, by: string): Promise<Campaign>;
  find(tenant: string, campaignId: string): Campaign | undefined;
  /** The newest first. */
  ofTenant(tenant: string): readonly Campaign[];
}

export interface CampaignDeskOptions {
  readonly office: Office;
  readonly sealer: Sealer;
  /** Milliseconds UTC. */
  readonly clock: () => number;
}

const kinds = {
  pause: 'CampaignPaused',
  resume: 'CampaignResumed',
  cancel: 'CampaignCancelled',
} as const;

export const openCampaignDesk = ({ office, sealer, clock }: CampaignDeskOptions): CampaignDesk => ({
  plan: async (order) => {
    const complaints = complaintsAboutPlan(order);
    if (complaints.length > 0) return { complaints };
    const told = planned(order, sealer, clock());
    await office.append(told);
    const campaign = afterRecord(undefined, told);
    return campaign ?? { complaints: ['The campaign could not be planned.'] };
  },
  steer: async (campaign, how, by) => {
    const { tenant, campaignId } = campaign;
    const told = { kind: kinds[how], tenant, campaignId, by, at: clock() };
    await office.append(told);
    return afterRecord(office.find(tenant, campaignId) ?? campaign, told) ?? campaign;
  },
  find: (tenant, campaignId) => office.find(tenant, campaignId),
  ofTenant: (tenant) => office.ofTenant(tenant),
});
