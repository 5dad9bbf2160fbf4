// The records of firmware campaigns in the ledger: planned, steered, and how each station fared.

import { type EventCodec, ledgerTopic, type NewRecord } from '../../../log/port.ts';
import type { LedgerEvent } from '../../../schemas/events.gen.ts';

export const campaignTopic = ledgerTopic;

/** Times of day between which stations may be asked; over midnight where `from` is the later. */
export interface Window {
  /** As 22:00. */
  readonly from: string;
  readonly to: string;
  /** IANA time zone. */
  readonly zone: string;
}

export interface Plan {
  readonly title: string;
  /** In the order in which they are asked. */
  readonly stations: readonly string[];
  /** Arguments of `update-firmware` that may be shown, and all of them sealed. */
  readonly shown: Readonly<Record<string, unknown>>;
  readonly sealed: string;
  readonly window: Window | null;
  /** Stations that update at one time. */
  readonly atMost: number;
  /** With so many failures nobody further is asked. */
  readonly stopAfter: number;
  /** How long an update may last before it counts as unresolved. */
  readonly patience_ms: number;
}

interface Common {
  readonly tenant: string;
  readonly campaignId: string;
  /** Milliseconds UTC. */
  readonly at: number;
  readonly by: string;
}

/** How an update ended at one station. */
export type Outcome = 'installed' | 'failed' | 'refused' | 'offline' | 'unresolved';

export interface StationEnded extends Common {
  readonly kind: 'CampaignStationEnded';
  readonly stationId: string;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly detail: string;
  /** Event of the request: `update_id` in `firmware_updates`; empty where none was sent. */
  readonly updateId: string;
}

export type CampaignRecord =
  | (Common & { readonly kind: 'CampaignPlanned'; readonly plan: Plan })
  | (Common & { readonly kind: 'CampaignPaused' | 'CampaignResumed' | 'CampaignCancelled' })
  | (Common & { readonly kind: 'CampaignEnded'; readonly how: 'done' | 'stopped' })
  | (Common & {
      readonly kind: 'CampaignStationAsked';
      readonly stationId: string;
      readonly attempt: number;
    })
  | StationEnded;

const prefix = 'campaign/';

export const keyOfCampaign = (tenant: string, campaignId: string): string =>
  `${tenant}/${prefix}${campaignId}`;

export const campaignRecordOf = (
  told: CampaignRecord,
  codec: EventCodec<LedgerEvent>,
): NewRecord => {
  const { kind, tenant, campaignId, at, by, ...body } = told;
  const what = 'stationId' in told ? `${told.stationId}/${told.attempt}` : at;
  const event: LedgerEvent = {
    eventId: `${campaignId}/${kind}/${what}`,
    tenant,
    kind,
    subject: `${prefix}${campaignId}`,
    validFrom: null,
    validTo: null,
    recordedAt: at * 1000,
    recordedBy: by,
    body: JSON.stringify(body),
  };
  return { key: keyOfCampaign(tenant, campaignId), value: codec.encode(event) };
};

/** What a value of the ledger says of campaigns; null where it is about something else. */
export const readCampaignRecord = (
  value: Uint8Array,
  codec: EventCodec<LedgerEvent>,
): CampaignRecord | null => {
  const { kind, tenant, subject, recordedAt, recordedBy, body } = codec.decode(value);
  if (!subject.startsWith(prefix) || !kind.startsWith('Campaign')) return null;
  const campaignId = subject.slice(prefix.length);
  const common = { kind, tenant, campaignId, at: recordedAt / 1000, by: recordedBy };
  return { ...(JSON.parse(body) as object), ...common } as CampaignRecord;
};
