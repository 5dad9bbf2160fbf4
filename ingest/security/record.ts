// What is decided about stations, as records of the ledger. Pure, but for the codec given.

import type { EventCodec, LogRecord, NewRecord } from '../../log/port.ts';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import type { Profile } from './entry.ts';

interface Common {
  readonly tenant: string;
  readonly stationId: string;
  /** Milliseconds UTC. */
  readonly at: number;
  /** Who: the user or key that decided, or the gateway that saw it. */
  readonly by: string;
}

/** A password as the log keeps it: never the password. */
export interface KeyRecord {
  readonly keyId: string;
  readonly hash: string;
}

export interface StationAdded extends Common {
  readonly kind: 'StationAdded';
  readonly profile: Profile;
  readonly key: KeyRecord | null;
  readonly certificateName: string;
}

export interface StationChanged extends Common {
  readonly kind: 'StationChanged';
  readonly profile: Profile;
  readonly certificateName: string;
}

/** A gateway saw the station connect with more than it has to. It does not go back by itself. */
export interface StationProfileRaised extends Common {
  readonly kind: 'StationProfileRaised';
  readonly profile: Profile;
}

export interface StationKeyRotated extends Common {
  readonly kind: 'StationKeyRotated';
  readonly key: KeyRecord;
  /** When older keys end at the latest; null: once the new one was used. Milliseconds UTC. */
  readonly oldUntil: number | null;
}

/** A gateway saw the station use that key for the first time. */
export interface StationKeyUsed extends Common {
  readonly kind: 'StationKeyUsed';
  readonly keyId: string;
}

export interface StationBlocked extends Common {
  readonly kind: 'StationBlocked';
  readonly reason: string;
}

export interface StationFreed extends Common {
  readonly kind: 'StationUnblocked' | 'StationRemoved';
}

export type StationRecord =
  | StationAdded
  | StationChanged
  | StationProfileRaised
  | StationKeyRotated
  | StationKeyUsed
  | StationBlocked
  | StationFreed;

const kinds: ReadonlySet<string> = new Set<StationRecord['kind']>([
  'StationAdded',
  'StationChanged',
  'StationProfileRaised',
  'StationKeyRotated',
  'StationKeyUsed',
  'StationBlocked',
  'StationUnblocked',
  'StationRemoved',
]);

const prefix = 'station/';

export const keyOfStation = (tenant: string, stationId: string): string =>
  `${tenant}/${prefix}${stationId}`;

export const stationRecordOf = (told: StationRecord, codec: EventCodec<LedgerEvent>): NewRecord => {
  const { kind, tenant, stationId, at, by, ...body } = told;
  const event: LedgerEvent = {
    eventId: `${prefix}${stationId}/${kind}/${at}/${by}`,
    tenant,
    kind,
    subject: `${prefix}${stationId}`,
    validFrom: null,
    validTo: null,
    recordedAt: at * 1000,
    recordedBy: by,
    body: JSON.stringify(body),
  };
  return { key: keyOfStation(tenant, stationId), value: codec.encode(event) };
};

/** What a record of the ledger says of a station; null where it is about something else. */
export const readStationRecord = (
  { key, value }: Pick<LogRecord, 'key' | 'value'>,
  codec: EventCodec<LedgerEvent>,
): StationRecord | null => {
  if (!key.includes(`/${prefix}`)) return null;
  const { kind, tenant, subject, recordedAt, recordedBy, body } = codec.decode(value);
  if (!subject.startsWith(prefix) || !kinds.has(kind)) return null;
  const stationId = subject.slice(prefix.length);
  const common = { kind, tenant, stationId, at: recordedAt / 1000, by: recordedBy };
  return { ...(JSON.parse(body) as object), ...common } as StationRecord;
};
