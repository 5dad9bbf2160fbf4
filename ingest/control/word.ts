// What a command is: its name, its arguments, and how each version of OCPP says it.

import type { Payload } from '../frame.ts';
import type { Protocol } from '../protocol.ts';
import type { Args, ValuesOf } from './args.ts';

/** What a saying may depend on beside the arguments: the same each time it is said. */
export interface Speech {
  readonly protocol: Protocol;
  /** A positive 31-bit number derived from the id of the command, for request ids. */
  readonly number: number;
  /** When it was asked for, as `2026-01-31T12:00:00.000Z`. */
  readonly askedAt: string;
}

export interface Said {
  readonly action: string;
  readonly payload: Payload;
}

/** Why a version cannot say it: a sentence that tells what to do instead. */
export interface Unsayable {
  readonly unsayable: string;
}

export type Saying = Said | Unsayable;

export interface Word {
  readonly name: string;
  readonly about: string;
  readonly args: Args;
  readonly say: (values: Readonly<Record<string, unknown>>, speech: Speech) => Saying;
}

interface WordOf<A extends Args> {
  readonly name: string;
  readonly about: string;
  readonly args: A;
  /** OCPP 1.6 and its security whitepaper. */
  readonly say16: (values: ValuesOf<A>, speech: Speech) => Saying;
  /** OCPP 2.0.1 and 2.1. */
  readonly say2: (values: ValuesOf<A>, speech: Speech) => Saying;
}

/** Declares a command. Its arguments were checked against their schemas before it is said. */
export const word = <A extends Args>({ say16, say2, ...told }: WordOf<A>): Word => ({
  ...told,
  say: (values, speech) => {
    const say = speech.protocol === 'ocpp1.6' ? say16 : say2;
    return say(values as ValuesOf<A>, speech);
  },
});

/** A CALL; members that are undefined are left out. */
export const said = (action: string, payload: Readonly<Record<string, unknown>> = {}): Said => ({
  action,
  payload: Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined)),
});

export const unsayable = (why: string): Unsayable => ({ unsayable: why });

/** An object without its undefined members; undefined where none is left. */
export const part = (
  members: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined => {
  const held = Object.entries(members).filter(([, value]) => value !== undefined);
  return held.length === 0 ? undefined : Object.fromEntries(held);
};

/** A 2.x EVSE and connector; undefined for the station as a whole. */
export const evse = (port: number | undefined, connector: number | undefined) =>
  port === undefined || port === 0 ? undefined : part({ id: port, connectorId: connector });

/** A 2.x token. 2.0.1 says Central for one that the back end made. */
export const idToken = (token: string, type = 'Central') => ({ idToken: token, type });
