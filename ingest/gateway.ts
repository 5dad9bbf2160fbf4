// The gateway: stations connect here, what they say goes into the log, and then they are answered.

import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../lib/logger.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import type { LedgerEvent, OcppEvent } from '../schemas/events.gen.ts';
import {
  type Connection,
  type ConnectionRoom,
  type Counters,
  openConnection,
} from './connection.ts';
import { type Control, noControl, openControl } from './control/control.ts';
import { type Admission, openAdmission } from './admission/admission.ts';
import { type Elsewhere, admissionWith, entriesOf } from './admission/elsewhere.ts';
import { openFlowMeters } from './admission/flow.ts';
import { countSockets, hearPlainHttp } from './admission/plain-http.ts';
import type { RefusalCode } from './admission/refusal-codes.ts';
import { type NewcomerPolicy, type Newcomers, openNewcomers } from './admission/newcomers.ts';
import { openShadowWatch } from './admission/shadow.ts';
import { type Telling, openTelling } from './admission/telling.ts';
import { overloaded, stopping } from './admission/turn-away.ts';
import { type Diary, type Refusal, openDiary } from './diary.ts';
import { type Accepted, openDoorway } from './doorway.ts';
import { type FarewellCode, farewellReasons, sendAwayInTurn } from './farewell.ts';
import { answerHttp, handshakeWithoutUpgrade } from './front.ts';
import { newCounters } from './counters.ts';
import { keyOf } from './event.ts';
import { openJournal } from './journal.ts';
import { type GatewayLimits, gatewayLimits } from './limits.ts';
import { type Server, listenAll } from './listen.ts';
import { openLogWatch } from './log-watch.ts';
import type { Protocol } from './protocol.ts';
import { type Register, openRegister } from './register.ts';
import type { Guard } from './security/guard.ts';
import type { TlsKeys } from './security/tls-files.ts';
import { openTlsServer } from './security/tls-server.ts';
import { openTimeTexts } from './time-texts.ts';
import { uuid7 } from './uuid7.ts';
import { within } from './within.ts';
import { redactingCodec } from './redact/redact.ts';

export interface GatewayOptions {
  readonly log: EventLog;
  readonly codec: EventCodec<OcppEvent>;
  readonly logger: Logger;
  readonly host: string;
  /** 0 takes any free port; null listens nowhere and takes what it is given by `take`. */
  readonly port: number | null;
  readonly gatewayId: string;
  /** Whose stations these are: `default` where nothing else is said. */
  readonly tenant?: string;
  /** Key of the 1.6 transaction ids; the same for all gateways that a station may reach. */
  readonly secret: string;
  /** What BootNotification tells the station. */
  readonly heartbeatInterval_s?: number;
  /** Silence after which a station is pinged; 0 never pings. */
  readonly pingInterval_ms?: number;
  /** For stations that offer no subprotocol; null (the default) refuses them. */
  readonly defaultProtocol?: Protocol | null;
  /** Of single stations, where it differs. */
  readonly pingIntervals_ms?: ReadonlyMap<string, number>;
  /** What becomes of a second connection of a station; `probe` where nothing else is said. */
  readonly newcomers?: NewcomerPolicy;
  /** Other processes at the same port, with which stations and limits are shared. */
  readonly elsewhere?: Elsewhere;
  /** Asks stations for proof before the upgrade; null (the default) lets all in. */
  readonly guard?: Guard | null;
  /** A second port, for wss://; null (the default) has none. */
  readonly tls?: { readonly port: number; readonly keys: TlsKeys } | null;
  readonly limits?: Partial<GatewayLimits>;
  /** Of the records of commands; without it, none are sent. */
  readonly commandCodec?: EventCodec<LedgerEvent>;
  /** Milliseconds since 1970 UTC, fractions allowed. */
  readonly clock?: () => number;
  /** From 0 to 1; spreads the returns of those who are sent away. */
  readonly entropy?: () => number;
  /** Asked when it stops, for what stations are told; 1001 where nothing is said. */
  readonly farewellCode?: () => Promise<FarewellCode>;
}

