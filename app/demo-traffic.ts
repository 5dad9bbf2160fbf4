// The traffic of the demo's fleet: what is past goes into the log at once, the rest as it happens.

import { readRecordedLine } from '../ingest/recorded-line.ts';
import { redactSecrets } from '../ingest/redact/redact.ts';
import { openReplay } from '../ingest/replayed.ts';
import { uuid7 } from '../ingest/uuid7.ts';
import { type EventCodec, type EventLog, type NewRecord, ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { RecordedLine } from '../simulator/history.ts';

const batch = 2_000;

export interface TrafficOrder {
  /** In order of time. */
  readonly lines: Iterable<RecordedLine>;
  readonly log: EventLog;
  readonly codec: EventCodec<OcppEvent>;
  readonly tenant: string;
}

export interface Traffic {
  /** Appends what was recorded before an instant (milliseconds UTC). Tells how many events. */
  upTo(instant: number, onProgress?: (lines: number) => void): Promise<number>;
  /** Appends from now on what comes, every so often, until it is stopped. */
  follow(order: FollowOrder): { stop(): Promise<void> };
}

export interface FollowOrder {
  readonly every_ms: number;
  readonly clock: () => number;
  /** The log refused what came; it is asked again with what comes next. */
  readonly onFault: (fault: unknown) => void;
}

/** Opens the traffic of a fleet. Numbers and pairs go on from what is past to what is to come. */
export const openTraffic = ({ lines, log, codec, tenant }: TrafficOrder): Traffic => {
  const replay = openReplay({ tenant, run: uuid7(Date.now()) });
  const rest = lines[Symbol.iterator]();
  let next = rest.next();
  let kept: NewRecord[] = [];
  const take = (line: RecordedLine): void => {
    const read = readRecordedLine(JSON.stringify(line));
    if ('problem' in read) throw new TypeError(`The simulator wrote a line: ${read.problem}`);
    const { key, event } = replay.next(read);
    kept.push({ key, value: codec.encode(redactSecrets(event)) });
  };
  const ship = async (): Promise<void> => {
    if (kept.length > 0) await log.append(ocppTopic, kept);
    kept = [];
  };
  const upTo: Traffic['upTo'] = async (instant, onProgress) => {
    let count = 0;
    for (; next.done !== true && Date.parse(next.value.recorded_at) < instant; count += 1) {
      take(next.value);
      next = rest.next();
      if (kept.length < batch) continue;
      await ship();
      onProgress?.(count);
    }
    await ship();
    return count;
  };
  return {
    upTo,
    follow: ({ every_ms, clock, onFault }) => {
      let step = Promise.resolve();
      const timer = setInterval(() => {
        step = step.then(async () => void (await upTo(clock()))).catch(onFault);
      }, every_ms);
      return {
        stop: async () => {
          clearInterval(timer);
          await step;
        },
      };
    },
  };
};
