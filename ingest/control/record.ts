// The records of commands in the log: asked, claimed, sent, ended. Pure, but for the codec given.

import type { EventCodec, NewRecord } from '../../log/port.ts';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import { keyOf } from '../event.ts';
import type { Values } from './vocabulary.ts';

interface Common {
  readonly tenant: string;
  readonly stationId: string;
  readonly commandId: string;
  /** Milliseconds UTC, by the clock of the process that wrote it. */
  readonly at: number;
  /** Who: the key or user that asked, or the run of a gateway. */
  readonly by: string;
}

export interface CommandAsked extends Common {
  readonly kind: 'CommandAsked';
  readonly name: string;
  /** Arguments that may be shown. */
  readonly shown: Values;
  /** All arguments, see `seal.ts`. */
  readonly sealed: string;
  /** Not begun by then, it is never sent. Milliseconds UTC. */
  readonly expiresAt: number;
  /** How long the station may take to answer. */
  readonly timeout_ms: number;
  /** The campaign that it is part of; empty where it is none. */
  readonly campaignId: string;
}

/** A gateway takes the command up for its connection. The first claim in the log holds. */
export interface CommandClaimed extends Common {
  readonly kind: 'CommandClaimed';
  readonly run: string;
  readonly connectionId: string;
  /** By then it has ended, or its gateway is gone. Milliseconds UTC. */
  readonly until: number;
}

/** The frame is durable and left. */
export interface CommandSent extends Common {
  readonly kind: 'CommandSent';
  readonly protocol: string;
  readonly action: string;
  /** Event of the frame. */
  readonly eventId: string;
}

/** How a command can end once it was claimed. */
export type Ending = 'answered' | 'error' | 'timeout' | 'unknown' | 'refused';

export interface CommandEnded extends Common {
  readonly kind: 'CommandEnded';
  readonly ending: Ending;
  /** In the words of the specification, as Accepted; empty where the answer has none. */
  readonly status: string;
  readonly errorCode: string;
  /** Why, in a sentence; empty where the answer says it. */
  readonly detail: string;
  /** The payload of the answer, see `seal.ts`; empty where there is none. */
  readonly sealedAnswer: string;
  /** Event of the answer's frame. */
  readonly eventId: string;
}

/** Given up before a claim: by whoever asked, or because its time was over. */
export interface CommandCancelled extends Common {
  readonly kind: 'CommandCancelled';
}
export interface CommandExpired extends Common {
  readonly kind: 'CommandExpired';
}

export type CommandRecord =
  CommandAsked | CommandClaimed | CommandSent | CommandEnded | CommandCancelled | CommandExpired;

const kinds: ReadonlySet<string> = new Set<CommandRecord['kind']>([
  'CommandAsked',
  'CommandClaimed',
  'CommandSent',
  'CommandEnded',
  'CommandCancelled',
  'CommandExpired',
]);

/** A record as it is appended. It wears the envelope of the ledger: somebody decided something. */
export const recordOf = (told: CommandRecord, codec: EventCodec<LedgerEvent>): NewRecord => {
  const { kind, tenant, stationId, at, by, ...body } = told;
  const event: LedgerEvent = {
    eventId: `${told.commandId}/${kind}/${by}`,
    tenant,
    kind,
    subject: stationId,
    validFrom: null,
    validTo: told.kind === 'CommandAsked' ? told.expiresAt * 1000 : null,
    recordedAt: at * 1000,
    recordedBy: by,
    body: JSON.stringify(body),
  };
  return { key: keyOf(tenant, stationId), value: codec.encode(event) };
};

/** What a value of the topic says; null for kinds of a later version. */
export const readRecord = (
  value: Uint8Array,
  codec: EventCodec<LedgerEvent>,
): CommandRecord | null => {
  const { kind, tenant, subject, recordedAt, recordedBy, body } = codec.decode(value);
  if (!kinds.has(kind)) return null;
  const common = { kind, tenant, stationId: subject, at: recordedAt / 1000, by: recordedBy };
  return { ...(JSON.parse(body) as object), ...common } as CommandRecord;
};
