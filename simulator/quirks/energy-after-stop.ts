// A quirk: A sample after the stop tells four watt-hours more, and later sessions begin above it.

import { floorTo, instantText } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { again, eachExchange, saying } from '../quirk-life.ts';
import type { Exchange } from '../quirk-life.ts';
import { eachRegister, eachTime, fields, textOf } from '../quirk-payload.ts';
import type { TrueBucket, TrueSession } from '../truth.ts';
import { bucket_ms } from '../utterances.ts';

const after_mwh = 4_000;
const after_ms = 1_000;

/** The energy that flowed after the end of a session. */
const bucketAfter = (session: TrueSession, ended_at: number): TrueBucket => ({
  station_id: session.station_id,
  port: session.port,
  session_started_at: session.started_at,
  transaction_id: '',
  bucket_start: floorTo(ended_at, bucket_ms),
  energy_mwh: after_mwh,
});

const later = (text: string): string => instantText(Date.parse(text) + after_ms);

/** A reading that belongs to no transaction, a second after the one of the stop. */
const sampleAfter = (stop: Exchange, port: number): Exchange => {
  const payload = fields(stop.payload);
  const timestamp = later(textOf(payload['timestamp']));
  const stop_mwh = Number(payload['meterStop']) * 1000 + after_mwh;
  const meterValue =
    payload['meterValue'] === undefined
      ? [{ timestamp, sampledValue: [{ value: `${stop_mwh / 1000}` }] }]
      : eachRegister((mwh) => mwh + after_mwh)(eachTime(later)(payload))['meterValue'];
  const at = payload['meterStop'] === undefined ? { evseId: port } : { connectorId: port };
  const said = { action: 'MeterValues', payload: { ...at, meterValue }, answer: {} };
  // It follows at once: a queue that is being emptied says the next start right after.
  return { ...again(stop, (stop.answered_ms ?? 0) + 1, 'after'), ...said };
};

export const energyAfterStop: Quirk = {
  name: 'energy-after-stop',
  number: 'Q8',
  about: 'A sample after the stop tells four watt-hours more, and later sessions begin above it.',
  life: eachExchange(() => {
    const ends = new Map<number, number>();
    return (exchange, place) => {
      if (place === null) return exchange;
      const moved_mwh = (ends.get(place.port) ?? 0) * after_mwh;
      const shifted = saying(
        exchange,
        eachRegister((mwh) => mwh + moved_mwh)(fields(exchange.payload)),
      );
      if (place.part !== 'end') return shifted;
      ends.set(place.port, (ends.get(place.port) ?? 0) + 1);
      return [shifted, sampleAfter(shifted, place.port)];
    };
  }),
  truth: (truth) => {
    const ends = new Map<string, number>();
    const unattributed: TrueBucket[] = [];
    const sessions = truth.sessions.map((one) => {
      const port = `${one.station_id}/${one.port}`;
      const moved_mwh = (ends.get(port) ?? 0) * after_mwh;
      ends.set(port, (ends.get(port) ?? 0) + 1);
      if (one.ended_at !== null) unattributed.push(bucketAfter(one, one.ended_at));
      return {
        ...one,
        register_start_mwh: one.register_start_mwh + moved_mwh,
        register_end_mwh: one.register_end_mwh + moved_mwh,
      };
    });
    return { ...truth, sessions, buckets: [...truth.buckets, ...unattributed] };
  },
};
