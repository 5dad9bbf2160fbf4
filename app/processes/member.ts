// A process that holds stations under a supervisor: what it asks of that, and what it is asked.

import type { Elsewhere } from '../../ingest/admission/elsewhere.ts';
import { AppError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { EventLog } from '../../log/port.ts';
import { registryOf } from '../metrics.ts';
import type { OpenedGateway } from '../parts.ts';
import type { OfMember, OfSupervisor, ProcessHealth } from './deeds.ts';
import { type Post, type Wire, openPost } from './post.ts';

/** The wire to the process that started this one. */
const upwards = (): Wire => {
  if (process.send === undefined)
    throw new AppError('USAGE', { problem: 'this process has no supervisor' });
  const send = process.send.bind(process);
  return {
    // A supervisor that is gone takes this process with it: what it is told then is of no use.
    send: (message) => void send(message, undefined, {}, () => undefined),
    onMessage: (listener) => void process.on('message', listener),
  };
};

/** Where the supervisor does not answer nobody comes in, and what is limited here alone holds. */
const elsewhereOver = (post: Post<OfSupervisor>): Elsewhere => ({
  arrives: (address, station) => post.ask('arrives', address, station).catch(() => null),
  loginFailed: (address, station) => post.tell('loginFailed', address, station),
  loginSucceeded: (address, station) => post.tell('loginSucceeded', address, station),
  opened: (address) => {
    post.tell('opened', address);
    return () => post.tell('closed', address);
  },
  enters: (key, isProven) => post.ask('enters', key, isProven).catch(() => 'held'),
  left: (key) => post.tell('left', key),
});

export const healthOf = (gateway: OpenedGateway, log: EventLog): ProcessHealth => {
  const { ok, reason } = log.health();
  return { ok, log: reason, connections: gateway.stats().connections, pid: process.pid };
};

export interface Member {
  readonly line: {
    readonly elsewhere: Elsewhere;
    /** Whether another process takes the place of this one when it ends. */
    readonly isReplaced: () => Promise<boolean>;
  };
  /** It takes stations in from now on. */
  serves(gateway: OpenedGateway, log: EventLog): void;
}

/** Opens the line to the supervisor. `onStop`: all processes of the gateway are to end. */
export const openMember = (logger: Logger, onStop: () => void): Member => {
  let metrics: ReturnType<typeof registryOf> | null = null;
  let serving: { readonly gateway: OpenedGateway; readonly log: EventLog } | null = null;
  const ours = {
    yields: (key, isProven) => serving?.gateway.yields(key, isProven) ?? Promise.resolve(true),
    metrics: async () => {
      if (serving === null) return [];
      const { gateway, log } = serving;
      const stats = () => gateway.stats();
      const refusals = () => gateway.refusals();
      metrics ??= registryOf({ log, gateway: stats, refusals });
      return metrics.getMetricsAsJSON();
    },
    health: () =>
      serving === null
        ? { ok: false, log: 'not open yet', connections: 0, pid: process.pid }
        : healthOf(serving.gateway, serving.log),
    reload: () => {
      if (serving === null) logger.info('Certificates are read at the start.', {});
      else serving.gateway.reload();
    },
    stop: onStop,
  } satisfies { [K in keyof OfMember]: OfMember[K] };
  const post = openPost<OfSupervisor>(upwards(), ours);
  return {
    line: {
      elsewhere: elsewhereOver(post),
      isReplaced: () => post.ask('replaces').catch(() => false),
    },
    serves: (gateway, log) => {
      serving = { gateway, log };
      post.tell('listens', gateway.port, gateway.tlsPort);
    },
  };
};
