// An operator commands stations that others wrote, through the API, and sees it in the tables.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RPCClient } from 'ocpp-rpc';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseConfig } from '../app/config.ts';
import { openApi, openGateway, openPump } from '../app/parts.ts';
import type { Api } from '../api/listen.ts';
import { vocabulary } from '../ingest/control/vocabulary.ts';
import type { Gateway } from '../ingest/gateway.ts';
import { deferred } from '../lib/deferred.ts';
import { silent } from '../lib/logger.ts';
import { withPipeline } from './pipeline.ts';

interface System {
  readonly api: Api;
  readonly gateway: Gateway;
}

const [up, down] = [deferred<System>(), deferred<void>()];
let over: Promise<void> = Promise.resolve();
const clients: RPCClient[] = [];

beforeAll(async () => {
  over = withPipeline(async ({ log, store, codecs }) => {
    const config = parseConfig({
      LADDBOK_PSEUDONYMS: 'false',
      LADDBOK_SECRET: 'for tests',
      LADDBOK_GATEWAY_PORT: '0',
      LADDBOK_API_PORT: '0',
    });
    const ending = new AbortController().signal;
    const { ocpp: codec, ledger } = codecs;
    const ground = { config, logger: silent, ending, log, codec, ledger };
    const gateway = await openGateway(ground);
    const pump = await openPump(ground, store);
    const api = await openApi(ground, { store, gateway, pump });
    up.resolve({ api, gateway });
    await down.promise;
    await gateway.stop();
    await pump.stop();
    await api.close();
  });
  over.catch(up.reject);
  await up.promise;
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close({ force: true })));
  down.resolve();
  await over;
});

const connected = async (identity: string, protocol: string): Promise<RPCClient> => {
  const { gateway } = await up.promise;
  const endpoint = `ws://127.0.0.1:${gateway.port}`;
  const options = { endpoint, identity, protocols: [protocol], strictMode: protocol !== 'ocpp2.1' };
  // Its types ask for every option; its constructor has defaults.
  const client = new RPCClient(options as ConstructorParameters<typeof RPCClient>[0]);
  clients.push(client);
  await client.connect();
  return client;
};

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly data: Readonly<Record<string, unknown>>;
  };
}

const asked = async (path: string, init: RequestInit = {}): Promise<Answer> => {
  const { api } = await up.promise;
  const answer = await fetch(`http://127.0.0.1:${api.port}${path}`, init);
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
};

const command = (station: string, order: object, query = '?wait_ms=20000'): Promise<Answer> =>
  asked(`/v1/stations/${station}/commands${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });

const sessionsOf = async (station: string): Promise<readonly unknown[]> => {
  const { body } = await asked(`/v1/sessions?station_id=${station}`);
  return body.data as unknown as readonly unknown[];
};

const effectOf = (station: string, id: unknown): Promise<unknown> =>
  vi.waitFor(
    async () => {
      const { body } = await asked(`/v1/stations/${station}/commands/${String(id)}`);
      expect(body.data['effect']).toBe('observed');
      return body.data['effect_expected'];
    },
    { timeout: 20_000, interval: 100 },
  );

describe('ocpp-rpc as a station', () => {
  test('of OCPP 1.6 is started from afar, and the session and the effect are seen', async () => {
    const client = await connected('RS16', 'ocpp1.6');
    await client.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
    client.handle('RemoteStartTransaction', async ({ params }) => {
      const { connectorId, idTag } = params as { connectorId: number; idTag: string };
      const start = { connectorId, idTag, meterStart: 1_000, timestamp: new Date().toISOString() };
      setImmediate(() => void client.call('StartTransaction', start));
      return { status: 'Accepted' };
    });
    const { status, body } = await command('RS16', {
      name: 'remote-start',
      args: { id_token: 'TAG', port: 1 },
    });
    expect([status, body.data['state'], body.data['status']]).toEqual([
      200,
      'answered',
      'Accepted',
    ]);
    expect(body.data['args']).toEqual({ port: 1 });
    await vi.waitFor(async () => expect(await sessionsOf('RS16')).toHaveLength(1), 20_000);
    expect(await effectOf('RS16', body.data['command_id'])).toBe('session_start');
  });

  test('of OCPP 2.0.1 is started from afar, and the session and the effect are seen', async () => {
    const client = await connected('RS201', 'ocpp2.0.1');
    const chargingStation = { model: 'M', vendorName: 'V' };
    await client.call('BootNotification', { reason: 'PowerUp', chargingStation });
    client.handle('RequestStartTransaction', async ({ params }) => {
      const { evseId, idToken, remoteStartId } = params as {
        evseId: number;
        idToken: object;
        remoteStartId: number;
      };
      const started = {
        eventType: 'Started',
        seqNo: 0,
        timestamp: new Date().toISOString(),
        triggerReason: 'RemoteStart',
        transactionInfo: { transactionId: 'T-1', remoteStartId },
        evse: { id: evseId, connectorId: 1 },
        idToken,
      };
      setImmediate(() => void client.call('TransactionEvent', started));
      return { status: 'Accepted', transactionId: 'T-1' };
    });
    const { status, body } = await command('RS201', {
      name: 'remote-start',
      args: { id_token: 'TAG', port: 1 },
    });
    expect([status, body.data['state'], body.data['status']]).toEqual([
      200,
      'answered',
      'Accepted',
    ]);
    await vi.waitFor(async () => expect(await sessionsOf('RS201')).toHaveLength(1), 20_000);
    expect(await effectOf('RS201', body.data['command_id'])).toBe('session_start');
  });

  test('answers what it is asked for, in its own words', async () => {
    const client = await connected('RG16', 'ocpp1.6');
    client.handle('GetConfiguration', async () => ({
      configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }],
    }));
    const order = { name: 'get-variables', args: { names: ['HeartbeatInterval'] } };
    const { body } = await command('RG16', order);
    expect(body.data['answer']).toEqual({
      configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }],
    });
  });

  test('that does not know a command says so', async () => {
    await connected('NI16', 'ocpp1.6');
    const { status, body } = await command('NI16', { name: 'clear-cache' });
    expect([status, body.data['state']]).toEqual([200, 'error']);
    expect(body.data['error_code']).toBe('NotImplemented');
  });
});

test('the page about control names every command and each of its arguments', () => {
  const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'control.md'), 'utf8');
  const missing = vocabulary.flatMap(({ name, args }) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` `)) ?? '';
    return [name, ...Object.keys(args)].filter((word) => !row.includes(`\`${word}\``));
  });
  expect(missing).toEqual([]);
});

