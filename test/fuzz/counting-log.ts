// A log that keeps no records, only how many events of which kind it was given, by station.

import type { EventLog } from '../../log/port.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { jsonCodec } from '../json-codec.ts';

export type Tally = Readonly<Record<'connected' | 'disconnected' | 'frames' | 'refused', number>>;

export interface CountingLog {
  readonly log: Pick<EventLog, 'append' | 'health'> & EventLog;
  readonly all: () => Tally;
  /** Frames of a station, forgotten when asked for. */
  takeFrames(stationId: string): number;
}

const codec = jsonCodec<OcppEvent>();
const asks = (): never => {
  throw new Error('nobody reads what is only counted');
};

export const openCountingLog = (): CountingLog => {
  const all = { connected: 0, disconnected: 0, frames: 0, refused: 0 };
  const frames = new Map<string, number>();
  const count = ({ kind, direction, stationId }: OcppEvent): void => {
    if (kind === 'CONNECTED') all.connected++;
    else if (kind === 'DISCONNECTED') all.disconnected++;
    else if (kind === 'REFUSED') all.refused++;
    else if (kind === 'FRAME' && direction === 'FROM_STATION') {
      all.frames++;
      frames.set(stationId, (frames.get(stationId) ?? 0) + 1);
    }
  };
  const log: EventLog = {
    engine: 'embedded',
    append: async (_, records) => {
      for (const { value } of records) count(codec.decode(value));
      await new Promise((resolve) => setImmediate(resolve));
      return records.map((_record, offset) => ({ partition: 0, offset }));
    },
    follow: asks,
    scan: asks,
    ends: asks,
    identity: asks,
    health: () => ({ ok: true, reason: '', pending: 0 }),
    close: () => Promise.resolve(),
  };
  return {
    log,
    all: () => ({ ...all }),
    takeFrames: (stationId) => {
      const found = frames.get(stationId) ?? 0;
      frames.delete(stationId);
      return found;
    },
  };
};
