// What operators and their machines ask: does it live, is it ready, how is it doing.

import type { FastifyInstance } from 'fastify';
import { messageOf } from '../lib/errors.ts';
import type { Need } from './keys/roles.ts';

export interface ReadinessCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly ReadinessCheck[];
}

export interface Operations {
  /** Metrics in the text format of Prometheus. */
  metrics(): Promise<string>;
  readiness(): Promise<Readiness>;
}

const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** A check that throws is a check that failed: whoever asks gets an answer either way. */
const readinessOf = async (operations: Operations): Promise<Readiness> => {
  try {
    return await operations.readiness();
  } catch (error) {
    return {
      ready: false,
      checks: [{ name: 'readiness', ok: false, detail: messageOf(error) }],
    };
  }
};

/** Registers `/health`, `/ready` and `/metrics`. */
export const addOperations = (app: FastifyInstance, operations: Operations): void => {
  const schemaOf = (summary: string, needs: Need | 'nobody' = 'nobody') => ({
    config: { needs },
    schema: { summary, tags: ['operations'] },
  });
  app.get('/health', schemaOf('Whether the process lives.'), async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );
  app.get('/ready', schemaOf('Whether it can do its work; 503 where not.'), async (_, reply) => {
    const readiness = await readinessOf(operations);
    return reply
      .code(readiness.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(readiness);
  });
  app.get('/metrics', schemaOf('Metrics for Prometheus.', 'metrics'), async (_request, reply) =>
    reply.header('content-type', metricsContentType).send(await operations.metrics()),
  );
};
