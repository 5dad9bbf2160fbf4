// Builds the events of one station for tests: a tape of frames with times.

import type { Direction, EventKind, OcppEvent } from '../schemas/events.gen.ts';

const day = '2026-03-01';

/** Milliseconds UTC of a time on the day of the tape. */
export const at = (time: string): number => Date.parse(`${day}T${time}Z`);

/** The same as OCPP writes it. */
export const iso = (time: string): string => `${day}T${time}.000Z`;

const blank: OcppEvent = {
  eventId: '',
  tenant: 'default',
  stationId: 'CS-1',
  connectionId: 'c1',
  seq: 0,
  gatewayId: 'g',
  gatewayRun: 'run-1',
  recordedAt: 0,
  kind: 'FRAME',
  direction: 'NONE',
  protocol: 'ocpp1.6',
  frame: null,
  frameBytes: null,
  messageType: 0,
  messageId: '',
  action: '',
  verdict: 'VALID',
  verdictErrors: [],
  redactions: [],
  close: null,
  refusal: null,
  remoteAddress: '',
  source: 'GATEWAY',
};

export interface Tape {
  readonly events: readonly OcppEvent[];
  connected(time: string): Tape;
  disconnected(time: string, side?: 'STATION' | 'GATEWAY'): Tape;
  /** A CALL of the station, and its answer where one is given. */
  call(time: string, action: string, payload: unknown, answer?: unknown): Tape;
  /** A CALL to the station; its answer is told by `reply`. */
  ask(time: string, action: string, payload: unknown): Tape;
  /** The station's answer to the last CALL to it: a result, or a CALLERROR by its code. */
  reply(time: string, answer: object): Tape;
  /** An event as given, for what the other verbs cannot say. */
  add(time: string, event: Partial<OcppEvent>): Tape;
}

/** An empty tape of a station that speaks the given version. */
export const tape = (protocol: string, common: Partial<OcppEvent> = {}): Tape =>
  tapeOf([], { ...blank, protocol, ...common });

const tapeOf = (events: readonly OcppEvent[], common: OcppEvent): Tape => {
  const next = (time: string, more: Partial<OcppEvent>): OcppEvent => {
    const seq = events.length + 1;
    const connectionId = more.connectionId ?? common.connectionId;
    const eventId = `${connectionId}/${seq}`;
    return { ...common, seq, eventId, recordedAt: at(time) * 1000, ...more };
  };
  const add = (time: string, more: Partial<OcppEvent>): Tape =>
    tapeOf([...events, next(time, more)], common);
  const kind = (time: string, is: EventKind, more: Partial<OcppEvent> = {}): Tape =>
    add(time, { kind: is, ...more });
  return {
    events,
    add,
    connected: (time) => kind(time, 'CONNECTED'),
    disconnected: (time, side = 'STATION') =>
      kind(time, 'DISCONNECTED', { close: { code: 1006, reason: '', side } }),
    call: (time, action, payload, answer) => {
      const messageId = `m${events.length + 1}`;
      const asked = add(time, {
        ...frameOf('FROM_STATION', [2, messageId, action, payload]),
        messageId,
        action,
      });
      if (answer === undefined) return asked;
      const answered = frameOf('TO_STATION', [3, messageId, answer]);
      return asked.add(time, { ...answered, messageId, action });
    },
    ask: (time, action, payload) => {
      const messageId = `o${events.length + 1}`;
      const asked = frameOf('TO_STATION', [2, messageId, action, payload]);
      return add(time, { ...asked, messageId, action });
    },
    reply: (time, answer) => {
      const asked = events.findLast(
        (one) => one.direction === 'TO_STATION' && one.messageType === 2,
      );
      const messageId = asked?.messageId ?? 'nothing';
      const error = errorOf(answer);
      const frame =
        error === null
          ? ([3, messageId, answer] as const)
          : ([4, messageId, error, '', {}] as const);
      return add(time, { ...frameOf('FROM_STATION', frame), messageId });
    },
  };
};

const errorOf = (answer: object): string | null =>
  'error' in answer ? String(answer.error) : null;

const frameOf = (direction: Direction, frame: readonly [number, ...unknown[]]) => ({
  direction,
  frame: JSON.stringify(frame),
  messageType: frame[0],
});
