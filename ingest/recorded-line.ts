// One line of recorded traffic -> what it records, or what is wrong with it.

import { readInstant } from '../lib/time.ts';
import type { Direction, EventKind } from '../schemas/events.gen.ts';
import { isPlainInstant } from './plain-instant.ts';
import { type Protocol, isProtocol, protocols } from './protocol.ts';

export interface RecordedLine {
  /** Microseconds since 1970 UTC. */
  readonly recordedAt: number;
  /** Null where the line names none. */
  readonly tenant: string | null;
  readonly stationId: string;
  readonly kind: Extract<EventKind, 'CONNECTED' | 'FRAME' | 'DISCONNECTED'>;
  readonly direction: Direction;
  /** Empty only for a connection that closed without one being named. */
  readonly protocol: Protocol | '';
  /** Null for a connection that opened or closed. */
  readonly frame: string | null;
  readonly connectionId: string | null;
}

export type ReadLine = RecordedLine | { readonly problem: string };

/** The longest id that is taken: a key of the log is made of two. */
const id_chars_max = 255;

const kinds = {
  frame: 'FRAME',
  connected: 'CONNECTED',
  disconnected: 'DISCONNECTED',
} as const;

const directions = { from_station: 'FROM_STATION', to_station: 'TO_STATION' } as const;

const bad = (problem: string): { readonly problem: string } => ({ problem });

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads `{"recorded_at", "station_id", "direction", "protocol", "frame"}` with the optional
 * `tenant`, `connection_id` and `kind` (`connected`, `disconnected`: no frame, no direction).
 */
export const readRecordedLine = (text: string): ReadLine => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad('not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return bad('not a JSON object');
  }
  return readFields(value as Fields);
};

const readFields = (fields: Fields): ReadLine => {
  const recordedAt = microsOf(fields['recorded_at']);
  if (typeof recordedAt === 'string') return bad(recordedAt);
  const stationId = fields['station_id'];
  if (!isId(stationId)) return bad(notId('station_id'));
  const { tenant = null, connection_id: connectionId = null } = fields;
  if (tenant !== null && (!isId(tenant) || tenant.includes('/'))) return bad(notId('tenant'));
  if (connectionId !== null && !isId(connectionId)) return bad(notId('connection_id'));
  const message = readMessage(fields);
  if ('problem' in message) return message;
  return { recordedAt, tenant, stationId, connectionId, ...message };
};

type Message = Pick<RecordedLine, 'kind' | 'direction' | 'protocol' | 'frame'>;

const readMessage = (fields: Fields): Message | { readonly problem: string } => {
  const kind = choose(kinds, fields['kind'] ?? 'frame');
  if (kind === undefined) return bad(`kind is none of ${Object.keys(kinds).join(', ')}`);
  const named = fields['protocol'];
  const protocol = typeof named === 'string' ? named.toLowerCase() : '';
  const known = isProtocol(protocol);
  if (!known && (kind !== 'DISCONNECTED' || (named !== undefined && named !== ''))) {
    return bad(`protocol is none of ${protocols.join(', ')}`);
  }
  const agreed = known ? protocol : '';
  if (kind !== 'FRAME') return { kind, direction: 'NONE', protocol: agreed, frame: null };
  const direction = choose(directions, fields['direction']);
  if (direction === undefined) return bad('direction is neither from_station nor to_station');
  const { frame } = fields;
  if (typeof frame !== 'string') return bad('frame is missing or no text');
  return { kind, direction, protocol: agreed, frame };
};

const choose = <T extends Fields>(among: T, name: unknown): T[keyof T] | undefined =>
  typeof name === 'string' && Object.hasOwn(among, name) ? among[name as keyof T] : undefined;

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= id_chars_max;

const notId = (field: string): string =>
  `${field} is missing or no text of 1 to ${id_chars_max} characters` +
  (field === 'tenant' ? ' without a slash' : '');

const plain_chars = '2026-01-31T12:00:00.000Z'.length;

/** Microseconds, or what is wrong. Without a zone the instant would be a guess. */
const microsOf = (value: unknown): number | string => {
  if (typeof value !== 'string') return 'recorded_at is missing or no text';
  // Of up to three digits after the second the engine's own reader is exact, and much faster.
  if (value.length <= plain_chars && isPlainInstant(value)) return Date.parse(value) * 1000;
  const instant = readInstant(value);
  if (instant === null) return 'recorded_at is no readable time';
  if (!instant.zoned) return 'recorded_at names no time zone';
  return instant.at * 1000 + beyondMillis(value);
};

/** Digits four to six of the fraction of a second. */
const beyondMillis = (text: string): number => {
  const digits = /[.,]\d{3}(\d{1,3})/.exec(text)?.[1];
  return digits === undefined ? 0 : Number(digits.padEnd(3, '0'));
};
