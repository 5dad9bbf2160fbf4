// Two sockets and what passes between them: every byte as it came, heard and recorded beside it.

import type { Socket } from 'node:net';
import { messageOf } from '../../lib/errors.ts';
import type { Close } from '../../schemas/events.gen.ts';
import type { GatewayLimits } from '../limits.ts';
import { offersOf, protocols } from '../protocol.ts';
import {
  type AnswerHead,
  type RequestHead,
  addressedTo,
  answerHead_bytes_max,
  headLength,
  readAnswer,
} from './head.ts';
import { type Heard, openHearing } from './hear.ts';
import { type Compression, compressionOf, openInflate } from './inflate.ts';
import type { Said, TapRecord } from './record.ts';
import type { TapFigures } from './figures.ts';
import { type Way, reachUpstream } from './upstream.ts';

export interface RelayOrder {
  readonly station: Socket;
  /** The head of the station's request as it came, and what it says. */
  readonly head: Buffer;
  readonly request: RequestHead;
  readonly way: Way;
  readonly record: TapRecord;
  readonly limits: GatewayLimits;
  readonly figures: TapFigures;
  /** Both sockets are closed. */
  readonly onOver: () => void;
}

export interface Relay {
  /** Ends both sides at once. */
  cut(reason: string): void;
}

/** A fault of one side is shown to the other as it would be without us: as a reset. */
const reset = (socket: Socket): void => {
  if ('encrypted' in socket) socket.destroy();
  else socket.resetAndDestroy();
};

/**
 * A back end that hangs up on a station which has left its pings or calls unanswered for so long
 * did not end the connection: the station was gone.
 */
const silence_ms = 5_000;

/** What a station may say before it is answered. */
const early_bytes_max = 64 * 1024;

type Hear = (chunk: Buffer) => readonly Heard[];

const hearingOf = (
  keeps: boolean | undefined,
  { frame_bytes, oversizeKept_bytes }: GatewayLimits,
) =>
  openHearing({
    message_bytes_max: frame_bytes,
    beginning_bytes: oversizeKept_bytes,
    inflate: keeps === undefined ? null : openInflate(keeps, frame_bytes),
  });

/** Passes chunks on; while the other side does not take them, no more are read. */
const passing = (from: Socket, to: Socket) => (chunk: Buffer) => {
  if (to.writableEnded || to.destroyed) return;
  if (to.write(chunk)) return;
  from.pause();
  to.once('drain', () => from.resume());
};

/** What the station speaks where the upstream names nothing: its own best offer, or 1.6. */
const protocolOf = (answer: AnswerHead, { protocolHeader }: RequestHead): string => {
  if (answer.protocol !== '') return answer.protocol.toLowerCase();
  const offers = new Set(offersOf(protocolHeader).map((offer) => offer.toLowerCase()));
  return protocols.find((known) => offers.has(known)) ?? 'ocpp1.6';
};

interface Ends {
  readonly station: Socket;
  readonly upstream: Socket;
  readonly limits: GatewayLimits;
  /** One side ended, or failed. */
  readonly onFirst: (close: Close) => void;
  readonly onBoth: () => void;
}

/** The ends of both sockets: each is shown to the other, and the last one ends the relay. */
const watchEnds = ({ station, upstream, limits, onFirst, onBoth }: Ends): void => {
  let left = 2;
  const watch = (socket: Socket, other: Socket, side: Close['side']): void => {
    let fault = '';
    const first = (reason: string): void => onFirst({ code: 1006, reason, side });
    socket.on('error', (error) => {
      fault = messageOf(error);
    });
    socket.on('end', () => {
      first('');
      other.end();
      // Half a connection may stay for what is under way, not for ever.
      other.setTimeout(limits.close_ms, () => other.destroy());
    });
    socket.on('close', () => {
      first(fault);
      if (fault === '') other.end();
      else reset(other);
      if (--left === 0) onBoth();
    });
  };
  watch(station, upstream, 'UNKNOWN');
  watch(upstream, station, 'UPSTREAM');
};

/** Gathers the upstream's answer until its head is whole; null until then. */
const openAnswer = () => {
  let bytes: Buffer = Buffer.alloc(0);
  return (chunk: Buffer) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const length = headLength(bytes);
    if (length === -1 && bytes.length < answerHead_bytes_max) return null;
    const head = length === -1 ? bytes : bytes.subarray(0, length);
    return {
      read: length === -1 ? null : readAnswer(head),
      head,
      rest: bytes.subarray(head.length),
    };
  };
};

const isMessage = ({ kind }: Heard): boolean => kind === 'message';

const count = (
  figures: TapFigures,
  direction: Said,
  [bytes, frames]: readonly [number, number],
): void => {
  const isUp = direction === 'FROM_STATION';
  figures[isUp ? 'bytesFromStations' : 'bytesToStations'] += bytes;
  figures[isUp ? 'framesFromStations' : 'framesToStations'] += frames;
};

