// A process that plays charging stations: MeterValues of live sessions, at the rate asked for.

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { meterValue } from './charging-events.ts';

export interface FreshnessLoad {
  /** `ws://host:port`, without a station. */
  readonly gateway: string;
  /** MeterValues a second over all stations; each is answered. */
  readonly rate: number;
  readonly stations: number;
  /** What their names begin with. */
  readonly prefix: string;
}

/** What came of it since the last time that it was asked. */
export interface FreshnessPace {
  readonly answered: number;
  readonly for_ms: number;
}

interface Player {
  readonly socket: WebSocket;
  readonly transactionId: number;
  calls: number;
  waiting: boolean;
}

/** Connected at once, so that the gateway is not met by all in one instant. */
const atOnce = 20;
/** How often it looks for what is due. */
const tick_ms = 2;

const connect = async (gateway: string, id: string): Promise<Player> => {
  const socket = new WebSocket(`${gateway}/${id}`, 'ocpp1.6');
  await once(socket, 'open');
  const timestamp = new Date().toISOString();
  const start = { connectorId: 1, idTag: 'BENCH', meterStart: 0, timestamp };
  const answered = once(socket, 'message');
  socket.send(JSON.stringify([2, 'start', 'StartTransaction', start]));
  const [data] = (await answered) as [Buffer];
  const [, , { transactionId }] = JSON.parse(data.toString()) as [
    number,
    string,
    { readonly transactionId: number },
  ];
  return { socket, transactionId, calls: 0, waiting: false };
};

const send = (player: Player): void => {
  const { socket, transactionId } = player;
  player.calls += 1;
  player.waiting = true;
  const payload = {
    connectorId: 1,
    transactionId,
    meterValue: [meterValue(Date.now(), player.calls * 2)],
  };
  socket.send(JSON.stringify([2, `m${player.calls}`, 'MeterValues', payload]));
};

/** Sends what is due to whoever waits for nothing; what nobody is free for is not made up later. */
const paceOver = (players: readonly Player[], rate: number): (() => void) => {
  let next_ms = performance.now();
  let turn = 0;
  return () => {
    const now = performance.now();
    const due = Math.max(0, Math.floor(((now - next_ms) * rate) / 1000));
    next_ms += (due * 1000) / rate;
    for (let sent = 0, tried = 0; sent < due && tried < players.length; tried++) {
      const player = players[turn++ % players.length];
      if (player === undefined || player.waiting) continue;
      send(player);
      sent++;
    }
  };
};

const play = async ({ gateway, rate, stations, prefix }: FreshnessLoad): Promise<void> => {
  let answered = 0;
  let since = performance.now();
  const players: Player[] = [];
  for (let from = 0; from < stations; from += atOnce) {
    const count = Math.min(atOnce, stations - from);
    const ids = Array.from({ length: count }, (_, i) => `${prefix}-${from + i}`);
    players.push(...(await Promise.all(ids.map((id) => connect(gateway, id)))));
  }
  for (const player of players)
    player.socket.on('message', () => {
      player.waiting = false;
      answered += 1;
    });
  process.on('message', (request: 'go' | 'pace' | 'stop') => {
    if (request === 'stop') {
      for (const { socket } of players) socket.terminate();
      process.exit(0);
    }
    if (request === 'go') setInterval(paceOver(players, rate), tick_ms);
    const now = performance.now();
    const pace: FreshnessPace = { answered, for_ms: now - since };
    answered = 0;
    since = now;
    process.send?.(pace);
  });
  process.send?.('connected');
};

process.once('message', (order: FreshnessLoad) => {
  play(order).catch((thrown: unknown) => {
    console.error(thrown);
    process.exit(1);
  });
});

process.once('disconnect', () => process.exit(1));
