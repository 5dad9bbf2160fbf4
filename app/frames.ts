// Reads the events of one station out of a stretch of the log, for those who explain numbers.

import type { Heard, HeardIn } from '../api/explain/frames.ts';
import { type EventCodec, type EventLog, ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';

/** Records that are handed over at once. */
const batch_max = 2_000;

/** Reads by keys, so that only the events of the station are decoded. */
export const framesIn = (log: EventLog, codec: EventCodec<OcppEvent>): HeardIn => {
  const topic = ocppTopic;
  return async ({ tenant, station_id, partition, from, to }) => {
    const key = `${tenant}/${station_id}`;
    const heard: Heard[] = [];
    for await (const batch of log.scan({ topic, partition, from, to, maxRecords: batch_max })) {
      for (const record of batch.records) {
        if (record.key !== key) continue;
        heard.push({ topic, partition, offset: record.offset, event: codec.decode(record.value) });
      }
    }
    return heard;
  };
};
