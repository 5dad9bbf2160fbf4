// A client of a Confluent-compatible schema registry (Confluent, Apicurio at /apis/ccompat/v7).

import { setTimeout as pause } from 'node:timers/promises';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Registry } from './registry.ts';

export interface HttpRegistryOptions {
  /** Base address, without `/subjects`. Credentials in it are used and not shown. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** Per request. */
  readonly timeout_ms?: number;
  /** Tries of a request that may succeed later, the first included. */
  readonly attempts?: number;
  /** Before the second try; doubled for each further one. */
  readonly pause_ms?: number;
}

const mediaType = 'application/vnd.schemaregistry.v1+json';
const schemaNotFound = 40403;
/** Answers that a later try may better: time-out, too many requests, the server's own trouble. */
const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Ask {
  readonly path: string;
  readonly body?: unknown;
}

interface Place {
  /** Without credentials. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

const placeOf = (options: HttpRegistryOptions): Place => {
  const url = new URL(options.url);
  const username = options.username ?? decodeURIComponent(url.username);
  const password = options.password ?? decodeURIComponent(url.password);
  [url.username, url.password] = ['', ''];
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const headers = { accept: `${mediaType}, application/json`, 'content-type': mediaType };
  return {
    base: url.href.replace(/\/+$/, ''),
    headers: username === '' ? headers : { ...headers, authorization: `Basic ${basic}` },
  };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;

/** What the server said, short enough for a message. */
const reasonOf = ({ status, body }: Answer): string => {
  const message = fieldOf(body, 'message') ?? fieldOf(body, 'title');
  const text = typeof message === 'string' ? message : JSON.stringify(body);
  return `HTTP ${status}, ${text.slice(0, 300)}`;
};

const asker = (options: HttpRegistryOptions) => {
  const { timeout_ms = 10_000, attempts = 6, pause_ms = 200 } = options;
  const { base, headers } = placeOf(options);
  const once = async ({ path, body }: Ask): Promise<Answer> => {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const signal = AbortSignal.timeout(timeout_ms);
    const response = await fetch(base + path, { ...sent, headers, signal, redirect: 'error' });
    return { status: response.status, body: jsonOf(await response.text()) };
  };
  const ask = async (what: Ask): Promise<Answer> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await once(what).catch((thrown: unknown) => failureOf(thrown));
      const reason = 'failure' in answer ? answer.failure : reasonOf(answer);
      const passing = 'failure' in answer || isPassing(answer.status);
      if (!passing) return answer;
      if (attempt === attempts) throw new AppError('REGISTRY_UNAVAILABLE', { where: base, reason });
      await pause(pause_ms * 2 ** (attempt - 1));
    }
  };
  return { base, ask };
};

/** `fetch failed` says little; its cause says which host and port. */
const failureOf = (thrown: unknown): { readonly failure: string } => {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return { failure: cause === undefined ? messageOf(thrown) : messageOf(cause) };
};

/** A registry server. Requests are tried again where that can help; each has a time limit. */
export const httpRegistry = (options: HttpRegistryOptions): Registry => {
  const { base, ask } = asker(options);
  const refused = (answer: Answer): AppError =>
    new AppError('REGISTRY_REFUSED', { where: base, reason: reasonOf(answer) });

  const numberIn = (answer: Answer, name: string): number => {
    const value = fieldOf(answer.body, name);
    if (answer.status === 200 && typeof value === 'number') return value;
    throw refused(answer);
  };
  const schemaIn = (answer: Answer): string => {
    const schema = fieldOf(answer.body, 'schema');
    const type = fieldOf(answer.body, 'schemaType') ?? 'AVRO';
    if (answer.status === 200 && type === 'AVRO' && typeof schema === 'string') return schema;
    throw refused(answer);
  };

  const versions = async (subject: string) => {
    const path = `/subjects/${encodeURIComponent(subject)}/versions`;
    const list = await ask({ path });
    if (list.status === 404) return [];
    if (list.status !== 200 || !Array.isArray(list.body)) throw refused(list);
    const answers = await Promise.all(
      (list.body as unknown[]).map((version) => ask({ path: `${path}/${String(version)}` })),
    );
    return answers.map((answer) => ({ id: numberIn(answer, 'id'), schema: schemaIn(answer) }));
  };

  return {
    where: base,
    register: async (subject, schema) => {
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      const answer = await ask({ path, body: { schema } });
      if (answer.status !== 409) return numberIn(answer, 'id');
      const values = { subject, version: 'any earlier one', reason: reasonOf(answer) };
      throw new AppError('SCHEMA_INCOMPATIBLE', values);
    },
    schemaOf: async (id) => {
      const answer = await ask({ path: `/schemas/ids/${id}` });
      const missing = fieldOf(answer.body, 'error_code') === schemaNotFound;
      if (answer.status === 404 || missing)
        throw new AppError('SCHEMA_UNKNOWN', { id, registry: base });
      return schemaIn(answer);
    },
    versions,
  };
};
