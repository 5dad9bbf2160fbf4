// A plain reading of recorded traffic, without events, facts or folds: what boards are checked by.

import { minute_ms } from '../lib/time.ts';
import type { RecordedLine } from '../simulator/history.ts';

/** What a station said, by the clock of the gateway. */
export interface Said {
  readonly station_id: string;
  readonly at: number;
  readonly action: string;
  readonly payload: Payload;
}

export interface Connected {
  readonly station_id: string;
  readonly protocol: string;
  readonly opened_at: number;
  /** Null where the recording ends before it. */
  readonly closed_at: number | null;
}

/** One value of a meter as the station told it, in watt-hours, watts, percent and so on. */
export interface Sample {
  readonly station_id: string;
  readonly transaction_id: string;
  readonly at: number;
  readonly measurand: string;
  readonly phase: string;
  readonly location: string;
  readonly context: string;
  readonly value: number;
  readonly unit: string;
}

export interface Traffic {
  readonly lines: readonly RecordedLine[];
  readonly said: readonly Said[];
  readonly connections: readonly Connected[];
  readonly samples: readonly Sample[];
}

interface Sampled {
  readonly value: number | string;
  readonly context?: string;
  readonly measurand?: string;
  readonly phase?: string;
  readonly location?: string;
  readonly unit?: string;
  readonly unitOfMeasure?: { readonly unit?: string; readonly multiplier?: number };
}

/** As much of the payloads of both versions as is read here. */
interface Payload {
  readonly timestamp?: string;
  readonly transactionId?: number | string;
  readonly transactionInfo?: { readonly transactionId: string };
  readonly meterValue?: readonly {
    readonly timestamp: string;
    readonly sampledValue: readonly Sampled[];
  }[];
}

const at = (text: string): number => Date.parse(text);

const saidIn = (lines: readonly RecordedLine[]): readonly Said[] =>
  lines.flatMap((line) => {
    if (!('frame' in line) || line.direction !== 'from_station') return [];
    const [kind, , action, payload] = JSON.parse(line.frame) as [number, string, string, Payload];
    const { station_id } = line;
    return kind === 2 ? [{ station_id, at: at(line.recorded_at), action, payload }] : [];
  });

const connectionsIn = (lines: readonly RecordedLine[]): readonly Connected[] =>
  lines.flatMap((line) => {
    if (!('kind' in line) || line.kind !== 'connected') return [];
    const { station_id, protocol, connection_id } = line;
    const end = lines.find(
      (one) => one.connection_id === connection_id && 'kind' in one && one.kind === 'disconnected',
    );
    const closed_at = end === undefined ? null : at(end.recorded_at);
    return [{ station_id, protocol, opened_at: at(line.recorded_at), closed_at }];
  });

/** Values with their unit's power of ten put in; the words that are left out are OCPP's own. */
const sampleOf = (one: Sampled) => {
  const unit = one.unitOfMeasure?.unit ?? one.unit ?? 'Wh';
  const factor = 10 ** (one.unitOfMeasure?.multiplier ?? 0) * (unit === 'kWh' ? 1000 : 1);
  return {
    measurand: one.measurand ?? 'Energy.Active.Import.Register',
    phase: one.phase ?? '',
    location: one.location ?? 'Outlet',
    context: one.context ?? 'Sample.Periodic',
    value: Number(one.value) * factor,
    unit: unit === 'kWh' ? 'Wh' : unit,
  };
};

const samplesIn = (said: readonly Said[]): readonly Sample[] =>
  said.flatMap(({ station_id, payload }) => {
    const { transactionInfo, transactionId, meterValue = [] } = payload;
    const transaction_id = String(transactionInfo?.transactionId ?? transactionId ?? '');
    return meterValue.flatMap(({ timestamp, sampledValue }) =>
      sampledValue.map((one) => ({
        station_id,
        transaction_id,
        at: at(timestamp),
        ...sampleOf(one),
      })),
    );
  });

export const trafficOf = (lines: readonly RecordedLine[]): Traffic => {
  const said = saidIn(lines);
  return { lines, said, connections: connectionsIn(lines), samples: samplesIn(said) };
};

/** Instants at which something was heard of a station; what was said to it is not heard. */
export const heardAt = ({ lines }: Traffic, station_id: string): readonly number[] =>
  lines
    .filter((line) => line.station_id === station_id)
    .filter((line) => !('direction' in line) || line.direction === 'from_station')
    .map((line) => at(line.recorded_at));

/** A station is silent when this long passes without a frame of its own. */
const silence_ms = 15 * minute_ms;

/** Whole seconds of the spells in which a connected station was silent, one number a spell. */
export const silences_s = ({ lines }: Traffic, station_id: string): readonly number[] => {
  let heard: number | null = null;
  return lines
    .filter((line) => line.station_id === station_id)
    .flatMap((line) => {
      const before = heard;
      if ('kind' in line) {
        heard = line.kind === 'connected' ? at(line.recorded_at) : null;
        return [];
      }
      if (line.direction !== 'from_station') return [];
      heard = at(line.recorded_at);
      const silent_ms = before === null ? 0 : heard - before;
      return silent_ms > silence_ms ? [Math.round(silent_ms / 1000)] : [];
    });
};
