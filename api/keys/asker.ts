// Who asks: what every route may know of whoever sent a request.

import type { FastifyRequest } from 'fastify';
import type { Need, Role } from './roles.ts';
import { maySee, seesPersons } from './roles.ts';

export interface Asker {
  /** As records keep it: `key/ID`, or `api/ADDRESS` on the machine itself. */
  readonly name: string;
  /** The only tenant that is answered about; null for any. */
  readonly tenant: string | null;
  readonly role: Role;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any route is reached; absent on the few that need nobody. */
    asker?: Asker;
  }
  interface FastifyContextConfig {
    /**
     * What whoever asks must be allowed; `nobody`: open to all; `party`: for those alone whom
     * another gate lets in (gate.ts), with no key. A route without it is closed.
     */
    needs?: Need | 'nobody' | 'party';
  }
}

/** The name of whoever asks for something that is written down; null where they may not. */
export const nameFor = ({ asker }: FastifyRequest, need: Need): string | null =>
  asker !== undefined && maySee(asker.role, need) ? asker.name : null;

export const mayKnowPersons = ({ asker }: FastifyRequest): boolean =>
  asker !== undefined && seesPersons(asker.role);