export interface GatewayStats extends Readonly<Counters> {
  readonly connections: number;
  readonly pendingEvents: number;
  readonly pending_bytes: number;
  /** Whether sockets are left unread because too much is pending. */
  readonly paused: boolean;
}

export interface Gateway {
  /** 0 where it listens nowhere. */
  readonly port: number;
  /** The port for wss://; null where there is none. */
  readonly tlsPort: number | null;
  /** The id of this run, as in `gatewayRun` of its events. */
  readonly run: string;
  stats(): GatewayStats;
  /** Handshakes refused since the start, by code. */
  refusals(): Readonly<Record<RefusalCode, number>>;
  /** A connection that somebody else accepted, over TLS or not; its first bytes are still to come. */
  readonly take: (station: Socket) => void;
  /** Asked by another process at the same port: whether this one lets a station go. */
  readonly yields: Newcomers['yields'];
  /** Lets nobody in, gives the answers that are due, closes all with the farewell code, waits for the log. */
  stop(): Promise<void>;
}

/** How often connections and the log are looked at, at most and at least. */
const sweepMax_ms = 1_000;
const sweepMin_ms = 10;

const defaultTenant = 'default';

/** What a running gateway is made of. */
interface Unserved {
  readonly options: GatewayOptions;
  readonly room: ConnectionRoom;
  readonly register: Register;
  readonly diary: Diary;
  readonly control: Control;
}

interface Parts extends Unserved {
  /** For ws:// and, where there is one, for wss://. */
  readonly servers: readonly Server[];
  readonly telling: Telling;
  readonly admission: Admission;
}

const pingIntervalOf = ({ pingInterval_ms = 60_000 }: GatewayOptions): number => pingInterval_ms;

/** Reads no socket while too much waits for the log; memory stays bounded however long that is. */
const openRoom = (options: GatewayOptions, register: Register): ConnectionRoom => {
  const { log, codec, logger, clock = Date.now } = options;
  const limits = { ...gatewayLimits, ...options.limits };
  const onFull = (full: boolean): void => {
    const { events, bytes } = journal.pending();
    if (full) logger.warn('Too much is pending: stations are not read.', { events, bytes });
    else logger.info('Little enough is pending: stations are read again.', { events, bytes });
    for (const connection of register.all) {
      if (full) connection.pause();
      else connection.resume();
    }
  };
  const journal = openJournal({ log, codec: redactingCodec(codec), limits, logger, onFull });
  return {
    journal,
    logger,
    limits,
    clock,
    timeText: openTimeTexts(),
    counters: newCounters(),
    flowOf: openFlowMeters(limits),
    secret: options.secret,
    heartbeatInterval_s: options.heartbeatInterval_s ?? 300,
    pingIntervalOf_ms: (id) => options.pingIntervals_ms?.get(id) ?? pingIntervalOf(options),
  };
};

/** Makes a connection of an accepted socket. An incumbent of the same station has to go. */
const welcome = ({ options, room, register, control }: Parts, run: string) => {
  const watchShadows = openShadowWatch(room, options.logger);
  const { tenant = defaultTenant, gatewayId } = options;
  const common = { tenant, gatewayId, gatewayRun: run, source: 'GATEWAY' as const };
  return ({ socket, stationId, protocol, remoteAddress }: Accepted): void => {
    const connectionId = uuid7(room.clock());
    const origin = { ...common, stationId, connectionId, protocol };
    const onClosed = (): void => {
      register.leave(connection);
      control.left(connection);
      if (register.find(connection.key) === undefined) options.elsewhere?.left(connection.key);
    };
    const connection = openConnection(room, { socket, origin, remoteAddress, onClosed });
    room.counters.accepted++;
    if (room.journal.isFull()) connection.pause();
    const incumbent = register.enter(connection);
    control.entered(connection);
    if (incumbent === undefined) return;
    room.counters.replaced++;
    watchShadows(incumbent, connection);
    incumbent.close(4001, `replaced by ${connectionId}`);
  };
};

