// Operators register stations by API and command line, and the gateway holds to it at once.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Api } from '../api/listen.ts';
import { station } from '../app/commands/station.ts';
import { parseConfig } from '../app/config.ts';
import { openApi, openGateway } from '../app/parts.ts';
import type { Gateway } from '../ingest/gateway.ts';
import { deferred } from '../lib/deferred.ts';
import { silent } from '../lib/logger.ts';
import { readAll } from '../log/contract.ts';
import { commandsTopic, ledgerTopic, ocppTopic } from '../log/port.ts';
import { connectRpc } from './guarded-rig.ts';
import { withPipeline } from './pipeline.ts';

interface System {
  readonly api: Api;
  readonly gateway: Gateway;
  /** All that the log holds, as text. */
  readonly logged: () => Promise<string>;
}

const data = mkdtempSync(join(tmpdir(), 'laddbok-registry-'));

const [up, down] = [deferred<System>(), deferred<void>()];
let over: Promise<void> = Promise.resolve();

beforeAll(async () => {
  over = withPipeline(async ({ log, store, codecs }) => {
    const config = parseConfig({
      LADDBOK_DATA: data,
      LADDBOK_SECRET: 'for tests',
      LADDBOK_GATEWAY_PORT: '0',
      LADDBOK_API_PORT: '0',
      LADDBOK_PROFILE_0: 'none',
    });
    const { ocpp: codec, ledger } = codecs;
    const ground = { config, logger: silent, log, codec, ledger };
    const gateway = await openGateway(ground);
    const api = await openApi(ground, { store, gateway });
    const logged = async (): Promise<string> => {
      const topics = [ocppTopic, commandsTopic, ledgerTopic].map((topic) => readAll(log, topic));
      const records = (await Promise.all(topics)).flat();
      return records.map(({ value }) => Buffer.from(value).toString('latin1')).join('\n');
    };
    up.resolve({ api, gateway, logged });
    await down.promise;
    await gateway.stop();
    await api.close();
  });
  over.catch(up.reject);
  await up.promise;
});

afterAll(async () => {
  down.resolve();
  await over;
  rmSync(data, { recursive: true, force: true });
});

type Row = Readonly<Record<string, unknown>>;

/** Asks the API. What is given as the body is posted. */
const asked = async (path: string, body?: object, headers: Record<string, string> = {}) => {
  const { api } = await up.promise;
  const json = { 'content-type': 'application/json' };
  const init =
    body === undefined
      ? { headers }
      : { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) };
  const answer = await fetch(`http://127.0.0.1:${api.port}/v1/registry/stations${path}`, init);
  const told = (await answer.json()) as { readonly data: Row; readonly type?: string };
  return { status: answer.status, data: told.data, type: told.type ?? '' };
};

/** The status of HTTP that a station is refused with; `in` where it is let in. */
const knocks = async (identity: string, password: unknown, protocol = 'ocpp1.6') => {
  const { gateway } = await up.promise;
  const endpoint = `ws://127.0.0.1:${gateway.port}`;
  const tried = await connectRpc(endpoint, { identity, password: String(password), protocol });
  if ('status' in tried) return tried.status;
  await tried.client.close();
  return 'in';
};

/** A decision holds for a gateway once that has read it, a moment after it is in the log. */
const comesTo = (knock: () => Promise<unknown>, expected: unknown) =>
  expect.poll(knock, { timeout: 10_000 }).toBe(expected);

