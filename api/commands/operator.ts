// The one place where it is decided who may command stations, and under which name.

import type { FastifyRequest } from 'fastify';
import { nameFor } from '../keys/asker.ts';

/** The name of whoever asks, as the records of commands keep it; null where they may not. */
export const operatorOf = (request: FastifyRequest): string | null => nameFor(request, 'control');

export const notAllowed = 'Commands to stations are for keys with the role operator or admin.';