/** What passes between the two, recorded from the moment that the upstream has accepted. */
const openTalk = ({ station, record, limits, figures }: RelayOrder, upstream: Socket) => {
  const onward = passing(station, upstream);
  const back = passing(upstream, station);
  let hear: Readonly<Record<Said, Hear>> | null = null;
  let unansweredSince_ms: number | null = null;
  return {
    begin: (agreed: Compression | null): void => {
      hear = {
        FROM_STATION: hearingOf(agreed?.stationKeeps, limits),
        TO_STATION: hearingOf(agreed?.upstreamKeeps, limits),
      };
    },
    /** Recorded first: what the other side gets is with the system, whatever happens to us. */
    say: (direction: Said, chunk: Buffer): void => {
      if (direction === 'FROM_STATION') unansweredSince_ms = null;
      else unansweredSince_ms ??= performance.now();
      const heard = hear?.[direction](chunk) ?? [];
      count(figures, direction, [chunk.length, heard.filter(isMessage).length]);
      record.heard(direction, heard);
      if (direction === 'FROM_STATION') onward(chunk);
      else back(chunk);
    },
    back,
    isSilent: (): boolean =>
      unansweredSince_ms !== null && performance.now() - unansweredSince_ms > silence_ms,
  };
};

/**
 * A station is read while it waits for its answer, since only who reads is told that it left. What
 * it says before the answer is not for it to say yet; a little of that is kept.
 */
const keepEarly = (station: Socket) => {
  const early: Buffer[] = [];
  let bytes = 0;
  const onData = (chunk: Buffer): void => {
    early.push(chunk);
    bytes += chunk.length;
    if (bytes > early_bytes_max) station.destroy();
  };
  station.on('data', onData);
  station.resume();
  return (): readonly Buffer[] => {
    station.removeListener('data', onData);
    return early.splice(0);
  };
};

/** How a relay ends: what the first end was, and whether there had been an answer by then. */
const openEnding = ({ record, figures }: RelayOrder, isSilent: () => boolean) => {
  let ended: Close | null = null;
  let isAnswered = false;
  return {
    answered: (): void => {
      isAnswered = true;
    },
    first: (close: Close): void => {
      if (ended !== null) return;
      const wasSilent = close.side === 'UPSTREAM' && isSilent();
      ended = wasSilent ? { ...close, reason: 'the station was silent', side: 'UNKNOWN' } : close;
      if (isAnswered) return;
      isAnswered = true;
      const why = close.reason === '' ? 'the connection was closed' : close.reason;
      figures.refused++;
      if (close.side === 'UPSTREAM') figures.upstreamFailures++;
      const who = close.side === 'UPSTREAM' ? 'No answer from the upstream' : 'The station left';
      record.refused(`${who}: ${why}`);
    },
    both: (): void => record.disconnected(ended ?? { code: 1006, reason: '', side: 'UNKNOWN' }),
  };
};

/** Passes a station on to its upstream, from the handshake to the end. */
export const startRelay = (order: RelayOrder): Relay => {
  const { station, head, request, way, record, limits, figures, onOver } = order;
  const upstream = reachUpstream(way, () => {
    upstream.write(addressedTo(head, way.upstream));
  });
  const talk = openTalk(order, upstream);
  const ending = openEnding(order, talk.isSilent);
  const takeEarly = keepEarly(station);
  const answering = openAnswer();

  const accepted = (answer: AnswerHead): void => {
    figures.accepted++;
    talk.begin(compressionOf(answer.extensions));
    record.connected(protocolOf(answer, request));
    station.on('data', (chunk: Buffer) => talk.say('FROM_STATION', chunk));
  };

  const refused = (answer: AnswerHead | null): void => {
    figures.refused++;
    const told = answer === null ? 'no HTTP' : `HTTP ${answer.status} ${answer.reason}`.trimEnd();
    record.refused(`The upstream answered ${told}`);
    // What a refused station sends goes nowhere: its request was passed on, and answered.
    station.resume();
    station.setTimeout(limits.handshake_ms, () => station.destroy());
  };

  const onAnswer = (chunk: Buffer): void => {
    const answer = answering(chunk);
    if (answer === null) return;
    upstream.removeListener('data', onAnswer);
    upstream.on('data', (later: Buffer) => talk.say('TO_STATION', later));
    ending.answered();
    const early = takeEarly();
    const isAccepted = answer.read?.status === 101;
    if (answer.read !== null && isAccepted) accepted(answer.read);
    else refused(answer.read);
    talk.back(answer.head);
    if (answer.rest.length > 0) talk.say('TO_STATION', answer.rest);
    if (isAccepted) for (const one of early) talk.say('FROM_STATION', one);
  };
  upstream.on('data', onAnswer);

  const onBoth = (): void => {
    ending.both();
    onOver();
  };
  watchEnds({ station, upstream, limits, onFirst: ending.first, onBoth });
  return {
    cut: (reason) => {
      ending.first({ code: 1006, reason, side: 'GATEWAY' });
      station.destroy();
      upstream.destroy();
    },
  };
};
