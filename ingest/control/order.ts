// Asking: an order checked, sealed and appended, and the wait for what comes of it.

import type { Command } from './command.ts';
import { after, isOver } from './command.ts';
import { commandLife_max_ms, type Desk } from './desk.ts';
import type { CommandAsked } from './record.ts';
import type { Sealer } from './seal.ts';
import { uuid7 } from '../uuid7.ts';
import { keyOf } from '../event.ts';
import { complaintsAbout, shownValues, unsayableAnywhere, type Values } from './vocabulary.ts';

export interface Order {
  readonly tenant: string;
  readonly stationId: string;
  readonly name: string;
  readonly values: Values;
  /** Who asks: a key, or a user. */
  readonly by: string;
  /** The same id asked again is the same command. */
  readonly commandId?: string;
  /** Until when it may wait for its station, milliseconds UTC; shortly where absent. */
  readonly expiresAt?: number;
  readonly timeout_ms?: number;
  readonly campaignId?: string;
}

export type OrderRefusal =
  | { readonly refused: 'misunderstood' | 'unsayable'; readonly reasons: readonly string[] }
  | { readonly refused: 'too_many'; readonly reasons: readonly string[] };

export const orderLimits = {
  /** How long a command waits for a station where nothing was asked: for a gateway to claim it. */
  wait_ms: 5_000,
  timeout_ms: 30_000,
  timeout_max_ms: 600_000,
  /** Commands of one station that have not ended. */
  open_perStation: 100,
  /** Arguments as JSON. */
  values_chars: 256 * 1024,
} as const;

export interface Counter {
  /** Answers the command once it is durable, or why there is none. */
  ask(order: Order): Promise<Command | OrderRefusal>;
  /** Withdraws a command that nobody has claimed yet; the log decides which came first. */
  cancel(command: Command, by: string): Promise<void>;
  /** The command once it has ended, or as it is after that time. */
  settled(command: Command, wait_ms: number): Promise<Command>;
  find(tenant: string, stationId: string, commandId: string): Promise<Command | undefined>;
  ofStation(tenant: string, stationId: string): readonly Command[];
  /** The answer's payload; null where there is none that can be read. */
  answerOf(command: Command): unknown;
}

export interface CounterOptions {
  readonly desk: Desk;
  readonly sealer: Sealer;
  /** Milliseconds UTC. */
  readonly clock: () => number;
}

const refusalOf = (order: Order, desk: Desk, askedAt: number): OrderRefusal | null => {
  const { name, values, tenant, stationId, commandId = 'none' } = order;
  const complaints = complaintsAbout(name, values);
  if (complaints.length > 0) return { refused: 'misunderstood', reasons: complaints };
  const { length } = JSON.stringify(values);
  if (length > orderLimits.values_chars) {
    const reasons = [`The arguments have ${length} characters, over ${orderLimits.values_chars}.`];
    return { refused: 'misunderstood', reasons };
  }
  const nowhere = unsayableAnywhere({ name, values, commandId, askedAt });
  if (nowhere.length > 0) return { refused: 'unsayable', reasons: nowhere };
  const open = desk.ofStation(keyOf(tenant, stationId)).filter((one) => !isOver(one));
  if (open.length < orderLimits.open_perStation) return null;
  return { refused: 'too_many', reasons: [`${open.length} commands of ${stationId} are open.`] };
};

const askedOf = (order: Order, sealer: Sealer, now: number): CommandAsked => {
  const { tenant, stationId, name, values, by } = order;
  const timeout = order.timeout_ms ?? orderLimits.timeout_ms;
  const expiresAt = order.expiresAt ?? now + orderLimits.wait_ms;
  return {
    kind: 'CommandAsked',
    tenant,
    stationId,
    commandId: order.commandId ?? uuid7(now),
    at: now,
    by,
    name,
    shown: shownValues(name, values),
    sealed: sealer.sealForTheLog(values),
    expiresAt: Math.min(expiresAt, now + commandLife_max_ms),
    timeout_ms: Math.min(timeout, orderLimits.timeout_max_ms),
    campaignId: order.campaignId ?? '',
  };
};

const until = async (desk: Desk, done: () => boolean, wait_ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), wait_ms);
  });
  try {
    while (!done()) if ((await Promise.race([desk.changed(), late])) === 'late') return;
  } finally {
    clearTimeout(timer);
  }
};

export const openCounter = ({ desk, sealer, clock }: CounterOptions): Counter => {
  const now = (command: Command): Command =>
    desk.find(command.tenant, command.stationId, command.commandId) ?? command;
  return {
    ask: async (order) => {
      const known =
        order.commandId === undefined
          ? undefined
          : desk.find(order.tenant, order.stationId, order.commandId);
      if (known !== undefined) return known;
      const refusal = refusalOf(order, desk, clock());
      if (refusal !== null) return refusal;
      const asked = askedOf(order, sealer, clock());
      await desk.append(asked);
      const opened = after(undefined, asked);
      if (opened === undefined) throw new Error('a command that was asked for is a command');
      return now(opened);
    },
    cancel: async ({ tenant, stationId, commandId }, by) =>
      desk.append({ kind: 'CommandCancelled', tenant, stationId, commandId, by, at: clock() }),
    settled: async (command, wait_ms) => {
      await until(desk, () => isOver(now(command)), wait_ms);
      return now(command);
    },
    find: (tenant, stationId, commandId) => desk.lookUp(tenant, stationId, commandId),
    ofStation: (tenant, stationId) => desk.ofStation(keyOf(tenant, stationId)),
    answerOf: ({ sealedAnswer }) => (sealedAnswer === '' ? null : sealer.unseal(sealedAnswer)),
  };
};
