// One station's WebSocket: each frame becomes an event, each CALL is answered once that is durable.

import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { deferred } from '../lib/deferred.ts';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Close, OcppEvent } from '../schemas/events.gen.ts';
import { type Answer, answerBadFrame, answerCall, answerInternalError } from './answers/answer.ts';
import { type Brakes, openBrakes } from './admission/brakes.ts';
import type { Flow, FlowMeter } from './admission/flow.ts';
import { openShare } from './admission/share.ts';
import { type Calls, type OutgoingCall, machineTimer, openCalls } from './control/calls.ts';
import { openDepartures } from './departures.ts';
import { type Origin, type Told, eventOf, keyOf } from './event.ts';
import type { Frame } from './frame.ts';
import type { Journal, Settled } from './journal.ts';
import { judge } from './judge.ts';
import { openLife } from './life.ts';
import type { GatewayLimits } from './limits.ts';
import type { Protocol } from './protocol.ts';
import { type Received, receive, receiveNothing } from './receive.ts';

/** What all connections of a gateway share. */
export interface ConnectionRoom {
  readonly journal: Journal;
  readonly logger: Logger;
  readonly limits: GatewayLimits;
  /** Milliseconds since 1970 UTC, fractions allowed. */
  readonly clock: () => number;
  /** An instant of the clock as answers tell it. */
  readonly timeText: (now: number) => string;
  readonly heartbeatInterval_s: number;
  readonly secret: string;
  /** Silence of a station after which it is pinged; 0 never pings it. */
  readonly pingIntervalOf_ms: (stationId: string) => number;
  readonly counters: Counters;
  /** Of a station, by its key: how fast it may talk. */
  readonly flowOf: (key: string, address: string) => FlowMeter;
}

/** Counted since the gateway started. */
export interface Counters {
  /** From stations, malformed ones included. */
  frames: number;
  malformed: number;
  answers: number;
  /** Commands sent to stations. */
  calls: number;
  accepted: number;
  refused: number;
  replaced: number;
  /** Replacements of a connection by one from another address. */
  shadowed: number;
  /** Times that a station was not read because it talked too fast. */
  slowed: number;
  /** Connections that were ended because that did not help. */
  flooded: number;
}

export interface ConnectionOptions {
  readonly socket: WebSocket;
  readonly origin: StationOrigin;
  readonly remoteAddress: string;
  readonly onClosed: () => void;
}

type StationOrigin = Origin & { readonly protocol: Protocol };

export interface Connection {
  readonly connectionId: string;
  readonly key: string;
  readonly protocol: Protocol;
  readonly remoteAddress: string;
  /** Milliseconds UTC. */
  readonly openedAt: number;
  /** Asks something of the station, one at a time. */
  call(call: OutgoingCall): void;
  close(code: number, reason: string): void;
  /** Ends at once with 4001; resolves when that is durable, or cannot be waited for any longer. */
  giveWay(reason: string): Promise<void>;
  pause(): void;
  resume(): void;
  /** Pings; resolves to whether a sign of life came in time, or while it is not read to true. */
  probe(timeout_ms: number): Promise<boolean>;
  /** Pings a silent station, and ends a connection whose pings stay unanswered. */
  checkLife(now_ms: number): void;
}

/** `readyState` of a socket that can be written to. */
const open = 1;

/** For the close frame to leave; the answer to it is not waited for, as nothing is read. */
const expelled_ms = 250;

/** The socket with the memory of who ended it, and why. */
const openLine = ({ socket }: ConnectionOptions, { limits, counters }: ConnectionRoom) => {
  const brakes = openBrakes(socket);
  let ended: Close | null = null;
  const cutOff = (reason: string, side: Close['side']): void => {
    ended ??= { code: 1006, reason, side };
    socket.terminate();
  };
  return {
    brakes,
    isOpen: (): boolean => socket.readyState === open,
    close: (code: number, reason: string): void => {
      ended ??= { code, reason, side: 'GATEWAY' };
      brakes.releaseForGood();
      socket.close(code, reason);
    },
    /** Ends whom it does not help not to read: it is told why, and read no more meanwhile. */
    expel: (code: number, reason: string): void => {
      ended ??= { code, reason, side: 'GATEWAY' };
      brakes.hold('flow');
      socket.close(code, reason);
      setTimeout(() => socket.terminate(), expelled_ms);
    },
    cutOff,
    /** The link itself broke; whose fault that was nobody knows. */
    broke: (reason: string): void => {
      ended ??= { code: 1006, reason, side: 'UNKNOWN' };
    },
    send: (text: string): void => {
      if (socket.readyState !== open) return;
      socket.send(text);
      if (text.startsWith('[2,')) counters.calls++;
      else counters.answers++;
      if (socket.bufferedAmount > limits.unsent_bytes) cutOff('took no answers', 'GATEWAY');
    },
    howItEnded: (code: number, reason: Buffer): Close =>
      ended ?? {
        code,
        reason: reason.toString('utf8'),
        side: code === 1006 ? 'UNKNOWN' : 'STATION',
      },
  };
};

