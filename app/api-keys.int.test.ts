// Keys as people issue them: by the command, through the log, to an API that asks for them.

import { expect, test } from 'vitest';
import { silent } from '../lib/logger.ts';
import { inTemporaryFolder, withPipeline } from '../test/pipeline.ts';
import { buildServer } from '../api/server.ts';
import { apiOptions } from '../test/api-rows.ts';
import { openTestStore } from '../test/open-test-store.ts';
import { allKeys, followKeys, tellKey } from './api-keys.ts';
import { keyCommand } from './commands/key.ts';
import { parseConfig } from './config.ts';
import { keyringFor } from './keyring.ts';

type Flags = Readonly<Record<string, string | boolean>>;

const commandIn = (folder: string) => {
  const config = parseConfig({ LADDBOK_DATA: folder });
  return async (args: readonly string[], flags: Flags = {}): Promise<readonly string[]> => {
    const out: string[] = [];
    const print = (line: string): void => void out.push(line);
    expect(await keyCommand.run({ args, flags, config, logger: silent, print })).toBe(0);
    return out;
  };
};

test('the command issues, lists, rotates and withdraws keys, and never lists a secret', () =>
  inTemporaryFolder(async (folder) => {
    const key = commandIn(folder);
    await expect(key(['add'], { role: 'owner' })).rejects.toThrow(/give --role, one of analyst/);
    await expect(key(['revoke', 'none'])).rejects.toThrow(/no key none was issued/);
    expect(await key(['list'])).toEqual([expect.stringContaining('No key was issued')]);
    const [text = ''] = await key(['add'], { role: 'analyst', name: 'boards', days: '30' });
    const keyId = text.split('_')[1] ?? '';
    const listed = async () =>
      JSON.parse((await key(['list'], { json: true }))[0] ?? '') as Record<string, unknown>[];
    expect(await listed()).toMatchObject([
      { key_id: keyId, role: 'analyst', tenant: 'default', name: 'boards', valid: true },
    ]);
    expect((await key(['list'])).join()).not.toContain(text);
    const [other = ''] = await key(['rotate', keyId]);
    expect(other).not.toBe(text);
    expect((await listed()).map(({ valid }) => valid)).toEqual([true, true]);
    await key(['revoke', keyId]);
    expect((await listed()).map(({ valid }) => valid)).toEqual([false, true]);
  }));

test('an API beyond the machine itself refuses to start without a key, and heeds each at once', () =>
  withPipeline(async ({ log, codecs }) => {
    const of = { log, ledger: codecs.ledger };
    const config = parseConfig({ LADDBOK_API_HOST: '192.0.2.1' });
    const none = await followKeys(of, silent);
    expect(() => keyringFor(config, none)).toThrow(/laddbok key add --role admin/);
    await none.stop();

    const issued = { hash: 'none', issuedAt: 1, issuedBy: 'desk', expiresAt: null };
    const ofTenant = { keyId: 'a1b2c3d4e5f6', tenant: 't', role: 'analyst', name: '' } as const;
    const entry = { ...ofTenant, ...issued };
    await tellKey(of, { kind: 'ApiKeyIssued', entry });
    const known = await followKeys(of, silent);
    expect(keyringFor(config, known)).toMatchObject({ openToLocal: false });
    expect(known.find(entry.keyId)?.revokedAt).toBeNull();
    const { keyId, tenant } = entry;
    await tellKey(of, { kind: 'ApiKeyRevoked', keyId, tenant, by: 'desk', at: 2, from: 2 });
    await expect.poll(() => known.find(keyId)?.revokedAt).toBe(2);
    expect((await allKeys(of)).map((key) => key.revokedAt)).toEqual([2]);
    await known.stop();
  }));

test('a key of the settings is that of an administrator', async () => {
  const store = await openTestStore();
  const [text = ''] = await commandIn('')(['make']);
  expect(() => parseConfig({ LADDBOK_ADMIN_KEY: 'secret' })).toThrow(/laddbok key make/);
  const config = parseConfig({ LADDBOK_API_HOST: '192.0.2.1', LADDBOK_ADMIN_KEY: text });
  const nothing = { find: () => undefined, all: () => [], stop: async () => undefined };
  const app = await buildServer(apiOptions(store, { keys: keyringFor(config, nothing) }));
  const codeOf = async (headers: Readonly<Record<string, string>>) =>
    (await app.inject({ url: '/v1/stations', headers })).statusCode;
  expect(await codeOf({ authorization: `Bearer ${text}` })).toBe(200);
  expect(await codeOf({})).toBe(401);
  await app.close();
  await store.close();
});
