// Five years of one busy port, folded by all rooms: how long, and how large its state becomes.

import { openFold } from '../app/fold.ts';
import type { Fold, StationFold } from '../processors/fold.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { busyPort, checkpointEvery, state_bytes_max } from './busy-port.ts';
import type { Bench, BenchOptions, Measure } from './report.ts';

const days = 5 * 365 + 1;
const frames_max = 250_000;

const seconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
};

const firstFrames = (): readonly OcppEvent[] => {
  const events: OcppEvent[] = [];
  let frames = 0;
  for (const event of busyPort({ days, protocol: 'ocpp2.0.1' })) {
    events.push(event);
    if (event.kind === 'FRAME' && ++frames === frames_max) break;
  }
  return events;
};

/** The largest state that was to be stored, and the rows made. */
const folded = (fold: Fold, events: readonly OcppEvent[]) => {
  let station: StationFold = fold.initial;
  let rows = 0;
  let state_bytes = 0;
  events.forEach((event, offset) => {
    const step = fold.step(station, event, offset);
    station = step.station;
    rows += step.rows.length;
    if (offset % checkpointEvery === 0)
      state_bytes = Math.max(state_bytes, Buffer.byteLength(JSON.stringify(station)));
  });
  return { rows, state_bytes };
};

const run = async ({ onPart }: BenchOptions): Promise<readonly Measure[]> => {
  onPart('five years of traffic');
  const events = firstFrames();
  const fold = await openFold();
  onPart('floor: parse');
  const floor = seconds(() => {
    for (const { frame } of events) JSON.parse(frame ?? 'null');
  });
  onPart('ours: fold');
  let made = { rows: 0, state_bytes: 0 };
  const ours = seconds(() => {
    made = folded(fold, events);
  });
  const days_covered = ((events.at(-1)?.recordedAt ?? 0) - (events[0]?.recordedAt ?? 0)) / 864e8;
  return [
    {
      name: `${events.length} events of one port, state stored every ${checkpointEvery}`,
      unit: 's',
      ours,
      floor,
      target: { atMost: 10 },
    },
    {
      name: 'largest state',
      unit: 'bytes',
      ours: made.state_bytes,
      floor: null,
      target: { atMost: state_bytes_max },
    },
    { name: 'days covered', unit: 'days', ours: days_covered, floor: null },
    { name: 'rows made', unit: 'rows', ours: made.rows, floor: null },
  ];
};

export const fiveYearsBench: Bench = {
  name: 'five-years',
  about:
    `${frames_max} frames of one busy port over five years, folded by all rooms; the floor parses ` +
    'the same frames and keeps nothing.',
  run,
};
