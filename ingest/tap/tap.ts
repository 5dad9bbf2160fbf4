// The tap: stations reach the CSMS that the operator keeps, and everything said is recorded.

import { type Server, type Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { AppError, messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import { openDiary } from '../diary.ts';
import { type GatewayLimits, gatewayLimits } from '../limits.ts';
import { stationIdOf } from '../upgrade.ts';
import { uuid7 } from '../uuid7.ts';
import { headLength, readRequest, requestHead_bytes_max } from './head.ts';
import {
  type OpenLog,
  type TapJournal,
  type TapJournalOptions,
  type TapJournalStats,
  openTapJournal,
} from './journal.ts';
import { openRecord } from './record.ts';
import { type Relay, startRelay } from './relay.ts';
import type { Upstream } from './upstream.ts';

export interface TapOptions {
  /** The log, once it could be opened: stations do not wait for that. */
  readonly log: Promise<OpenLog>;
  readonly logger: Logger;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly gatewayId: string;
  readonly tenant: string;
  /** Where a station is passed on to; null for one that is not to be passed on at all. */
  readonly upstreamOf: (stationId: string) => Upstream | null;
  /** Of its own: what could not go into the log yet stays there, also when this process dies. */
  readonly spoolFolder: string;
  readonly spool_bytes: number;
  readonly limits?: Partial<GatewayLimits>;
  /** Milliseconds since 1970 UTC, fractions allowed. */
  readonly clock?: () => number;
}

export interface TapStats extends TapJournalStats {
  readonly connections: number;
}

export interface Tap {
  readonly port: number;
  /** The id of this run, as in `gatewayRun` of its events. */
  readonly run: string;
  stats(): TapStats;
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
  readonly relays: Set<Relay>;
}

/** Takes over a station whose request head is whole. */
const passOn = (room: Room, station: Socket, head: Buffer): void => {
  const { options, run, limits, clock, journal, relays } = room;
  const request = readRequest(head);
  const read = stationIdOf(request?.target ?? '', limits.stationId_bytes);
  const stationId = 'id' in read ? read.id : '';
  const { tenant, gatewayId } = options;
  const whose = { tenant, stationId, gatewayId, gatewayRun: run, source: 'TAP' as const };
  const record = openRecord({
    origin: { ...whose, connectionId: uuid7(clock()) },
    remoteAddress: station.remoteAddress ?? '',
    limits,
    clock,
    write: (events) => journal.write(events),
  });
  const upstream = options.upstreamOf(stationId);
  if (request === null || upstream === null) {
    record.refused(request === null ? 'The request is no HTTP' : 'No upstream for this station');
    station.end(`HTTP/1.1 ${request === null ? 400 : 404} \r\nConnection: close\r\n\r\n`);
    return;
  }
  const onOver = (): void => void relays.delete(relay);
  const relay = startRelay({ station, head, request, upstream, record, limits, onOver });
  relays.add(relay);
};

/** Reads a station's request up to the end of its head. */
const greet = (room: Room, station: Socket): void => {
  const { handshake_ms } = room.limits;
  let bytes: Buffer = Buffer.alloc(0);
  const late = setTimeout(() => station.destroy(), handshake_ms);
  const onData = (chunk: Buffer): void => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const length = headLength(bytes);
    if (length === -1 && bytes.length <= requestHead_bytes_max) return;
    clearTimeout(late);
    station.removeListener('data', onData);
    station.pause();
    if (length === -1) {
      station.end('HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n');
      return;
    }
    if (length < bytes.length) station.unshift(bytes.subarray(length));
    passOn(room, station, bytes.subarray(0, length));
  };
  station.on('error', () => station.destroy());
  station.on('close', () => clearTimeout(late));
  station.on('data', onData);
};

const listen = (server: Server, { host, port }: TapOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      const values = { host, port, setting: 'LADDBOK_GATEWAY_PORT' };
      reject(taken ? new AppError('PORT_TAKEN', values, error) : error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

const openJournalOrClose = (server: Server, options: TapJournalOptions): TapJournal => {
  try {
    return openTapJournal(options);
  } catch (thrown) {
    server.close();
    const { folder } = options;
    throw new AppError('SPOOL_UNUSABLE', { folder, reason: messageOf(thrown) }, thrown);
  }
};

/** Starts a tap; throws `PORT_TAKEN` and `SPOOL_UNUSABLE`. Neither the log nor the upstream has to be there. */
export const startTap = async (options: TapOptions): Promise<Tap> => {
  const { log, logger, tenant, gatewayId, spoolFolder, spool_bytes, clock = Date.now } = options;
  const limits = { ...gatewayLimits, ...options.limits };
  const run = uuid7(clock());
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (station) => {
    sockets.add(station);
    station.once('close', () => sockets.delete(station));
    greet(room, station);
  });
  server.maxConnections = limits.connections;
  // The port first: whoever listens there already is using the spool too.
  const port = await listen(server, options);
  const journal = openJournalOrClose(server, { log, logger, folder: spoolFolder, spool_bytes });
  const room: Room = { options, run, limits, clock, journal, relays: new Set() };
  const diary = openDiary({ tenant, gatewayId, gatewayRun: run, clock });
  const own = (event: ReturnType<typeof diary.started>['event']): void =>
    journal.write([{ ...event, source: 'TAP' }]);
  own(diary.started().event);
  logger.info('The tap listens.', { host: options.host, port, tenant, run });
  let stopped: Promise<void> | null = null;

  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const relay of room.relays) relay.cut('the tap stops');
    for (const socket of sockets) socket.destroy();
    await closed;
    own(diary.stopped().event);
    await journal.close(limits.drain_ms);
  };
  return {
    port,
    run,
    stats: () => ({ connections: room.relays.size, ...journal.stats() }),
    stop: () => (stopped ??= stop()),
  };
};
