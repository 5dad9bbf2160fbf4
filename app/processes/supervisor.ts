// Several processes of one gateway on one port: started, started again when they end, stopped.

import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { AdmissionLimits } from '../../ingest/admission/admission.ts';
import { deferred } from '../../lib/deferred.ts';
import { AppError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { OfMember, OfSupervisor } from './deeds.ts';
import { type Post, openPost } from './post.ts';
import { type Restarts, afterEnd, noRestarts } from './restarts.ts';
import { type Switchboard, openSwitchboard } from './switchboard.ts';

export interface SupervisorOptions {
  readonly count: number;
  readonly limits: AdmissionLimits;
  readonly logger: Logger;
  /** What the process at a place, from 1 on, is told by its environment beside ours. */
  readonly environmentOf: (place: number) => Readonly<Record<string, string>>;
}

interface Ports {
  readonly port: number;
  readonly tlsPort: number | null;
}

export interface Supervisor extends Ports {
  /** Of each place: the line to its process; null where none takes stations in now. */
  places(): readonly (Post<OfMember> | null)[];
  /** Processes started in place of ones that had ended. */
  readonly restarts: () => number;
  /** Every process reads its certificates again. */
  readonly reload: () => void;
  stop(): Promise<void>;
}

/** Sooner than a process gives up on its own end, so that none outlives this one. */
const stopPatience_ms = 23_000;

/** Who ends all of them may signal each, and this one last: so long is waited for that. */
const signals_ms = 100;

/** One of the places that a process can have. */
interface Place {
  readonly number: number;
  worker: Worker | null;
  post: Post<OfMember> | null;
  listens: boolean;
  restarts: Restarts;
  timer: NodeJS.Timeout | null;
}

interface Staff {
  readonly options: SupervisorOptions;
  readonly board: Switchboard;
  readonly places: readonly Place[];
  /** Resolves with the first process that listens; rejects where it ends before. */
  readonly first: ReturnType<typeof deferred<Ports>>;
  isStopping: boolean;
  hasListened: boolean;
  restarted: number;
}

const howItEnded = (code: number | null, signal: string | null): string =>
  signal ?? `exit code ${code ?? 0}`;

/** Starts a process at a place, and sees to what becomes of it. */
const start = (staff: Staff, place: Place): void => {
  const { options, board, first } = staff;
  const worker = cluster.fork(options.environmentOf(place.number));
  const startedAt = performance.now();
  const holder = {
    yields: (key: string, isProven: boolean) => post.ask('yields', key, isProven),
  };
  const { gone, ...seat } = board.join(holder);
  const ours = {
    ...seat,
    replaces: async () => {
      await pause(signals_ms);
      return !staff.isStopping;
    },
    listens: (port, tlsPort) => {
      place.listens = true;
      staff.hasListened = true;
      first.resolve({ port, tlsPort });
    },
  } satisfies { [K in keyof OfSupervisor]: OfSupervisor[K] };
  const post = openPost<OfMember>(
    {
      // One that is ending hears no more; its end is seen below.
      send: (message) => void (worker.isConnected() && worker.send(message, () => undefined)),
      onMessage: (listener) => void worker.on('message', listener),
    },
    ours,
  );
  place.worker = worker;
  place.post = post;
  worker.on('error', () => undefined);
  worker.once('exit', (code: number | null, signal: string | null) => {
    gone();
    post.close();
    place.worker = null;
    place.post = null;
    place.listens = false;
    ended(staff, place, { how: howItEnded(code, signal), lived_ms: performance.now() - startedAt });
  });
};

interface End {
  readonly how: string;
  readonly lived_ms: number;
}

/** A process ended: another takes its place, unless all are to end or none ever came about. */
const ended = (staff: Staff, place: Place, { how, lived_ms }: End): void => {
  if (staff.isStopping) return;
  // What keeps the first from listening would keep all others from it.
  if (!staff.hasListened)
    return staff.first.reject(new AppError('GATEWAY_PROCESS_FAILED', { how }));
  const { restarts, wait_ms } = afterEnd(place.restarts, lived_ms);
  place.restarts = restarts;
  staff.options.logger.error('A process of the gateway ended; another takes its place.', {
    process: place.number,
    how,
    wait_ms,
  });
  place.timer = setTimeout(() => {
    staff.restarted++;
    start(staff, place);
  }, wait_ms);
};

const stop = async (staff: Staff): Promise<void> => {
  staff.isStopping = true;
  await Promise.all(
    staff.places.map(async ({ worker, post, timer }) => {
      if (timer !== null) clearTimeout(timer);
      if (worker === null || worker.isDead()) return;
      const exit = once(worker, 'exit');
      post?.tell('stop');
      const late = pause(stopPatience_ms, 'late', { ref: false });
      if ((await Promise.race([exit, late])) !== 'late') return;
      worker.process.kill('SIGKILL');
      await exit;
    }),
  );
};

/**
 * Starts the first process, and the others once that listens: what keeps one from listening is said
 * once. Throws `GATEWAY_PROCESS_FAILED`. `onStop` is told how to stop before anything runs.
 */
export const startSupervisor = async (
  options: SupervisorOptions,
  onStop: (stop: () => Promise<void>) => void,
): Promise<Supervisor> => {
  const { count, limits, logger } = options;
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const places: Place[] = Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    worker: null,
    post: null,
    listens: false,
    restarts: noRestarts,
    timer: null,
  }));
  const board = openSwitchboard(limits, () => performance.now());
  const first = deferred<Ports>();
  const flags = { isStopping: false, hasListened: false };
  const staff: Staff = { options, board, places, first, ...flags, restarted: 0 };
  onStop(() => stop(staff));
  const [one, ...others] = places;
  if (one !== undefined) start(staff, one);
  const ports = await first.promise;
  for (const place of others) start(staff, place);
  logger.info('Several processes share the port of the gateway.', { processes: count });
  return {
    ...ports,
    places: () => places.map(({ listens, post }) => (listens ? post : null)),
    restarts: () => staff.restarted,
    reload: () => {
      for (const { post } of places) post?.tell('reload');
    },
    stop: () => stop(staff),
  };
};
