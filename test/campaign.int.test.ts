// A firmware campaign over real sockets: pace, failures, a restart in the middle, and the tables.

import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { parseConfig } from '../app/config.ts';
import { openApi, openGateway, openPump } from '../app/parts.ts';
import type { Gateway } from '../ingest/gateway.ts';
import { deferred } from '../lib/deferred.ts';
import { silent } from '../lib/logger.ts';
import { withPipeline } from './pipeline.ts';
import { connectStation, type WireStation } from './wire-station.ts';

interface System {
  readonly gateway: Gateway;
  /** Starts an API, which runs the campaigns, and answers how to ask it. */
  readonly startApi: () => Promise<Asker>;
}

interface Asker {
  ask(path: string, body?: object): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

const [up, down] = [deferred<System>(), deferred<void>()];
let over: Promise<void> = Promise.resolve();

beforeAll(async () => {
  over = withPipeline(async ({ log, store, codecs }) => {
    const config = parseConfig({
      LADDBOK_PSEUDONYMS: 'false',
      LADDBOK_SECRET: 'for tests',
      LADDBOK_GATEWAY_PORT: '0',
      LADDBOK_API_PORT: '0',
    });
    const ending = new AbortController().signal;
    const ground = {
      config,
      logger: silent,
      ending,
      log,
      codec: codecs.ocpp,
      ledger: codecs.ledger,
    };
    const gateway = await openGateway(ground);
    const pump = await openPump(ground, store);
    const startApi = async (): Promise<Asker> => {
      const api = await openApi(ground, { store });
      const ask: Asker['ask'] = async (path, body) => {
        const headers = { 'content-type': 'application/json' };
        const init =
          body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
        const answer = await fetch(`http://127.0.0.1:${api.port}${path}`, init);
        const { data, detail } = (await answer.json()) as {
          readonly data: Readonly<Record<string, unknown>>;
          readonly detail?: string;
        };
        if (detail !== undefined) throw new Error(detail);
        return data;
      };
      return { ask, stop: () => api.close() };
    };
    up.resolve({ gateway, startApi });
    await down.promise;
    await gateway.stop();
    await pump.stop();
  });
  over.catch(up.reject);
  await up.promise;
});

afterAll(async () => {
  down.resolve();
  await over;
});

const booted = async (id: string): Promise<WireStation> => {
  const { gateway } = await up.promise;
  const station = await connectStation(`ws://127.0.0.1:${gateway.port}/${id}`, 'ocpp1.6');
  const boot = { chargePointVendor: 'V', chargePointModel: 'M', firmwareVersion: '1.0' };
  await station.call('BootNotification', boot);
  return station;
};

/** Takes the request, and tells how it went. */
const updates = async (station: WireStation, ...statuses: readonly string[]): Promise<void> => {
  const [, id, action] = JSON.parse(await station.next()) as readonly [number, string, string];
  expect(action).toBe('UpdateFirmware');
  station.send(JSON.stringify([3, id, {}]));
  for (const status of statuses) await station.call('FirmwareStatusNotification', { status });
};

test('a campaign goes over a fleet at its pace, through a restart, and its progress is seen', async () => {
  const { startApi } = await up.promise;
  let api = await startApi();
  onTestFinished(() => api.stop());
  const [a, b, c] = [await booted('FW-A'), await booted('FW-B'), await booted('FW-C')];
  await vi.waitFor(async () => {
    const rows = (await api.ask('/v1/stations')) as unknown as readonly unknown[];
    expect(rows).toMatchObject([{ model: 'M' }, { model: 'M' }, { model: 'M' }]);
  }, 20_000);
  const planned = await api.ask('/v1/campaigns', {
    title: 'to 2.0',
    args: { url: 'https://user:pw@host/fw.bin' },
    vendor: 'V',
    model: 'M',
    stations: ['FW-OFFLINE'],
    at_most: 3,
  });
  expect(planned).toMatchObject({ state: 'running', counts: { waiting: 4 }, args: {} });
  const path = `/v1/campaigns/${String(planned['campaign_id'])}`;

  await updates(a, 'Downloading', 'Downloaded', 'Installing', 'Installed');
  // FW-OFFLINE, FW-A and FW-B have the three places; FW-C waits for one.
  await updates(b, 'Downloading');
  await api.stop();
  api = await startApi();
  await updates(c, 'Downloading', 'DownloadFailed');
  await b.call('FirmwareStatusNotification', { status: 'Installed' });
  await vi.waitFor(async () => {
    const shown = await api.ask(path);
    expect(shown['stations']).toMatchObject([
      { station_id: 'FW-OFFLINE', state: 'asked' },
      { station_id: 'FW-A', state: 'installed', update_state: 'installed' },
      { station_id: 'FW-B', state: 'installed', update_state: 'installed' },
      { station_id: 'FW-C', state: 'failed', update_state: 'failed', attempt: 1 },
    ]);
  }, 20_000);
  expect(await api.ask(`${path}/cancel`, {})).toMatchObject({ state: 'cancelled' });
  for (const station of [a, b, c]) expect(station.unread()).toEqual([]);
}, 60_000);
