// A campaign as the API and the command line show it.

import { Type } from 'typebox';
import { instantText } from '../../lib/time.ts';
import type { ShownCampaign, ShownPart } from './campaigning.ts';

const window = Type.Object({
  from: Type.String({ description: 'As 22:00.' }),
  to: Type.String({ description: 'As 05:00; before `from` it goes over midnight.' }),
  zone: Type.String({ description: 'IANA time zone.' }),
});

const instantOrNull = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' });

export const campaignRow = Type.Object({
  campaign_id: Type.String(),
  title: Type.String(),
  state: Type.String({ description: 'running, paused, cancelled, stopped or done.' }),
  planned_at: Type.String({ format: 'date-time' }),
  planned_by: Type.String(),
  args: Type.Object({}, { description: 'Of update-firmware, as far as they may be shown.' }),
  window: Type.Union([window, Type.Null()]),
  at_most: Type.Integer({ description: 'Stations that update at one time.' }),
  stop_after: Type.Integer({ description: 'Failures after which nobody further is asked.' }),
  patience_s: Type.Integer({ description: 'How long an update may last.' }),
  counts: Type.Record(Type.String(), Type.Integer(), { description: 'Stations by state.' }),
});

export const partRow = Type.Object({
  station_id: Type.String(),
  state: Type.String({
    description: 'waiting, asked, installed, failed, refused, offline or unresolved.',
  }),
  update_state: Type.String({ description: '`state` in firmware_updates; empty without a row.' }),
  update_id: Type.String({ description: '`update_id` in firmware_updates; empty where none.' }),
  attempt: Type.Integer(),
  asked_at: instantOrNull,
  ended_at: instantOrNull,
  detail: Type.String(),
});

const textOrNull = (at: number | null): string | null => (at === null ? null : instantText(at));

export const campaignRowOf = (campaign: ShownCampaign) => {
  const counts: Record<string, number> = {};
  for (const { state } of campaign.parts.values()) counts[state] = (counts[state] ?? 0) + 1;
  const { plan } = campaign;
  return {
    campaign_id: campaign.campaignId,
    title: plan.title,
    state: campaign.state,
    planned_at: instantText(campaign.plannedAt),
    planned_by: campaign.plannedBy,
    args: plan.shown,
    window: plan.window,
    at_most: plan.atMost,
    stop_after: plan.stopAfter,
    patience_s: Math.round(plan.patience_ms / 1000),
    counts,
  };
};

export const partRowOf = (part: ShownPart, updateState: string) => ({
  station_id: part.stationId,
  state: part.state,
  update_state: updateState,
  update_id: part.updateId,
  attempt: part.attempt,
  asked_at: textOrNull(part.askedAt),
  ended_at: textOrNull(part.endedAt),
  detail: part.detail,
});
