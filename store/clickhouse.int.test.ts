// The store on a server keeps its promises: at CLICKHOUSE_URL, else at our own endpoint.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { expect, test } from 'vitest';
import { openChdb } from './chdb.ts';
import { openClickHouse } from './clickhouse.ts';
import { storeContract, type OpenedStore } from './contract.ts';
import { startEndpoint } from './endpoint.ts';

const server = process.env['CLICKHOUSE_URL'];

/** A database of its own on the server that is named, dropped at the end. */
const onServer = async (url: string): Promise<OpenedStore> => {
  const { username, password, origin } = new URL(url);
  const options = {
    url: origin,
    username: decodeURIComponent(username) || 'default',
    password: decodeURIComponent(password),
    database: `laddbok_test_${process.pid}`,
  };
  let store = await openClickHouse(options);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openClickHouse(options);
      return store;
    },
    end: async () => {
      await store.close();
      const client = createClient({ ...options, database: 'default' });
      await client.command({ query: `DROP DATABASE ${options.database} SYNC` });
      await client.close();
    },
  };
};

const overEndpoint = async (): Promise<OpenedStore> => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-clickhouse-'));
  const start = async () => {
    const embedded = await openChdb({ folder });
    const writes = { store: embedded, port: 0, dangerously_allowWrites: true };
    const endpoint = await startEndpoint(writes);
    const store = await openClickHouse({ url: endpoint.url });
    const stop = async (): Promise<void> => {
      await store.close();
      await endpoint.close();
      await embedded.close();
    };
    return { store, stop };
  };
  let running = await start();
  return {
    store: running.store,
    reopen: async () => {
      await running.stop();
      running = await start();
      return running.store;
    },
    end: async () => {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
};

if (server === undefined)
  console.warn(
    'CLICKHOUSE_URL is not set: the ClickHouse adapter runs against the endpoint over chDB, ' +
      'not against a server.',
  );

storeContract(
  server === undefined ? 'ClickHouse client over the embedded endpoint' : 'ClickHouse server',
  async () => (server === undefined ? overEndpoint() : onServer(server)),
);

test('a server that cannot be reached is said to be away, and worth trying again', async () => {
  await expect(openClickHouse({ url: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    retriable: true,
  });
});

test('a server that hangs up is said to be away', async () => {
  const silent = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  await expect(openClickHouse({ url: `http://127.0.0.1:${port}` })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  });
  await new Promise((resolve) => silent.close(resolve));
});
