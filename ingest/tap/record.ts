// One tapped connection as events: opened, said in both directions, closed, or refused.

import type { Close, Direction, OcppEvent } from '../../schemas/events.gen.ts';
import { type Origin, type Told, eventOf } from '../event.ts';
import { type Frame, badFrame } from '../frame.ts';
import { judge } from '../judge.ts';
import type { GatewayLimits } from '../limits.ts';
import { actionOf, newPairs } from '../pairing.ts';
import { type Protocol, isProtocol } from '../protocol.ts';
import { receive } from '../receive.ts';
import type { Heard, HeardMessage } from './hear.ts';

export type Said = 'FROM_STATION' | 'TO_STATION';

export interface RecordSetting {
  readonly origin: Omit<Origin, 'protocol'>;
  readonly remoteAddress: string;
  readonly limits: GatewayLimits;
  /** Milliseconds since 1970 UTC, fractions allowed. */
  readonly clock: () => number;
  readonly write: (events: readonly OcppEvent[]) => void;
}

export interface TapRecord {
  refused(refusal: string): void;
  /** `protocol` is what the upstream agreed to, or what is taken for it. */
  connected(protocol: string): void;
  /** Everything that one piece of the line held, written at once. Notes who closes. */
  heard(direction: Said, heard: readonly Heard[]): void;
  /** Nothing is written where no connection was opened. */
  disconnected(otherwise: Close): void;
}

/** A message as a frame; where it could not be read, why. */
const frameOf = (
  { isBinary, data, problem }: HeardMessage,
  { protocol, limits }: { readonly protocol: Protocol; readonly limits: GatewayLimits },
): { readonly frame: Frame; readonly text: string | null; readonly bytes: Buffer | null } => {
  if (problem === null) return receive(data, isBinary, { protocol, limits });
  const reason = problem.isTooLarge ? 'TOO_LARGE' : 'NOT_A_MESSAGE';
  return { frame: badFrame(reason, problem.detail, ''), text: null, bytes: data };
};

export const openRecord = (setting: RecordSetting): TapRecord => {
  const { limits, clock, write, remoteAddress } = setting;
  const pairs = newPairs();
  let origin: Origin = { ...setting.origin, protocol: '' };
  let isOpen = false;
  let ended: Close | null = null;
  let seq = 0;

  const event = (told: Told): OcppEvent =>
    eventOf(origin, { seq: seq++, recordedAt: Math.round(clock() * 1000) }, told);

  const noise = (direction: Direction, detail: string, frameBytes: Buffer): OcppEvent => {
    const frame = badFrame('NOT_A_MESSAGE', `${detail}; what follows is passed on unread`, '');
    const judged = judge('ocpp2.1', frame, '');
    return event({ kind: 'FRAME', direction, frameBytes, ...judged });
  };

  const message = (direction: Direction, heard: HeardMessage): OcppEvent => {
    const known = isProtocol(origin.protocol) ? origin.protocol : null;
    const read = frameOf(heard, { protocol: known ?? 'ocpp2.1', limits });
    const action = actionOf(pairs, read.frame, { direction, line: '' });
    const judged = judge(known ?? 'ocpp2.1', read.frame, action);
    // Schemas of a version that was not agreed on say nothing.
    const unjudged = { ...judged, verdict: 'UNCHECKED', verdictErrors: [] } as const;
    const told = known === null && judged.verdict !== 'MALFORMED' ? unjudged : judged;
    return event({ kind: 'FRAME', direction, frame: read.text, frameBytes: read.bytes, ...told });
  };

  const one = (direction: Said, heard: Heard): OcppEvent | null => {
    if (heard.kind === 'message') return message(direction, heard);
    if (heard.kind === 'noise') return noise(direction, heard.detail, heard.data);
    const { code, reason } = heard;
    ended ??= { code, reason, side: direction === 'FROM_STATION' ? 'STATION' : 'UPSTREAM' };
    return null;
  };

  return {
    refused: (refusal) => write([event({ kind: 'REFUSED', refusal, remoteAddress })]),
    connected: (protocol) => {
      origin = { ...setting.origin, protocol };
      isOpen = true;
      write([event({ kind: 'CONNECTED', remoteAddress })]);
    },
    heard: (direction, all) => {
      const events = all.flatMap((heard) => one(direction, heard) ?? []);
      if (events.length > 0) write(events);
    },
    disconnected: (otherwise) => {
      if (isOpen) write([event({ kind: 'DISCONNECTED', close: ended ?? otherwise })]);
      isOpen = false;
    },
  };
};
