// What the API needs of the registry of stations: a clerk. Given by the wiring.

export interface ShownKey {
  readonly keyId: string;
  /** Milliseconds UTC. */
  readonly since: number;
  readonly until: number | null;
  readonly isUsed: boolean;
}

export interface ShownStation {
  readonly tenant: string;
  readonly stationId: string;
  readonly profile: number;
  readonly keys: readonly ShownKey[];
  readonly certificateName: string;
  readonly isBlocked: boolean;
  readonly blockedBecause: string;
  /** Milliseconds UTC. */
  readonly addedAt: number;
  readonly changedAt: number;
  readonly changedBy: string;
}

export interface Who {
  readonly tenant: string;
  readonly stationId: string;
  readonly by: string;
}

interface Done {
  readonly entry: ShownStation;
  readonly password: string | null;
}
interface NotDone {
  readonly why: 'misunderstood' | 'known' | 'unknown';
  readonly complaint: string;
}
export type Outcome = Done | NotDone;

export interface Registering {
  add(
    addition: Who & {
      readonly profile: number;
      readonly password?: string;
      readonly certificateName?: string;
    },
  ): Promise<Outcome>;
  rotate(
    rotation: Who & { readonly password?: string; readonly oldFor_ms?: number },
  ): Promise<Outcome>;
  change(
    change: Who & { readonly profile?: number; readonly certificateName?: string },
  ): Promise<Outcome>;
  block(who: Who, reason: string): Promise<Outcome>;
  unblock(who: Who): Promise<Outcome>;
  remove(who: Who): Promise<Outcome>;
  find(tenant: string, stationId: string): ShownStation | undefined;
  ofTenant(tenant: string): readonly ShownStation[];
}
