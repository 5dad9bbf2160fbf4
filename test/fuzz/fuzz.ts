// Fuzzes gateways over raw sockets, and accounts for everything that they were sent.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Prng, prng } from '../../lib/prng.ts';
import { type Account, type Ledger, openLedger } from './account.ts';
import { type Door, openDoor, openGuardedDoor, openNarrowDoor } from './doors.ts';
import { eventsIn, exchange, exchangeInTls, goodHandshake, outcomeOf } from './exchange.ts';
import { tlsInput, withCredentials } from './guarded-inputs.ts';
import { frameInput, handshakeInput, wholeFrameInput } from './inputs.ts';

export interface FuzzOrder {
  /** Handshakes and frames together: one handshake for four frames. */
  readonly count: number;
  readonly seed: string;
  readonly onRound?: (done: number, unaccounted: number, heap_MiB: number) => void;
}

export interface FuzzReport {
  readonly open: Account;
  readonly guarded: Account;
  readonly narrow: Account;
  /** What is not accounted for: the inputs by which to see it again. Empty when all is well. */
  readonly unaccounted: readonly string[];
  /** What the heap held after garbage was collected, after each round. */
  readonly heap_MiB: readonly number[];
}

const framesPerStation = 40;
const sideBySide = 32;
const rounds_max = 50;
const round_min = 2_000;

/** Does the work so often, so many at a time. */
const inTurn = async (times: number, work: () => Promise<void>): Promise<void> => {
  let left = times;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: Math.min(sideBySide, times) }, worker));
};

interface Fuzzed<D extends Door = Door> {
  readonly door: D;
  readonly ledger: Ledger;
  readonly random: Prng;
  readonly unaccounted: string[];
}

type Exchange = typeof exchange;

/** One handshake, and how it ended. */
const shake = async (
  { ledger }: Fuzzed,
  [port, send]: readonly [number, Exchange],
  bytes: Buffer,
): Promise<void> => {
  const outcome = outcomeOf(await send(port, bytes), bytes);
  ledger.ended(outcome);
};

const shakeOpen = async (fuzzed: Fuzzed, times: number): Promise<void> => {
  const { door, random } = fuzzed;
  await inTurn(times, () => shake(fuzzed, [door.gateway.port, exchange], handshakeInput(random)));
};

/**
 * Half of them by Basic alone; of the others some within TLS, and the rest no TLS to a port of TLS.
 * Once the station has come within TLS, its password alone lets it in no more: of a long run only
 * those within TLS get in.
 */
const shakeGuarded = async (
  fuzzed: Fuzzed<Awaited<ReturnType<typeof openGuardedDoor>>>,
  times: number,
): Promise<void> => {
  const { door, random, ledger } = fuzzed;
  const { port, tlsPort } = door.gateway;
  await inTurn(times, async () => {
    const head = random.chance(0.5) ? goodHandshake('CS-1') : handshakeInput(random);
    const bytes = withCredentials(random, head, door.right);
    if (random.chance(0.5)) return shake(fuzzed, [port, exchange], bytes);
    if (random.chance(0.6)) return shake(fuzzed, [tlsPort ?? 0, exchangeInTls], bytes);
    const heard = await exchange(tlsPort ?? 0, tlsInput(random, bytes));
    if (heard.startsWith('HTTP/')) fuzzed.unaccounted.push(`no TLS ${bytes.toString('base64')}`);
    ledger.brokeOff();
  });
};

/** Frames on one connection each; one that is not let in is a refused handshake. */
const say = async ({ door, ledger, random, unaccounted }: Fuzzed, times: number): Promise<void> => {
  await inTurn(times, async () => {
    const id = `F-${random.between(0, 2 ** 40)}`;
    const input = random.chance(0.7) ? wholeFrameInput : frameInput;
    const bytes = Buffer.concat(Array.from({ length: framesPerStation }, () => input(random)));
    const watch = door.counting.watch(id);
    const heard = await exchange(door.gateway.port, Buffer.concat([goodHandshake(id), bytes]));
    const outcome = outcomeOf(heard, goodHandshake(id));
    ledger.ended(outcome);
    if (outcome !== 'accepted') return watch.forget();
    const due = eventsIn(bytes, door.read_bytes);
    ledger.said(framesPerStation, due);
    const events = await watch.frames;
    if (events !== due)
      unaccounted.push(`${events} events, not ${due}: ${bytes.toString('base64')}`);
  });
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const held_MiB = (): number => {
  collect();
  return Math.round((process.memoryUsage().heapUsed / 1024 / 1024) * 10) / 10;
};

export const fuzz = async ({ count, seed, onRound }: FuzzOrder): Promise<FuzzReport> => {
  const [open, guarded, narrow] = [
    await openDoor(),
    await openGuardedDoor(),
    await openNarrowDoor(),
  ] as const;
  const unaccounted: string[] = [];
  const heap_MiB: number[] = [];
  const of = <D extends Door>(door: D, label: string): Fuzzed<D> => {
    const random = prng(seed).stream(label);
    return { door, ledger: openLedger(door), random, unaccounted };
  };
  const [atOpen, atGuarded, atNarrow] = [
    of(open, 'open'),
    of(guarded, 'guarded'),
    of(narrow, 'narrow'),
  ] as const;
  const each = Math.max(round_min, Math.ceil(count / rounds_max));
  for (let done = 0; done < count; done += each) {
    const now = Math.min(each, count - done);
    const stations = Math.ceil((now * 0.8) / framesPerStation);
    await shakeOpen(atOpen, Math.floor(now * 0.14));
    await say(atOpen, Math.ceil(stations * 0.8));
    await shakeGuarded(atGuarded, Math.floor(now * 0.03));
    await shakeOpen(atNarrow, Math.floor(now * 0.03));
    await say(atNarrow, Math.floor(stations * 0.2));
    heap_MiB.push(held_MiB());
    onRound?.(done + now, unaccounted.length, heap_MiB.at(-1) ?? 0);
  }
  const accounts = {
    open: await atOpen.ledger.close(),
    guarded: await atGuarded.ledger.close(),
    narrow: await atNarrow.ledger.close(),
  };
  await guarded.stop();
  return { ...accounts, unaccounted, heap_MiB };
};
