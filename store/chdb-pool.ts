// Connections to the embedded engine: each runs one query at a time, several run at once.

import { Session } from 'chdb';
import { AppError } from '../lib/errors.ts';
import { placeholders, setParams, textLiteral } from './params.ts';

/** What a connection is set to before it is used; connections set alike are used again. */
export interface ConnectionSetup {
  readonly database: string;
  readonly settings: Readonly<Record<string, string | number>>;
}

export interface Connection {
  readonly session: Session;
  /** Names of the parameters that it has ever been given; the engine keeps their last values. */
  readonly bound: Set<string>;
}

export interface Lease {
  readonly connection: Connection;
  /** Gives the connection back. Giving it back again does nothing. */
  readonly release: () => void;
}

export interface Pool {
  /** A connection that nobody else uses, set up as asked; waits for one where all are in use. */
  lease(setup: ConnectionSetup): Promise<Lease>;
  /** Refuses new leases, waits a while for those given out, closes the connections. */
  close(): Promise<void>;
}

/** Questions that may wait for a connection; beyond that the store says that it is too busy. */
const waiting_max = 512;

/** How long closing waits for queries; a stream that nobody reads to its end would hold it up. */
const closing_ms = 5_000;

interface Idle {
  readonly key: string;
  readonly connection: Connection;
}

const quoted = (name: string): string => `\`${name.replaceAll(/[\\`]/g, '\\$&')}\``;

/** Opens a connection to an engine that runs in this process, and sets it up. */
const connect = async (folder: string, setup: ConnectionSetup): Promise<Connection> => {
  const session = new Session(folder);
  try {
    await session.queryAsync(`USE ${quoted(setup.database)}`);
    const settings = Object.entries(setup.settings).map(([name, value]) => {
      if (!/^[a-z]\w*$/.test(name)) throw new AppError('USAGE', { problem: `no setting ${name}` });
      return `${name} = ${typeof value === 'number' ? value : textLiteral(value)}`;
    });
    if (settings.length > 0) await session.queryAsync(`SET ${settings.join(', ')}`);
    return { session, bound: new Set() };
  } catch (thrown) {
    session.close();
    throw thrown;
  }
};

/**
 * Gives a connection the parameters of the next query, as their texts. The engine keeps parameters
 * until they are set again, so a query that names one which it was not given is refused here.
 */
export const bind = async (
  { session, bound }: Connection,
  sql: string,
  texts: Readonly<Record<string, string>>,
): Promise<void> => {
  const stale = placeholders(sql).find((name) => bound.has(name) && !(name in texts));
  if (stale !== undefined) {
    const reason = `Code: 456. DB::Exception: Substitution \`${stale}\` is not set. (UNKNOWN_QUERY_PARAMETER)`;
    throw new AppError('QUERY_FAILED', { reason, code: 456 });
  }
  const statement = setParams(texts);
  if (statement === null) return;
  for (const name of Object.keys(texts)) bound.add(name);
  await session.queryAsync(statement);
};

/** A pool of at most `size` connections to the engine at `folder`. */
export const connectionPool = (folder: string, size: number): Pool => {
  const idle: Idle[] = [];
  const lent = new Set<Connection>();
  const waiting: (() => void)[] = [];
  let used = 0;
  let closed = false;
  let drained: (() => void) | null = null;

  const turn = async (): Promise<void> => {
    const busy = used >= size && waiting.length >= waiting_max;
    if (closed || busy) {
      const reason = closed ? 'it is being closed' : `${waiting_max} questions wait already`;
      throw new AppError('STORE_UNAVAILABLE', { where: folder, reason });
    }
    if (used < size) used++;
    // A connection that is given back is handed to the first that waits: `used` stays as it is.
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const pass = (): void => {
    const next = waiting.shift();
    if (next !== undefined) return next();
    used--;
    if (used === 0) drained?.();
  };
  const take = async (key: string, setup: ConnectionSetup): Promise<Connection> => {
    const at = idle.findIndex((one) => one.key === key);
    const [found] = at < 0 ? [] : idle.splice(at, 1);
    if (found !== undefined) return found.connection;
    if (idle.length + used > size) idle.shift()?.connection.session.close();
    return connect(folder, setup);
  };
  const lease = async (setup: ConnectionSetup): Promise<Lease> => {
    await turn();
    const key = JSON.stringify(setup);
    try {
      const connection = await take(key, setup);
      let held = true;
      lent.add(connection);
      const release = (): void => {
        if (!held) return;
        held = false;
        lent.delete(connection);
        idle.push({ key, connection });
        pass();
      };
      return { connection, release };
    } catch (thrown) {
      pass();
      throw thrown;
    }
  };
  const close = async (): Promise<void> => {
    closed = true;
    const late = new Promise<void>((resolve) => setTimeout(resolve, closing_ms).unref());
    const done = new Promise<void>((resolve) => (drained = resolve));
    if (used > 0) await Promise.race([done, late]);
    for (const { session } of [...idle.splice(0).map((one) => one.connection), ...lent])
      session.close();
  };
  return { lease, close };
};
