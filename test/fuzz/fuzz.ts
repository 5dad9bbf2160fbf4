// Fuzzes a gateway over raw sockets, and accounts for everything that it was sent.

import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openHearing } from '../../ingest/tap/hear.ts';
import { startGateway } from '../../ingest/gateway.ts';
import { trustedAddress } from '../../ingest/limits.ts';
import { silent } from '../../lib/logger.ts';
import { type Prng, prng } from '../../lib/prng.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { jsonCodec } from '../json-codec.ts';
import { type CountingLog, openCountingLog } from './counting-log.ts';
import { frameInput, handshakeInput } from './inputs.ts';

export interface FuzzOrder {
  /** Handshakes and frames together: one handshake for four frames. */
  readonly count: number;
  readonly seed: string;
  readonly onProgress?: (sent: number) => void;
}

export interface FuzzReport {
  readonly handshakes: number;
  readonly frames: number;
  /** How the handshakes ended. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** What is not accounted for: the inputs by which to see it again. Empty when all is well. */
  readonly unaccounted: readonly string[];
  /** What is left when everybody has gone: all of it has to be nothing. */
  readonly left: Readonly<Record<'connections' | 'pendingEvents' | 'unclosed', number>>;
}

/** Let in, told no by HTTP, or gone before there was a whole request. */
type Outcome = 'accepted' | 'refused' | 'unasked';

const codec = jsonCodec<OcppEvent>();
const framesPerStation = 40;
const sideBySide = 32;
const wait_ms = 10_000;

/** Sends bytes, says no more, and hears until the other side has closed too. */
const exchange = (port: number, bytes: Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`not closed after ${wait_ms} ms: ${bytes.toString('base64')}`));
    }, wait_ms);
    socket.on('data', (chunk) => {
      if (heard.length < 64) heard += chunk.toString('latin1', 0, 64);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      resolve(heard);
    });
    socket.end(bytes);
  });

const outcomeOf = (heard: string, bytes: Buffer): Outcome | null => {
  if (heard.startsWith('HTTP/1.1 101')) return 'accepted';
  if (heard.startsWith('HTTP/1.1 ')) return 'refused';
  return bytes.includes('\r\n\r\n') ? null : 'unasked';
};

const good = (id: string): Buffer =>
  Buffer.from(
    `GET /${id} HTTP/1.1\r\nHost: fuzz\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n',
  );

/** How many messages stand in these bytes until the line breaks or closes, by our own reading. */
const messagesIn = (bytes: Buffer) => {
  const rules = { message_bytes_max: 1 << 20, beginning_bytes: 64, inflate: null, mustMask: true };
  const heard = openHearing(rules)(bytes);
  const end = heard.findIndex(({ kind }) => kind !== 'message');
  return end === -1 ? heard.length : end;
};

/** Frames on one connection: each message is one event, and what broke the line at most one more. */
const fuzzFrames = async (port: number, id: string, [random, log]: [Prng, CountingLog]) => {
  const bytes = Buffer.concat(Array.from({ length: framesPerStation }, () => frameInput(random)));
  await exchange(port, Buffer.concat([good(id), bytes]));
  return { bytes, messages: messagesIn(bytes), look: () => log.takeFrames(id) };
};

/** Does the work of each number, so many at a time. */
const inTurn = async (count: number, work: (i: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(sideBySide, count) }, worker));
};

export const fuzz = async ({ count, seed, onProgress }: FuzzOrder): Promise<FuzzReport> => {
  const counting = openCountingLog();
  const gateway = await startGateway({
    log: counting.log,
    codec,
    logger: silent,
    limits: trustedAddress,
    host: '127.0.0.1',
    port: 0,
    gatewayId: 'fuzz',
    secret: 'fuzz',
  });
  const { port } = gateway;
  const random = prng(seed);
  const handshakes = Math.floor(count / 5);
  const stations = Math.ceil((count - handshakes) / framesPerStation);
  const outcomes = { accepted: 0, refused: 0, unasked: 0 };
  const unaccounted: string[] = [];
  const asked = random.stream('handshakes');
  await inTurn(handshakes, async (i) => {
    const bytes = handshakeInput(asked);
    const outcome = outcomeOf(await exchange(port, bytes), bytes);
    if (outcome === null) unaccounted.push(`handshake ${bytes.toString('base64')}`);
    else outcomes[outcome]++;
    if (i % 1_000 === 0) onProgress?.(i);
  });
  const said = random.stream('frames');
  const accounts: (() => void)[] = [];
  await inTurn(stations, async (i) => {
    const { bytes, messages, look } = await fuzzFrames(port, `F-${i}`, [said, counting]);
    accounts.push(() => {
      const events = look();
      if (events === messages || events === messages + 1) return;
      unaccounted.push(`${events} events of ${messages} in ${bytes.toString('base64')}`);
    });
    if (i % 100 === 0) onProgress?.(handshakes + i * framesPerStation);
  });
  for (const until = Date.now() + wait_ms; gateway.stats().connections > 0;) {
    if (Date.now() > until) break;
    await pause(10);
  }
  const { connections } = gateway.stats();
  await gateway.stop();
  for (const account of accounts) account();
  const { pendingEvents } = gateway.stats();
  const { connected, disconnected } = counting.all();
  const left = { connections, pendingEvents, unclosed: connected - disconnected };
  return { handshakes, frames: stations * framesPerStation, outcomes, unaccounted, left };
};
