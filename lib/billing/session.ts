// What a bill needs of a session: columns of the tables as they are stored, under their names.

/** Columns of `sessions`; seconds and watt-hours in thousandths, instants in milliseconds. */
export interface SessionRow {
  readonly tenant: string;
  readonly station_id: string;
  readonly session_id: string;
  readonly kind: string;
  readonly port: number;
  readonly connector_id: number;
  readonly transaction_id: string;
  readonly state: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  /** Whether the start or the end is inferred. */
  readonly estimated: boolean;
  readonly energy_wh: number;
  readonly charging_s: number;
  readonly suspended_ev_s: number;
  readonly suspended_evse_s: number;
  readonly idle_s: number;
  readonly unknown_s: number;
  readonly id_token: string;
  readonly token_type: string;
  readonly auth_method: string;
  readonly auth_verdict: string;
}

/** A row of `session_energy`. */
export interface EnergyBucket {
  readonly bucket_start: number;
  /** Thousandths of a watt-hour. */
  readonly energy_wh: number;
}

/** A row of `availability`. */
export interface TimelineSpan {
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly state: string;
  readonly cause: string;
}
