// A log that keeps no records, only how many events of which kind it was given, by station.

import type { EventLog } from '../../log/port.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { jsonCodec } from '../json-codec.ts';

export interface Tally {
  connected: number;
  disconnected: number;
  frames: number;
  /** Handshakes that were refused, however many of them an event tells. */
  refused: number;
  /** Those of them that were let in only to be told so by a close frame. */
  closed: number;
}

export interface CountingLog {
  readonly log: EventLog;
  readonly all: () => Readonly<Tally>;
  /** Counts the frames of a station until its connection is told to be over. */
  watch(stationId: string): Watch;
}

export interface Watch {
  /** Resolves when the connection is told to be over. */
  readonly frames: Promise<number>;
  /** For a station that was not let in. */
  readonly forget: () => void;
}

const codec = jsonCodec<OcppEvent>();
const asks = (): never => {
  throw new Error('nobody reads what is only counted');
};

const toldBy = ({ frame }: OcppEvent): number =>
  (JSON.parse(frame ?? '{}') as { readonly count: number }).count;

/** What stations said that somebody asks for, until each has gone. */
const openStations = () => {
  const frames = new Map<string, number>();
  const waiting = new Map<string, (frames: number) => void>();
  return {
    heard: (id: string): void => {
      if (waiting.has(id)) frames.set(id, (frames.get(id) ?? 0) + 1);
    },
    gone: (id: string): void => {
      waiting.get(id)?.(frames.get(id) ?? 0);
      waiting.delete(id);
      frames.delete(id);
    },
    watch: (id: string): Watch => ({
      frames: new Promise((resolve) => {
        waiting.set(id, resolve);
      }),
      forget: () => void waiting.delete(id),
    }),
  };
};

export const openCountingLog = (): CountingLog => {
  const all: Tally = { connected: 0, disconnected: 0, frames: 0, refused: 0, closed: 0 };
  const stations = openStations();
  const count = (event: OcppEvent): void => {
    const { kind, direction, stationId } = event;
    if (kind === 'CONNECTED') all.connected++;
    else if (kind === 'DISCONNECTED') {
      all.disconnected++;
      stations.gone(stationId);
    } else if (kind === 'REFUSED') {
      all.refused += toldBy(event);
      if (event.close !== null) all.closed += toldBy(event);
    } else if (kind === 'FRAME' && direction === 'FROM_STATION') {
      all.frames++;
      stations.heard(stationId);
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
    removeBefore: asks,
    expiry_ms: asks,
    health: () => ({ ok: true, reason: '', pending: 0 }),
    close: () => Promise.resolve(),
  };
  return { log, all: () => ({ ...all }), watch: stations.watch };
};
