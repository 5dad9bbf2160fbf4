// A process that plays many stations against a port and tells how many answers came how fast.

import { type RawStation, connectRawStation } from './raw-station.ts';

export interface LoadOrder {
  readonly port: number;
  readonly stations: number;
  /** Unmeasured time before, for the server to get warm. */
  readonly warmup_ms: number;
  readonly measure_ms: number;
  /** CALLs per second over all stations; null sends the next as soon as one is answered. */
  readonly rate: number | null;
}

export interface LoadResult {
  /** Answers in all, the time of warming included. */
  readonly answers: number;
  readonly perSecond: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

interface Player {
  station: RawStation | null;
  /** When the CALL that is under way was due. */
  due_ms: number;
}

/** A queue of players that wait for nothing. */
const openIdle = () => {
  let players: Player[] = [];
  let from = 0;
  return {
    add: (player: Player): void => void players.push(player),
    take: (): Player | undefined => {
      const player = players[from];
      if (player !== undefined) from++;
      if (from > 10_000) {
        players = players.slice(from);
        from = 0;
      }
      return player;
    },
  };
};

const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const figuresOf = (
  latencies: readonly number[],
  measure_ms: number,
): Omit<LoadResult, 'answers'> => {
  const sorted = Float64Array.from(latencies).sort();
  return {
    perSecond: (latencies.length * 1000) / measure_ms,
    p50_ms: percentile(sorted, 0.5),
    p99_ms: percentile(sorted, 0.99),
  };
};

const sleep = (duration_ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, duration_ms);
  });

/** How often a paced load looks for what is due. */
const tick_ms = 1;

export const playLoad = async (order: LoadOrder): Promise<LoadResult> => {
  const { rate } = order;
  const idle = openIdle();
  const latencies: number[] = [];
  const players: Player[] = [];
  let measuring = false;
  let answers = 0;
  let due = 0;
  let nextDue_ms = 0;

  const start = (player: Player, due_ms: number): void => {
    player.due_ms = due_ms;
    player.station?.send();
  };
  const onAnswer = (player: Player): void => {
    const now = performance.now();
    answers++;
    if (measuring) latencies.push(now - player.due_ms);
    if (rate === null) start(player, now);
    else idle.add(player);
  };
  // Latency counts from when a CALL was due, not from when a station was free to send it.
  const pace = (perSecond: number): void => {
    const now = performance.now();
    for (; nextDue_ms <= now; nextDue_ms += 1000 / perSecond) due++;
    for (; due > 0; due--) {
      const player = idle.take();
      if (player === undefined) return;
      start(player, nextDue_ms - (due * 1000) / perSecond);
    }
  };

  for (let i = 0; i < order.stations; i++) {
    const player: Player = { station: null, due_ms: 0 };
    player.station = await connectRawStation(order.port, `BENCH-${i}`, () => onAnswer(player));
    players.push(player);
  }
  nextDue_ms = performance.now();
  for (const player of players) {
    if (rate === null) start(player, performance.now());
    else idle.add(player);
  }
  const pacing = rate === null ? undefined : setInterval(() => pace(rate), tick_ms);
  await sleep(order.warmup_ms);
  measuring = true;
  const from = performance.now();
  await sleep(order.measure_ms);
  measuring = false;
  const measured_ms = performance.now() - from;
  clearInterval(pacing);
  for (const { station } of players) station?.close();
  return { answers, ...figuresOf(latencies, measured_ms) };
};

const obey = async (order: LoadOrder): Promise<void> => {
  const result = await playLoad(order);
  process.send?.(result, () => process.exit(0));
};

process.once('message', (order: LoadOrder) => void obey(order));
