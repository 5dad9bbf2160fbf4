// The embedded store keeps the promises of a store, and those of a folder.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openChdb } from './chdb.ts';
import { storeContract } from './contract.ts';

const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'laddbok-chdb-'));

storeContract('chDB', async () => {
  const folder = freshFolder();
  let store = await openChdb({ folder });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openChdb({ folder });
      return store;
    },
    end: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

const second = (folder: string): string => {
  const script = `import { Session } from 'chdb'; new Session(${JSON.stringify(folder)});`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  return stderr.toString();
};

test('a second process cannot open the folder', async () => {
  const folder = freshFolder();
  const store = await openChdb({ folder });
  expect(second(join(folder, 'engine'))).toContain('Failed to create connection');
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a folder that another process holds is named as locked', async () => {
  const folder = freshFolder();
  const script = `import { Session } from 'chdb';
    const session = new Session(${JSON.stringify(join(folder, 'engine'))});
    process.stdout.write('open'); process.stdin.on('end', () => session.close()).resume();`;
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect(openChdb({ folder })).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  } finally {
    child.stdin.end();
    await new Promise((resolve) => child.once('exit', resolve));
  }
  const store = await openChdb({ folder });
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a folder that cannot be made is said so', async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, 'file'), '');
  await expect(openChdb({ folder: join(folder, 'file') })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  });
  rmSync(folder, { recursive: true });
});

test('rows that a killed process left half written are cleared away', async () => {
  const folder = freshFolder();
  mkdirSync(join(folder, 'inbox'));
  writeFileSync(join(folder, 'inbox', '7.rowbinary'), 'half');
  const store = await openChdb({ folder });
  expect(existsSync(join(folder, 'inbox', '7.rowbinary'))).toBe(false);
  await store.close();
  rmSync(folder, { recursive: true });
});

test('after it is closed it answers no more, and says so', async () => {
  const folder = freshFolder();
  const store = await openChdb({ folder });
  await store.close();
  await expect(store.query({ sql: 'SELECT 1', params: {} })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  });
  rmSync(folder, { recursive: true });
});