describe('by the API', () => {
  test('a station is registered, found, given a new key, blocked and removed', async () => {
    const added = await asked('', { station_id: 'CP/1', profile: 1 });
    expect(added).toMatchObject({ status: 200, data: { station_id: 'CP/1', profile: 1 } });
    const { password } = added.data;
    await comesTo(() => knocks('CP/1', password), 'in');
    const here = `/${encodeURIComponent('CP/1')}`;
    const shown = await asked(here);
    expect(shown.data).not.toHaveProperty('password');
    expect(JSON.stringify(shown.data)).not.toContain('scrypt');
    const rotated = await asked(`${here}/rotate-key`, { old_for_s: 0 });
    await comesTo(() => knocks('CP/1', password), 401);
    await comesTo(() => knocks('CP/1', rotated.data['password']), 'in');
    await asked(`${here}/block`, { reason: 'stolen' });
    await comesTo(() => knocks('CP/1', rotated.data['password']), 403);
    await asked(`${here}/unblock`, {});
    expect((await asked(`${here}/change`, { profile: 2 })).data['profile']).toBe(2);
    await comesTo(() => knocks('CP/1', rotated.data['password']), 403);
    expect((await asked(`${here}/remove`, {})).status).toBe(200);
    expect((await asked(here)).status).toBe(404);
  });

  test('a station that is away is sent its new key when it comes', async () => {
    await asked('', { station_id: 'CP2', profile: 1 });
    const rotated = await asked('/CP2/rotate-key', { send: true });
    expect(rotated.data['command_id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['ocpp1.6', 'ChangeConfiguration', 'AuthorizationKey'],
    ['ocpp2.0.1', 'SetVariables', 'BasicAuthPassword'],
  ])(
    'a connected station of %s takes its new key by %s and comes back with it; the old one is dead',
    async (protocol, action, setting) => {
      const identity = `AIR-${protocol}`;
      const added = await asked('', { station_id: identity, profile: 1 });
      const old = String(added.data['password']);
      await comesTo(() => knocks(identity, old, protocol), 'in');
      const { gateway, logged } = await up.promise;
      const endpoint = `ws://127.0.0.1:${gateway.port}`;
      const tried = await connectRpc(endpoint, { identity, password: old, protocol });
      if ('status' in tried) throw new Error(`refused with ${tried.status}`);
      const { client } = tried;
      const told = deferred<unknown>();
      client.handle(action, async ({ params = {} }: { readonly params?: Row }) => {
        told.resolve(params);
        const [set] = (params['setVariableData'] ?? []) as readonly Row[];
        const result = { ...set, attributeValue: undefined, attributeStatus: 'Accepted' };
        return set === undefined ? { status: 'Accepted' } : { setVariableResult: [result] };
      });
      const rotated = await asked(`/${identity}/rotate-key`, { send: true });
      const young = String(rotated.data['password']);
      expect(JSON.stringify(await told.promise)).toContain(young);
      // Until it was used the old one opens too: a station that restarts halfway is not locked out.
      expect(await knocks(identity, old, protocol)).toBe('in');
      await client.close();
      await comesTo(() => knocks(identity, young, protocol), 'in');
      await comesTo(() => knocks(identity, old, protocol), 401);
      expect(await knocks(identity, young, protocol)).toBe('in');
      const all = await logged();
      expect(all).toContain(setting);
      expect(all).toContain('(redacted)');
      for (const password of [old, young]) expect(all).not.toContain(password);
    },
  );

  test('stations are listed page by page', async () => {
    for (const id of ['L1', 'L2', 'L3']) await asked('', { station_id: id, profile: 3 });
    const page = await asked('?after=L&limit=2');
    expect(page.data).toMatchObject([{ station_id: 'L1' }, { station_id: 'L2' }]);
    expect((await asked('?after=L2')).data).toMatchObject([{ station_id: 'L3' }]);
  });

  test('what is wrong is named, and nothing happens', async () => {
    await asked('', { station_id: 'CP3', profile: 3 });
    const wrong = [
      [await asked('', { station_id: 'CP3', profile: 1 }), 409, 'station-known'],
      [
        await asked('', { station_id: 'X', profile: 1, password: 'short' }),
        400,
        'bad-registration',
      ],
      [await asked('', { station_id: 'X', profile: 9 }), 400, 'bad-request'],
      [await asked('', { station_id: 'X', profile: 1, typo: 1 }), 400, 'bad-request'],
      [await asked('/NOBODY/block', {}), 404, 'not-found'],
    ] as const;
    for (const [{ status, type }, code, kind] of wrong)
      expect([status, type]).toEqual([code, `urn:laddbok:problem:${kind}`]);
    expect((await asked('/X')).status).toBe(404);
  });

  test('no page of another site may ask, nor read', async () => {
    const headers = { origin: 'https://elsewhere.example' };
    expect((await asked('', { station_id: 'X', profile: 1 }, headers)).status).toBe(401);
    expect((await asked('', undefined, headers)).status).toBe(401);
  });
});

describe('by the command line', () => {
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'laddbok-station-'));
    onTestFinished(() => rmSync(made, { recursive: true }));
    return made;
  };

  const opened = (LADDBOK_DATA: string) => {
    const config = parseConfig({ LADDBOK_DATA, LADDBOK_SECRET: 'for tests' });
    return async (args: readonly string[], flags: Record<string, string | boolean> = {}) => {
      const lines: string[] = [];
      const print = (line: string): void => void lines.push(line);
      const code = await station.run({ args, flags, config, logger: silent, print });
      return { code, text: lines.join('\n') };
    };
  };

  test('a station is registered, and what is known of it shown without its password', async () => {
    const run = opened(folder());
    expect(await run(['list'])).toEqual({ code: 0, text: 'No station is registered.' });
    const added = await run(['add', 'CP1']);
    const password = /shown this once: ([0-9a-f]{40})$/.exec(added.text)?.[1] ?? 'none';
    expect(added.text).toContain('Registered CP1 with security profile 1.');
    const shown = await run(['show', 'CP1']);
    expect(shown.text).toContain('profile 1  its key was not used yet');
    expect(shown.text).not.toContain(password);
    const [row] = JSON.parse((await run(['list'], { json: true })).text) as readonly Row[];
    expect(row).toMatchObject({ station_id: 'CP1', profile: 1, is_blocked: false });
    expect((await run(['add', 'CP1'])).code).toBe(1);
    expect((await run(['remove', 'CP1'])).text).toBe('CP1 is registered no more.');
    expect((await run(['show', 'CP1'])).code).toBe(1);
  });

  test('a password is read from a file, so that it stands in no list of processes', async () => {
    const where = folder();
    const run = opened(where);
    const file = join(where, 'password');
    writeFileSync(file, 'a password of my own\n');
    const { text } = await run(['add', 'CP1'], { 'password-file': file, json: true });
    expect(JSON.parse(text)).toMatchObject({ password: 'a password of my own' });
    await expect(run(['add', 'CP2'], { 'password-file': join(where, 'none') })).rejects.toThrow(
      'cannot be read',
    );
  });

  test('what cannot be understood is refused with what to say instead', async () => {
    const run = opened(folder());
    await expect(run(['nonsense'])).rejects.toThrow('say one of add, list');
    await expect(run(['add'])).rejects.toThrow('say the STATION');
    await expect(run(['add', 'CP1'], { profile: 'two' })).rejects.toThrow('no whole number');
    await expect(run(['add', 'CP1'], { profile: '4' })).rejects.toThrow('There is no security');
  });
});
