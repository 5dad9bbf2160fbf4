// Frames behind a session: where in the log to look for them, and which of those are of it.

import type { OcppEvent } from '../../schemas/events.gen.ts';

/** An event of a station and where it stands in the log. */
export interface Heard {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly event: OcppEvent;
}

/** A stretch of the log. */
export interface Stretch {
  readonly partition: number;
  /** First offset wanted. */
  readonly from: number;
  /** First offset not wanted any more. */
  readonly to: number;
}

/** Reads the events of one station out of a stretch of the log, in their order. */
export type HeardIn = (
  asked: Stretch & { readonly tenant: string; readonly station_id: string },
) => Promise<readonly Heard[]>;

/** What a frame came to: rows of one table, and in words what they say. */
export interface Contribution {
  readonly table: string;
  readonly rows: number;
  readonly says: string;
}

/** A contribution, and the frame that made it: by its id, else by its place in the log. */
export interface Evidence extends Contribution {
  readonly event_id: string | null;
  readonly offset: number | null;
}

/** A frame, and what it contributed; nothing where another had already said the same. */
export interface Contributing extends Heard {
  readonly contributed: readonly Contribution[];
}

/** Most records of the log that are read for one explanation. */
export const recordsRead_max = 200_000;
/** Most frames of an answer. */
export const frames_max = 2_000;
/** Records behind a place in which the answer to a call is looked for. */
const answerWithin = 500;
/** Places that are no farther apart are read in one go. */
const gap_max = 4_000;
/** How far before the first known place its beginning is looked for, step by step. */
export const stepsBack = [2_000, 20_000, 150_000] as const;

/** The stretches that hold places of the log, near ones taken together. */
export const stretchesOf = (partition: number, offsets: readonly number[]): readonly Stretch[] => {
  const stretches: Stretch[] = [];
  let read = 0;
  for (const offset of [...new Set(offsets)].toSorted((a, b) => a - b)) {
    const to = offset + 1 + answerWithin;
    const last = stretches.at(-1);
    const isNear = last !== undefined && offset - last.to < gap_max;
    const from = isNear ? last.to : offset;
    if (read + Math.max(0, to - from) > recordsRead_max) break;
    read += Math.max(0, to - from);
    if (isNear) stretches[stretches.length - 1] = { ...last, to: Math.max(to, last.to) };
    else stretches.push({ partition, from: offset, to });
  }
  return stretches;
};

/** Whether a frame names a transaction, by the number of 1.6 or the text of 2.x. */
const namesTransaction = ({ frame }: OcppEvent, transaction_id: string): boolean => {
  if (transaction_id === '' || frame === null) return false;
  const id = transaction_id.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  return new RegExp(String.raw`"transactionId"\s*:\s*"?${id}"?\s*[,}]`).test(frame);
};

/** Names a call, and its answer, within a station. */
const callOf = ({ connectionId, messageId }: OcppEvent): string => `${connectionId} ${messageId}`;

const byFrame = (evidence: readonly Evidence[]) => {
  const found = new Map<string | number, Contribution[]>();
  for (const { event_id, offset, table, rows, says } of evidence) {
    const name = event_id ?? offset;
    if (name === null) continue;
    const known = found.get(name);
    if (known === undefined) found.set(name, [{ table, rows, says }]);
    else known.push({ table, rows, says });
  }
  return found;
};

/** The frames that made the evidence, name the transaction, or answer one that did. */
export const framesOf = (
  heard: readonly Heard[],
  evidence: readonly Evidence[],
  transaction_id: string,
): readonly Contributing[] => {
  const made = byFrame(evidence);
  const calls = new Set<string>();
  const frames: Contributing[] = [];
  for (const one of heard) {
    const { event, offset } = one;
    const contributed = [...(made.get(event.eventId) ?? []), ...(made.get(offset) ?? [])];
    const call = callOf(event);
    const isAnswer = event.messageId !== '' && calls.has(call);
    if (contributed.length === 0 && !isAnswer && !namesTransaction(event, transaction_id)) continue;
    if (event.messageId !== '') calls.add(call);
    frames.push({ ...one, contributed });
  }
  return frames;
};

/** Evidence whose frame is not among those found: the log keeps it no more, or it is too far. */
export const missingOf = (
  frames: readonly Contributing[],
  evidence: readonly Evidence[],
): readonly string[] => {
  const ids = new Set(frames.map(({ event }) => event.eventId));
  const offsets = new Set(frames.map(({ offset }) => offset));
  const missing = evidence.filter(({ event_id, offset }) => {
    return event_id === null ? offset !== null && !offsets.has(offset) : !ids.has(event_id);
  });
  return [...new Set(missing.map((one) => one.event_id ?? `offset ${one.offset ?? ''}`))];
};