const toldOver_sockets = 1_000;

/** Ends the connection of a station that was blocked or removed. */
const expel = ({ options, register }: Parts) => {
  const { tenant = defaultTenant } = options;
  return (stationId: string, reason: string): void => {
    const key = keyOf(tenant, stationId);
    for (const connection of register.all)
      if (connection.key === key) connection.close(1008, reason);
  };
};

const openServers = (
  { options, room, register }: Unserved,
  refuse: (refusal: Refusal) => void,
): readonly Server[] => {
  const health = () => {
    const { ok, reason } = options.log.health();
    const pendingEvents = room.journal.pending().events;
    return { ok, log: reason, connections: register.all.size, pendingEvents };
  };
  const { handshake_ms, connections } = room.limits;
  const timeouts = {
    headersTimeout: handshake_ms,
    requestTimeout: handshake_ms,
    // Node looks for late requests every 30 seconds otherwise, however soon they are late.
    connectionsCheckingInterval: Math.min(sweepMax_ms, handshake_ms),
    // Node would answer by itself, and nobody would be told of the refusal.
    requireHostHeader: false,
  };
  // Those over the limit are told so, as long as they are few.
  const sockets = connections > 0 ? connections + toldOver_sockets : Infinity;
  const answer = answerHttp(health);
  const server = createServer(timeouts, answer);
  if (connections > 0) server.maxConnections = sockets;
  const { tls = null } = options;
  if (tls === null) return [server];
  const onRefused = (reason: string, remoteAddress: string): void =>
    refuse({ code: 'bad_request', stationId: '', reason, remoteAddress, close: null });
  const { keys } = tls;
  return [server, openTlsServer({ keys, handshake_ms, connections: sockets, answer, onRefused })];
};

/** Looks at every connection and at the log, again and again; returns how to end that. */
const startSweep = ({ options, register, telling }: Parts): (() => void) => {
  const watchLog = openLogWatch(options.log, options.logger);
  const all_ms = [pingIntervalOf(options), ...(options.pingIntervals_ms?.values() ?? [])];
  const wanted_ms = Math.min(
    ...all_ms.map((ping_ms) => (ping_ms === 0 ? sweepMax_ms : ping_ms / 4)),
  );
  const sweep = setInterval(
    () => {
      watchLog();
      telling.sweep();
      const now_ms = performance.now();
      for (const connection of register.all) connection.checkLife(now_ms);
    },
    Math.min(sweepMax_ms, Math.max(sweepMin_ms, wanted_ms)),
  );
  return () => clearInterval(sweep);
};

/** Nothing more is read, and what was read is answered, before anybody is sent away. */
const sendAway = async ({ options, room, register, servers }: Parts): Promise<void> => {
  const { drain_ms, close_ms } = room.limits;
  const { entropy = Math.random, farewellCode } = options;
  for (const connection of register.all) connection.pause();
  await within(room.journal.drained(), drain_ms);
  const code = (await farewellCode?.()) ?? 1001;
  const closed = servers.map((server) => {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    return ended;
  });
  const away = (connection: Connection): void => {
    connection.resume();
    connection.close(code, farewellReasons[code]);
  };
  await sendAwayInTurn(register.all, away, { rules: room.limits, entropy });
  await within(Promise.all([...closed, register.emptied()]), 2 * close_ms);
  for (const server of servers) server.closeAllConnections();
};

const farewell = async ({ room, diary, options, telling }: Parts): Promise<void> => {
  const { journal, limits } = room;
  telling.flush();
  const { key, event } = diary.stopped();
  journal.write(key, [event]);
  if (await within(journal.drained(), limits.drain_ms)) return;
  const { events } = journal.pending();
  options.logger.error('Stopped with events that the log did not take.', { events });
};