type Line = ReturnType<typeof openLine>;

/** The way into the log of one station, which is not read while its share of that is full. */
const openOwnJournal = ({ journal, limits }: ConnectionRoom, brakes: Brakes) => {
  const share = openShare(limits, (isFull) => {
    if (isFull) brakes.hold('share');
    else brakes.release('share');
  });
  const write = (key: string, events: readonly OcppEvent[], settled?: Settled): void => {
    const bytes = journal.write(key, events, (durable) => {
      share.change(-events.length, -bytes);
      settled?.(durable);
    });
    share.change(events.length, bytes);
  };
  return { write };
};

/** Reads a station that talks too fast no further for a while, or ends it. */
const openThrottle = (room: ConnectionRoom, options: ConnectionOptions, line: Line) => {
  const { origin, remoteAddress } = options;
  const meter = room.flowOf(keyOf(origin.tenant, origin.stationId), remoteAddress);
  let timer: NodeJS.Timeout | null = null;
  const obey = (flow: Flow): void => {
    if (flow === 'end') {
      room.counters.flooded++;
      line.expel(1008, 'too many frames or bytes');
      return;
    }
    if (timer === null) room.counters.slowed++;
    else clearTimeout(timer);
    line.brakes.hold('flow');
    timer = setTimeout(() => {
      timer = null;
      line.brakes.release('flow');
    }, flow.wait_ms);
  };
  return {
    heard: (bytes: number): void => {
      const flow = meter.heard(bytes, performance.now());
      if (flow !== null && line.isOpen()) obey(flow);
    },
    end: (): void => {
      if (timer !== null) clearTimeout(timer);
    },
  };
};

/** Writes what happens on a connection, numbered in order, and lets answers leave when durable. */
const openRecorder = (room: ConnectionRoom, { origin }: ConnectionOptions, line: Line) => {
  const { clock } = room;
  const key = keyOf(origin.tenant, origin.stationId);
  const departures = openDepartures(line.send);
  const journal = openOwnJournal(room, line.brakes);
  let seq = 0;

  const event = (told: Told, now: number): OcppEvent =>
    eventOf(origin, { seq: seq++, recordedAt: Math.round(now * 1000) }, told);

  const sendCall = (call: OutgoingCall, settled: (durable: boolean, id: string) => void): void => {
    const text = JSON.stringify([2, call.messageId, call.action, call.payload]);
    const asked = event(toldOfCall(call, text), clock());
    const leave = departures.queue(text);
    journal.write(key, [asked], (durable) => {
      if (durable) leave();
      else line.close(1011, 'not recorded');
      settled(durable, asked.eventId);
    });
  };
  // Most stations are never asked anything: what that takes is a kilobyte for each of them.
  let calls: Calls | null = null;
  const openedCalls = (): Calls => (calls ??= openCalls({ send: sendCall, timer: machineTimer }));

  return {
    tell: (told: Told, settled?: Settled): void =>
      journal.write(key, [event(told, clock())], settled),
    call: (call: OutgoingCall): void => openedCalls().call(call),
    gone: (): void => openedCalls().gone(),

    /** One frame in, one event; and its answer, if any, in the same append. */
    frame: ({ frame, text, bytes, end }: Received): void => {
      const now = clock();
      const asked = calls?.actionOf(frame) ?? '';
      const judged = judge(origin.protocol, frame, asked);
      const heard = event(
        { kind: 'FRAME', direction: 'FROM_STATION', frame: text, frameBytes: bytes, ...judged },
        now,
      );
      const answer = end === null && line.isOpen() ? answerTo(frame, { room, origin, now }) : null;
      if (asked !== '')
        return journal.write(key, [heard], (durable) => {
          if (durable) calls?.hear(frame, heard.eventId);
        });
      if (answer === null) return journal.write(key, [heard]);
      const leave = departures.queue(answer.text);
      journal.write(key, [heard, event(toldOf(answer, judged.action), now)], (durable) => {
        // What never becomes durable is not confirmed: the station keeps it and sends it again.
        if (durable) leave();
        else line.close(1011, 'not recorded');
      });
    },
  };
};

interface AnswerSetting {
  readonly room: ConnectionRoom;
  readonly origin: StationOrigin;
  readonly now: number;
}

const answerTo = (frame: Frame, { room, origin, now }: AnswerSetting): Answer | null => {
  if (frame.type === 0) return answerBadFrame(origin.protocol, frame);
  if (frame.type !== 2) return null;
  try {
    return answerCall(origin.protocol, frame, {
      tenant: origin.tenant,
      stationId: origin.stationId,
      time: room.timeText(now),
      heartbeatInterval_s: room.heartbeatInterval_s,
      secret: room.secret,
    });
  } catch (thrown) {
    const fields = { station: origin.stationId, action: frame.action, why: messageOf(thrown) };
    room.logger.error('An answer could not be made.', fields);
    return answerInternalError(frame);
  }
};

