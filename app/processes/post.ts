// A line between two processes: each asks and tells what the other one can do.

import { setTimeout as pause } from 'node:timers/promises';
import { deferred, type Deferred } from '../../lib/deferred.ts';
import { messageOf } from '../../lib/errors.ts';

/** The wire below: messages that are structured values, in order, as those of Node's processes. */
export interface Wire {
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What one side can do, by name. Arguments and answers are plain values. */
export type Deeds = Readonly<Record<string, (...args: never[]) => unknown>>;

type Parcel =
  | { readonly told: string; readonly args: readonly unknown[] }
  | { readonly asked: string; readonly args: readonly unknown[]; readonly id: number }
  | { readonly answerTo: number; readonly value: unknown }
  | { readonly failed: number; readonly why: string };

export interface Post<Theirs> {
  tell<K extends keyof Theirs & string>(what: K, ...args: ArgsOf<Theirs[K]>): void;
  /** Rejects where the other side fails, is gone, or says nothing for too long. */
  ask<K extends keyof Theirs & string>(
    what: K,
    ...args: ArgsOf<Theirs[K]>
  ): Promise<AnswerOf<Theirs[K]>>;
  /** The other side is gone: what was asked is answered no more. */
  close(): void;
}

type ArgsOf<T> = T extends (...args: infer A extends readonly unknown[]) => unknown ? A : never;
type AnswerOf<T> = T extends (...args: never[]) => infer R ? Awaited<R> : never;

/** Longer than a newcomer's probe and the end of the connection that it finds dead. */
const silence_ms = 20_000;

const isParcel = (message: unknown): message is Parcel =>
  typeof message === 'object' &&
  message !== null &&
  ['told', 'asked', 'answerTo', 'failed'].some((word) => word in message);

export const openPost = <Theirs>(wire: Wire, ours: Deeds): Post<Theirs> => {
  const asked = new Map<number, Deferred<unknown>>();
  let ids = 0;
  let isOpen = true;
  const send = (parcel: Parcel): void => {
    if (isOpen) wire.send(parcel);
  };
  const settle = (id: number, how: (one: Deferred<unknown>) => void): void => {
    const one = asked.get(id);
    asked.delete(id);
    if (one !== undefined) how(one);
  };
  const answer = async (what: string, args: readonly unknown[], id: number): Promise<void> => {
    // What was answered before this has had its effect by the next turn.
    await new Promise<void>((resolve) => setImmediate(resolve));
    try {
      send({ answerTo: id, value: await ours[what]?.(...(args as never[])) });
    } catch (thrown) {
      send({ failed: id, why: messageOf(thrown) });
    }
  };
  wire.onMessage((message) => {
    if (!isParcel(message)) return;
    if ('told' in message) ours[message.told]?.(...(message.args as never[]));
    else if ('asked' in message) void answer(message.asked, message.args, message.id);
    else if ('answerTo' in message) settle(message.answerTo, (one) => one.resolve(message.value));
    else settle(message.failed, (one) => one.reject(new Error(message.why)));
  });
  return {
    tell: (what, ...args) => send({ told: what, args }),
    ask: async (what, ...args) => {
      if (!isOpen) throw new Error('the other process is gone');
      const id = ++ids;
      const one = deferred<unknown>();
      asked.set(id, one);
      send({ asked: what, args, id });
      const late = new AbortController();
      const silence = pause(silence_ms, null, { signal: late.signal }).then(
        () => settle(id, () => one.reject(new Error('the other process does not answer'))),
        () => undefined,
      );
      void silence;
      try {
        return (await one.promise) as AnswerOf<Theirs[typeof what]>;
      } finally {
        late.abort();
      }
    },
    close: () => {
      isOpen = false;
      for (const id of asked.keys())
        settle(id, (one) => one.reject(new Error('the other process is gone')));
    },
  };
};
