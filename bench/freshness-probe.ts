// Stations that start and stop sessions, and a reader who asks for these over HTTP until they show.

import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

export interface ProbeOptions {
  /** `ws://host:port` and `http://host:port`. */
  readonly gateway: string;
  readonly api: string;
  /** What the names of its stations begin with. */
  readonly prefix: string;
  readonly seconds: number;
}

export interface Probed {
  /** From a frame on the socket to the first answer that holds its row. */
  readonly fresh_ms: readonly number[];
  /** Of the same question, as it is asked again and again: what the API alone takes. */
  readonly question_ms: readonly number[];
  /** Between the ends of two answers: no freshness is known more exactly. */
  readonly between_ms: readonly number[];
  /** Frames whose row did not show within the patience. */
  readonly unseen: number;
}

/** How many stations probe; one waits until its row is seen. */
const stations = 20;
/** Between two frames of the probe. */
const interval_ms = 50;
/** Rest of the reader between an answer and the next question. */
const rest_ms = 20;
export const patience_ms = 20_000;

/** A session that was begun by a probe, by what its row says. */
interface Watched {
  readonly station: string;
  readonly register_wh: number;
  readonly state: 'open' | 'ended';
  readonly written_ms: number;
}

interface Prober {
  readonly id: string;
  readonly socket: WebSocket;
  calls: number;
  /** 0 while no session is open. */
  transactionId: number;
  register_wh: number;
  watched: Watched | null;
}

interface Row {
  readonly station_id: string;
  readonly state: string;
  readonly register_start_wh: string | number | null;
}

const connect = async ({ gateway, prefix }: ProbeOptions, number: number): Promise<Prober> => {
  const id = `${prefix}-${number}`;
  const socket = new WebSocket(`${gateway}/${id}`, 'ocpp1.6');
  const prober: Prober = {
    id,
    socket,
    calls: 0,
    transactionId: 0,
    register_wh: number * 1_000,
    watched: null,
  };
  socket.on('message', (data: Buffer) => {
    const [, , answer] = JSON.parse(data.toString()) as [number, string, Record<string, unknown>];
    const { transactionId } = answer;
    if (typeof transactionId === 'number') prober.transactionId = transactionId;
  });
  await once(socket, 'open');
  return prober;
};

/** Sends a start, or the stop of what was started, and notes when it was written. */
const say = (prober: Prober): void => {
  const { id, socket, transactionId } = prober;
  const timestamp = new Date().toISOString();
  const isStop = transactionId !== 0;
  if (!isStop) prober.register_wh += 1;
  const { register_wh } = prober;
  const [action, payload] = isStop
    ? ['StopTransaction', { transactionId, meterStop: register_wh + 1, timestamp }]
    : ['StartTransaction', { connectorId: 1, idTag: 'BENCH', meterStart: register_wh, timestamp }];
  const frame = JSON.stringify([2, `p${++prober.calls}`, action, payload]);
  if (isStop) prober.transactionId = 0;
  const state = isStop ? 'ended' : 'open';
  prober.watched = { station: id, register_wh, state, written_ms: performance.now() };
  socket.send(frame);
};

const shows = (row: Row, { station, register_wh, state }: Watched): boolean =>
  row.station_id === station &&
  row.state === state &&
  row.register_start_wh !== null &&
  Number(row.register_start_wh) === register_wh;

/** The newest sessions, all that probes can have under way among them. */
const questionOf = ({ api }: ProbeOptions): string => {
  const asked = { by: 'opened_at', order: 'desc', limit: String(4 * stations) };
  return `${api}/v1/sessions?${new URLSearchParams(asked).toString()}`;
};

const ask = async (question: string): Promise<readonly Row[]> => {
  const answer = await fetch(question);
  if (!answer.ok) throw new Error(`The API answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { readonly data: readonly Row[] }).data;
};

/** What was found out so far. */
type Found = {
  -readonly [K in keyof Probed]: Probed[K] extends readonly number[] ? number[] : number;
};

/** Notes each row that an answer holds, and each that was waited for in vain. */
const note = (probers: readonly Prober[], rows: readonly Row[], found: Found): void => {
  const now = performance.now();
  for (const prober of probers) {
    const { watched } = prober;
    if (watched === null) continue;
    const took_ms = now - watched.written_ms;
    const isSeen = rows.some((row) => shows(row, watched));
    if (!isSeen && took_ms < patience_ms) continue;
    found.fresh_ms.push(took_ms);
    found.unseen += isSeen ? 0 : 1;
    prober.watched = null;
  }
};

/** One after another speaks; whoever waits for a row or for a transaction id does not. */
const speakerOf = (probers: readonly Prober[]): (() => void) => {
  let turn = 0;
  return () => {
    const one = probers[turn++ % probers.length];
    const isReady = one?.watched === null && (one.calls % 2 === 0 || one.transactionId !== 0);
    if (one !== undefined && isReady) say(one);
  };
};

/** Probes for so many seconds, then waits until all that was sent is seen, or patience is over. */
export const probe = async (options: ProbeOptions): Promise<Probed> => {
  const probers: Prober[] = [];
  for (let number = 0; number < stations; number++) probers.push(await connect(options, number));
  const found: Found = { fresh_ms: [], question_ms: [], between_ms: [], unseen: 0 };
  const speaking = setInterval(speakerOf(probers), interval_ms);
  const question = questionOf(options);
  const until = performance.now() + options.seconds * 1000;
  const waits = (): boolean => probers.some(({ watched }) => watched !== null);
  try {
    for (let last = performance.now(); last < until || waits();) {
      if (last >= until) clearInterval(speaking);
      const asked = performance.now();
      const rows = await ask(question);
      note(probers, rows, found);
      found.question_ms.push(performance.now() - asked);
      found.between_ms.push(performance.now() - last);
      last = performance.now();
      await pause(rest_ms);
    }
  } finally {
    clearInterval(speaking);
    for (const { socket } of probers) socket.terminate();
  }
  return found;
};
