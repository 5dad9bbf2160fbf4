// The tap: stations reach the CSMS that the operator keeps, and everything said is recorded.

import type { Socket } from 'node:net';
import { AppError, messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { openDiary } from '../diary.ts';
import { type GatewayLimits, gatewayLimits } from '../limits.ts';
import type { TlsKeys } from '../security/tls-files.ts';
import { stationIdOf } from '../upgrade.ts';
import { uuid7 } from '../uuid7.ts';
import { type TapFigures, newFigures } from './figures.ts';
import { type Front, openFront } from './front.ts';
import { readRequest } from './head.ts';
import {
  type OpenLog,
  type TapJournal,
  type TapJournalOptions,
  type TapJournalStats,
  openTapJournal,
} from './journal.ts';
import { proofOf } from './proof.ts';
import { type TapRecord, openRecord } from './record.ts';
import { type Relay, startRelay } from './relay.ts';
import { type Upstream, type UpstreamTls, plainTls } from './upstream.ts';

/** Where a station belongs: to a CSMS, to the gateway beside this tap, or nowhere. */
export type Destination = Upstream | 'gateway' | null;

export interface TapOptions {
  /** The log, once it could be opened: stations do not wait for that. */
  readonly log: Promise<OpenLog>;
  readonly logger: Logger;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly gatewayId: string;
  readonly tenant: string;
  readonly upstreamOf: (stationId: string) => Destination;
  /** A second port, for wss://; none where nothing is said. */
  readonly tls?: { readonly port: number; readonly keys: TlsKeys } | null;
  /** What O of a station's certificate may be; empty: anything. */
  readonly organisations?: readonly string[];
  readonly upstreamTls?: UpstreamTls;
  /** Of its own: what could not go into the log yet stays there, also when this process dies. */
  readonly spoolFolder: string;
  readonly spool_bytes: number;
  /** Replaces persons by pseudonyms before the spool; nothing is replaced where none is given. */
  readonly seal?: (event: OcppEvent) => OcppEvent;
  readonly limits?: Partial<GatewayLimits>;
  /** Milliseconds since 1970 UTC, fractions allowed. */
  readonly clock?: () => number;
}

export interface TapStats extends TapJournalStats, Readonly<TapFigures> {
  readonly connections: number;
}

/** Takes a connection whose first bytes are still to be read. */
export type TakeOver = (station: Socket) => void;

export interface Tap {
  readonly port: number;
  /** The port for wss://; null where there is none. */
  readonly tlsPort: number | null;
  /** The id of this run, as in `gatewayRun` of its events. */
  readonly run: string;
  stats(): TapStats;
  /** From now on stations of the gateway are handed to it; until then they are to come back. */
  handOver(take: TakeOver): void;
  /** Lets nobody in, ends all connections, waits for the log. */
  stop(): Promise<void>;
}

/** What every connection of a tap is made with. */
interface Room {
  readonly options: TapOptions;
  readonly run: string;
  readonly limits: GatewayLimits;
  readonly clock: () => number;
  readonly journal: TapJournal;
  readonly figures: TapFigures;
  readonly relays: Set<Relay>;
}

const recordOf = (room: Room, stationId: string, remoteAddress: string): TapRecord => {
  const { options, run, limits, clock, journal } = room;
  const { tenant, gatewayId } = options;
  const whose = { tenant, stationId, gatewayId, gatewayRun: run, source: 'TAP' as const };
  return openRecord({
    origin: { ...whose, connectionId: uuid7(clock()) },
    remoteAddress,
    limits,
    clock,
    write: (events) => journal.write(events),
  });
};

const phrases = { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found' } as const;

/** Takes over a station whose request head is whole; false where the gateway has to. */
const passOn = (room: Room, station: Socket, head: Buffer): boolean => {
  const { options, limits, relays, figures } = room;
  const request = readRequest(head);
  const read = stationIdOf(request?.target ?? '', limits.stationId_bytes);
  const stationId = 'id' in read ? read.id : '';
  const upstream = options.upstreamOf(stationId);
  if (upstream === 'gateway') return false;
  const record = recordOf(room, stationId, station.remoteAddress ?? '');
  const turnAway = (status: keyof typeof phrases, reason: string): true => {
    figures.refused++;
    record.refused(reason);
    station.end(`HTTP/1.1 ${status} ${phrases[status]}\r\nConnection: close\r\n\r\n`);
    return true;
  };
  if (request === null) return turnAway(400, 'The request is no HTTP');
  if (upstream === null) return turnAway(404, 'No upstream for this station');
  const proof = proofOf(station, stationId, options.organisations ?? []);
  if (typeof proof === 'object') return turnAway(401, `Security profile 3: ${proof.problem}`);
  const way = { upstream, tls: options.upstreamTls ?? plainTls, isVouched: proof === 'vouched' };
  const onOver = (): void => void relays.delete(relay);
  const relay = startRelay({ station, head, request, way, record, limits, figures, onOver });
  relays.add(relay);
  return true;
};

/** How long a tap that stops waits for the log. */
const stopping_ms = 5_000;

/** How long a station waits that came before the gateway was there. */
const retryAfter_s = 10;

/** Hands stations to the gateway, once there is one. */
const openHandOver = (figures: TapFigures) => {
  let take: TakeOver | null = null;
  return {
    to: (given: TakeOver): void => {
      take = given;
    },
    hand: (front: Front | null, station: Socket, head: Buffer): void => {
      if (take === null || front === null) {
        station.end(
          'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n' +
            `Retry-After: ${retryAfter_s}\r\n\r\n`,
        );
        return;
      }
      figures.handedOver++;
      front.release(station);
      station.unshift(head);
      take(station);
      station.resume();
    },
  };
};

const openJournalOrClose = async (
  front: Front,
  options: TapJournalOptions,
): Promise<TapJournal> => {
  try {
    return openTapJournal(options);
  } catch (thrown) {
    await front.stop();
    const { folder } = options;
    throw new AppError('SPOOL_UNUSABLE', { folder, reason: messageOf(thrown) }, thrown);
  }
};

/** Opens the ports first: whoever listens there already is using the spool too. */
const openRoom = async (options: TapOptions) => {
  const { log, logger, spoolFolder, spool_bytes, clock = Date.now, seal } = options;
  const { host, port, tls = null } = options;
  const limits = { ...gatewayLimits, ...options.limits };
  const figures = newFigures();
  const handing = openHandOver(figures);
  let room: Room | null = null;
  let front: Front | null = null;
  const onRequest = (station: Socket, head: Buffer): void => {
    // Between the ports and the spool there is no turn in which somebody could come in.
    if (room === null) station.destroy();
    else if (!passOn(room, station, head)) handing.hand(front, station, head);
  };
  const onNoTls = (reason: string, remoteAddress: string): void => {
    figures.refused++;
    if (room !== null) recordOf(room, '', remoteAddress).refused(reason);
  };
  front = await openFront({ host, port, tls, limits, onRequest, onNoTls });
  const run = uuid7(clock());
  const owner = { tenant: options.tenant, gatewayId: options.gatewayId, gatewayRun: run, clock };
  const spool = { log, logger, folder: spoolFolder, spool_bytes, owner };
  const journal = await openJournalOrClose(front, seal === undefined ? spool : { ...spool, seal });
  room = { options, run, limits, clock, journal, figures, relays: new Set() };
  return { room, front, handOver: handing.to };
};

/** Starts a tap; throws `PORT_TAKEN` and `SPOOL_UNUSABLE`. Neither the log nor the upstream has to be there. */
export const startTap = async (options: TapOptions): Promise<Tap> => {
  const { room, front, handOver } = await openRoom(options);
  const { run, clock, journal, limits, figures } = room;
  const { tenant, gatewayId, host, logger } = options;
  const diary = openDiary({ tenant, gatewayId, gatewayRun: run, clock });
  const own = (event: ReturnType<typeof diary.started>['event']): void =>
    journal.write([{ ...event, source: 'TAP' }]);
  own(diary.started().event);
  const { port, tlsPort } = front;
  logger.info('The tap listens.', { host, port, tlsPort: tlsPort ?? 0, tenant, run });
  let stopped: Promise<void> | null = null;

  const stop = async (): Promise<void> => {
    for (const relay of room.relays) relay.cut('the tap stops');
    await front.stop();
    options.tls?.keys.stop();
    own(diary.stopped().event);
    // What the log has not got by then is on the disk, and the next start brings it.
    await journal.close(Math.min(limits.drain_ms, stopping_ms));
  };
  return {
    port,
    tlsPort,
    run,
    handOver,
    stats: () => ({ connections: room.relays.size, ...figures, ...journal.stats() }),
    stop: () => (stopped ??= stop()),
  };
};
