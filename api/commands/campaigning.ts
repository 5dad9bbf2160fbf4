// What the API needs of firmware campaigns. Given by the wiring.

export interface ShownPart {
  readonly stationId: string;
  readonly state: string;
  readonly attempt: number;
  readonly askedAt: number | null;
  readonly endedAt: number | null;
  readonly detail: string;
  readonly updateId: string;
}

export interface ShownWindow {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

export interface ShownCampaign {
  readonly tenant: string;
  readonly campaignId: string;
  /** Instants in milliseconds UTC. */
  readonly plannedAt: number;
  readonly plannedBy: string;
  readonly state: string;
  readonly plan: {
    readonly title: string;
    readonly window: ShownWindow | null;
    readonly atMost: number;
    readonly stopAfter: number;
    readonly patience_ms: number;
    readonly shown: Readonly<Record<string, unknown>>;
  };
  readonly parts: ReadonlyMap<string, ShownPart>;
}

export interface CampaignOrder {
  readonly tenant: string;
  readonly by: string;
  readonly title: string;
  readonly stations: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly window: ShownWindow | null;
  readonly atMost: number;
  readonly stopAfter: number;
  readonly patience_ms: number;
}

export const steerings = ['pause', 'resume', 'cancel'] as const;
export type Steering = (typeof steerings)[number];

export interface Campaigning<C extends ShownCampaign = ShownCampaign> {
  plan(order: CampaignOrder): Promise<C | { readonly complaints: readonly string[] }>;
  steer(campaign: C, how: Steering, by: string): Promise<C>;
  find(tenant: string, campaignId: string): C | undefined;
  ofTenant(tenant: string): readonly C[];
}
