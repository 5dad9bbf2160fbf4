// Projection: from the log to stored rows, against decoding and parsing the same frames alone.

import { join } from 'node:path';
import { openFold } from '../app/fold.ts';
import { startPump } from '../app/pump.ts';
import type { OpenForBench } from './gateway-server.ts';
import { silent } from '../lib/logger.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import { ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { openChdb } from '../store/chdb.ts';
import { chargingEvents } from './charging-events.ts';
import type { Bench, BenchOptions, Measure } from './report.ts';

const stations = 1_000;
/** MeterValues of each station; every one is followed by its answer. */
const samples = 150;

const fill = async (log: EventLog, codec: EventCodec<OcppEvent>): Promise<number> => {
  let events = 0;
  for (const wave of chargingEvents({ stations, samples })) {
    const records = wave.map((event) => ({
      key: `${event.tenant}/${event.stationId}`,
      value: codec.encode(event),
    }));
    await log.append(ocppTopic, records);
    events += records.length;
  }
  return events;
};

interface Took {
  readonly wall_s: number;
  readonly cpu_s: number;
}

const timed = async (work: () => Promise<void>): Promise<Took> => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wall_s: (performance.now() - start) / 1000, cpu_s: (user + system) / 1e6 };
};

/** The least that any projection must do: read, decode, parse what the station said. */
const decodeAlone = async (log: EventLog, codec: EventCodec<OcppEvent>): Promise<void> => {
  for (const { partition, low, high } of await log.ends(ocppTopic)) {
    const range = { topic: ocppTopic, partition, from: low, to: high, maxRecords: 5_000 };
    for await (const batch of log.scan(range)) {
      for (const { value } of batch.records) JSON.parse(codec.decode(value).frame ?? 'null');
    }
  }
};

const run = async ({ wire, folder, onPart }: BenchOptions): Promise<readonly Measure[]> => {
  const { openForBench } = (await import(wire)) as { readonly openForBench: OpenForBench };
  const { log, codec } = await openForBench(folder);
  const store = await openChdb({ folder: join(folder, 'store') });
  try {
    onPart('filling the log');
    const events = await fill(log, codec);
    onPart('floor: decode and parse');
    await decodeAlone(log, codec);
    const floor = await timed(() => decodeAlone(log, codec));
    onPart('ours: fold and store');
    const fold = await openFold();
    const ours = await timed(async () => {
      const options = { log, codec, store, fold, topic: ocppTopic, epoch: 1, set: 1 };
      const pump = await startPump({ ...options, logger: silent });
      await pump.settled();
      await pump.stop();
    });
    return [
      {
        name: 'log to stored rows, embedded',
        unit: 'frames/s',
        ours: events / ours.wall_s,
        floor: events / floor.wall_s,
        target: { atLeast: 60_000, ratioAtLeast: 0.4 },
      },
      {
        name: 'of CPU time, the store included',
        unit: 'frames/CPU s',
        ours: events / ours.cpu_s,
        floor: events / floor.cpu_s,
      },
    ];
  } finally {
    await store.close();
    await log.close();
  }
};

export const projectBench: Bench = {
  name: 'project',
  about:
    `MeterValues of 7 samples and their answers of ${stations} stations, from the log to stored ` +
    'rows; the floor reads, decodes and parses the same frames and keeps nothing.',
  run,
};