const toldOf = (answer: Answer, action: string): Told => ({
  kind: 'FRAME',
  direction: 'TO_STATION',
  frame: answer.text,
  messageType: answer.messageType,
  messageId: answer.messageId,
  action,
  verdict: answer.messageType === 3 ? 'VALID' : 'UNCHECKED',
});

/** Our own CALL as an event; its payload was checked against the schema before. */
const toldOfCall = ({ messageId, action }: OutgoingCall, text: string): Told => ({
  kind: 'FRAME',
  direction: 'TO_STATION',
  frame: text,
  messageType: 2,
  messageId,
  action,
  verdict: 'VALID',
});

/** Those who wait for a sign of life; all are answered by the first one, or by the end. */
const openProbes = () => {
  let waiting: ((lives: boolean) => void)[] = [];
  const settle = (lives: boolean): void => {
    if (waiting.length === 0) return;
    const settled = waiting;
    waiting = [];
    for (const resolve of settled) resolve(lives);
  };
  const wait = (timeout_ms: number): Promise<boolean> =>
    new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), timeout_ms);
      waiting.push((lives) => {
        clearTimeout(late);
        resolve(lives);
      });
    });
  return { settle, wait };
};

/** Signs of life of the station, and the pings that ask for them. */
const openVitals = (room: ConnectionRoom, { socket, origin }: ConnectionOptions, line: Line) => {
  const pingInterval_ms = room.pingIntervalOf_ms(origin.stationId);
  const life = openLife({ pingInterval_ms, pingsMissed: room.limits.pingsMissed });
  const probes = openProbes();
  return {
    hear: (): void => {
      life.hear();
      probes.settle(true);
    },
    gone: (): void => probes.settle(false),
    probe: (timeout_ms: number): Promise<boolean> => {
      if (line.brakes.isHeld()) return Promise.resolve(true);
      if (line.isOpen()) socket.ping();
      return probes.wait(timeout_ms);
    },
    checkLife: (now_ms: number): void => {
      // While we do not read we cannot hear: silence then says nothing about the station.
      if (line.brakes.isHeld()) life.hear();
      const todo = life.check(now_ms);
      if (todo === 'end') line.cutOff('pings were not answered', 'UNKNOWN');
      else if (todo === 'ping' && line.isOpen()) socket.ping();
    },
  };
};

/** Takes over an accepted socket: writes CONNECTED, then every frame, then DISCONNECTED. */
export const openConnection = (room: ConnectionRoom, options: ConnectionOptions): Connection => {
  const { socket, origin } = options;
  const { counters, limits } = room;
  const line = openLine(options, room);
  const recorder = openRecorder(room, options, line);
  const { hear, gone, probe, checkLife } = openVitals(room, options, line);
  const rules = { protocol: origin.protocol, limits };
  const throttle = openThrottle(room, options, line);
  const over = deferred<void>();

  const take = (received: Received): void => {
    counters.frames++;
    if (received.frame.type === 0) counters.malformed++;
    recorder.frame(received);
    if (received.end !== null) line.close(received.end.code, received.end.reason);
  };

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    hear();
    throttle.heard(data.length);
    try {
      take(receive(data, isBinary, rules));
    } catch (thrown) {
      const fields = { station: origin.stationId, why: messageOf(thrown) };
      room.logger.error('A frame could not be handled.', fields);
      line.close(1011, 'internal error');
    }
  });
  socket.on('ping', hear);
  socket.on('pong', hear);
  socket.on('error', (error: Error & { readonly code?: string }) => {
    const { code = '', message } = error;
    if (code.startsWith('WS_ERR_')) take(receiveNothing(code, message));
    else line.broke(code === '' ? message : code);
  });
  socket.on('close', (code: number, reason: Buffer) => {
    recorder.tell({ kind: 'DISCONNECTED', close: line.howItEnded(code, reason) }, () =>
      over.resolve(),
    );
    recorder.gone();
    throttle.end();
    gone();
    options.onClosed();
  });
  recorder.tell({ kind: 'CONNECTED', remoteAddress: options.remoteAddress });

  return {
    connectionId: origin.connectionId,
    key: keyOf(origin.tenant, origin.stationId),
    protocol: origin.protocol,
    openedAt: Math.trunc(room.clock()),
    call: recorder.call,
    close: line.close,
    giveWay: async (reason) => {
      counters.replaced++;
      line.expel(4001, reason);
      await Promise.race([over.promise, pause(limits.close_ms, undefined, { ref: false })]);
    },
    pause: () => line.brakes.hold('log'),
    resume: () => line.brakes.release('log'),
    remoteAddress: options.remoteAddress,
    probe,
    checkLife,
  };
};
