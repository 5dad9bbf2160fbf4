// A gate beside the keys: another proof that the guard asks for where a route is not for keys.

import type { FastifyRequest } from 'fastify';
import type { Problem } from '../problems.ts';

/** Why a request is not let in. */
export interface Refusal {
  readonly problem: Problem;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent in place of the problem, where whoever asks reads something else. */
  readonly answer?: { readonly body: string; readonly contentType: string };
}

/** Routes that need `party` know no keys, and not the machine itself: only this gate lets in. */
export interface Gate {
  /** Null where the request is let in. */
  refuse(request: FastifyRequest): Refusal | null;
  /** The name of whoever was let in, for the log; null for none. */
  who(request: FastifyRequest): string | null;
}