describe('the API', () => {
  test('answers at once with an id, which can be asked about', async () => {
    const client = await connected('ID16', 'ocpp1.6');
    client.handle('ClearCache', async () => ({ status: 'Accepted' }));
    const { status, body } = await command('ID16', { name: 'clear-cache' }, '');
    expect([status, body.data['state']]).toEqual([202, 'waiting']);
    const id = String(body.data['command_id']);
    const later = await asked(`/v1/stations/ID16/commands/${id}?wait_ms=20000`);
    expect(later.body.data).toMatchObject({ state: 'answered', asked_by: 'api/127.0.0.1' });
    const all = await asked('/v1/stations/ID16/commands');
    expect(all.body.data).toMatchObject([{ command_id: id }]);
  });

  test('refuses a station that nobody holds, what its version cannot say, and nonsense', async () => {
    const expires_at = new Date(Date.now() + 200).toISOString();
    const offline = await command('NOBODY', { name: 'clear-cache', expires_at });
    expect([offline.status, offline.body['type']]).toEqual([
      409,
      'urn:laddbok:problem:station-offline',
    ]);
    await connected('NO16', 'ocpp1.6');
    const idle = await command('NO16', { name: 'reset', args: { mode: 'on_idle' } });
    expect([idle.status, idle.body['detail']]).toEqual([
      422,
      'OCPP 1.6 knows no reset on_idle: give mode soft or hard.',
    ]);
    const unknown = await command('NO16', { name: 'explode' });
    expect([unknown.status, unknown.body['type']]).toEqual([
      400,
      'urn:laddbok:problem:bad-command',
    ]);
    const wrong = await command('NO16', { name: 'unlock', args: { port: 'one' } });
    expect([wrong.status, wrong.body['detail']]).toEqual([400, 'port must be integer.']);
  });

  test('withdraws what waits, and knows nothing of what was never asked', async () => {
    const order = { name: 'clear-cache', expires_at: new Date(Date.now() + 60_000).toISOString() };
    const { body } = await command('AWAY', order, '');
    const path = `/v1/stations/AWAY/commands/${String(body.data['command_id'])}`;
    const withdrawn = await asked(path, { method: 'DELETE' });
    expect([withdrawn.status, withdrawn.body.data['state']]).toEqual([200, 'cancelled']);
    expect((await asked('/v1/stations/AWAY/commands/01234567')).status).toBe(404);
  });

  test('takes no commands from a page of another site', async () => {
    const { status } = await asked('/v1/stations/X/commands', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://evil.example' },
      body: '{"name":"clear-cache"}',
    });
    expect(status).toBe(401);
  });

  test('tells its vocabulary with the arguments of each command', async () => {
    const { body } = await asked('/v1/command-vocabulary');
    const words = body.data as unknown as readonly { readonly name: string }[];
    expect(words.map(({ name }) => name)).toContain('remote-start');
  });
});