const openNewcomersOf = (
  { newcomers: policy = 'probe', elsewhere }: GatewayOptions,
  register: Register,
  { newcomerProbe_ms: probe_ms }: GatewayLimits,
): Newcomers => {
  const find = (key: string) => register.find(key);
  const entries = entriesOf(elsewhere, (key) => find(key) !== undefined);
  return openNewcomers({ policy, probe_ms, elsewhere: entries, find });
};

const statsOf = ({ room, register }: Parts): GatewayStats => {
  const { events, bytes } = room.journal.pending();
  return {
    ...room.counters,
    connections: register.all.size,
    pendingEvents: events,
    pending_bytes: bytes,
    paused: room.journal.isFull(),
  };
};

const hearServers = (
  { servers, room, admission }: Parts,
  upgrade: ReturnType<typeof openDoorway>,
  refuse: (refusal: Refusal) => void,
): void => {
  for (const server of servers) {
    server.on('upgrade', upgrade);
    server.on('request', (request) => {
      const refusal = handshakeWithoutUpgrade(request, room.limits.stationId_bytes);
      if (refusal !== null) refuse(refusal);
    });
    // Without a listener, Node answers what a request expects by itself.
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
    countSockets(server, admission, refuse);
    hearPlainHttp(server, refuse);
  }
};

/** Starts a gateway; throws `PORT_TAKEN`. While the log is away it takes in what it may hold. */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { tenant = defaultTenant, gatewayId, clock = Date.now } = options;
  const run = uuid7(clock());
  const register = openRegister();
  const room = openRoom(options, register);
  const diary = openDiary({ tenant, gatewayId, gatewayRun: run, clock });
  const { log, commandCodec: codec, secret, logger } = options;
  const control =
    codec === undefined ? noControl : await openControl({ log, codec, secret, run, logger, clock });
  const unserved = { options, room, register, diary, control };
  const { journal, limits } = room;
  const own = openAdmission(limits, () => performance.now());
  const admission = admissionWith(own, options.elsewhere);
  const newcomers = openNewcomersOf(options, register, limits);
  const telling = openTelling({ diary, journal, rules: limits, clock });
  const refuse = (refusal: Refusal): void => {
    room.counters.refused++;
    telling.refuse(refusal);
  };
  const parts: Parts = { ...unserved, servers: openServers(unserved, refuse), telling, admission };
  let stopped: Promise<void> | null = null;

  const { guard = null } = options;
  guard?.onExpelled(expel(parts));
  const upgrade = openDoorway({
    limits: room.limits,
    rules: {
      defaultProtocol: options.defaultProtocol ?? null,
      stationId_bytes: room.limits.stationId_bytes,
    },
    guard,
    entropy: options.entropy ?? Math.random,
    admission,
    newcomers: (stationId, isProven) => newcomers.ask(keyOf(tenant, stationId), isProven),
    closedBecause: () => {
      if (stopped !== null) return stopping;
      return room.journal.isFull() ? overloaded : null;
    },
    onAccepted: welcome(parts, run),
    onRefused: refuse,
  });
  hearServers(parts, upgrade, refuse);
  const [port, tlsPort] = await listenAll(parts.servers, options);
  const { key, event } = diary.started();
  room.journal.write(key, [event]);
  const endSweep = startSweep(parts);
  const { host } = options;
  logger.info('The gateway listens.', { host, port, tlsPort: tlsPort ?? 0, tenant, run });

  const stop = async (): Promise<void> => {
    control.halt();
    await sendAway(parts);
    await within(control.stop(), room.limits.drain_ms);
    if (guard !== null) await within(guard.stop(), room.limits.drain_ms);
    endSweep();
    await farewell(parts);
  };
  return {
    port,
    tlsPort,
    run,
    stats: () => statsOf(parts),
    refusals: telling.counts,
    yields: newcomers.yields,
    take: (station) => void parts.servers[0]?.emit('connection', station),
    stop: () => (stopped ??= stop()),
  };
};
