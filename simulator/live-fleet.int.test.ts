// Live stations against a small back end on a real socket: what they say, and what is true of it.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { backOffice } from './back-office.ts';
import { fleet } from './fleet.ts';
import { startFleet } from './live-fleet.ts';
import type { LiveFleet } from './live-fleet.ts';
import { scenario } from './scenario.ts';
import type { Act } from './scenario.ts';
import type { StationProfile } from './station.ts';

interface Heard {
  readonly station_id: string;
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

interface Back {
  readonly url: string;
  readonly heard: Heard[];
  readonly sockets: Map<string, WebSocket>;
  /** Most calls of one station that waited for an answer at a time. */
  outstanding_max: number;
  /** Answers that are held back. */
  silent: boolean;
  refuse: (heard: Heard) => boolean;
  close(): Promise<void>;
}

/** A back end that answers after the event loop has turned, so that impatience would be seen. */
const backEnd = async (): Promise<Back> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const office = backOffice({ interval_s: 60, firstTransactionId: 1 });
  const back: Back = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: [],
    sockets: new Map(),
    outstanding_max: 0,
    silent: false,
    refuse: () => false,
    close: async () => {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
  server.on('connection', (socket, request) => {
    const station_id = decodeURIComponent((request.url ?? '').slice(1));
    back.sockets.set(station_id, socket);
    let outstanding = 0;
    socket.on('message', (data: Buffer) => {
      const [type, id, action, payload] = JSON.parse(data.toString('utf8'));
      if (type !== 2 || back.silent) return;
      outstanding += 1;
      back.outstanding_max = Math.max(back.outstanding_max, outstanding);
      const heard = { station_id, action, payload };
      setImmediate(() => {
        outstanding -= 1;
        if (back.refuse(heard))
          return socket.send(JSON.stringify([4, id, 'InternalError', '', {}]));
        back.heard.push(heard);
        socket.send(JSON.stringify([3, id, office.answer(action, payload, Date.now())]));
      });
    });
  });
  return back;
};

const stations = fleet({ seed: 'live', stations: 6 });
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const started = async (
  profiles: readonly StationProfile[],
  acts: readonly Act[],
): Promise<{ back: Back; live: LiveFleet }> => {
  const back = await backEnd();
  closing.push(async () => back.close());
  const live = startFleet({
    url: back.url,
    seed: 'live',
    stations: profiles,
    clock: Date.now,
    sample_ms: 200,
    backoff: { first_ms: 20, max_ms: 100 },
    plan: (profile, from) => scenario(profile, from, acts),
  });
  closing.push(async () => live.stop());
  return { back, live };
};

const charges: Act = {
  does: 'charges',
  port: 1,
  after_ms: 300,
  plugged_ms: 100,
  for_ms: 1_200,
  energy_wh: 40,
};

test('each station boots, charges and stops, with the energy that the truth says', async () => {
  const { back, live } = await started(stations, [charges]);
  await live.finished;
  const { sessions, outages, buckets } = live.truth();
  expect(sessions.map((row) => [row.station_id, row.energy_mwh, row.stop_reason])).toEqual(
    stations.map((profile) => [profile.station_id, 40_000, 'Local']),
  );
  expect(buckets.reduce((sum, row) => sum + row.energy_mwh, 0)).toBe(6 * 40_000);
  expect(outages).toEqual([]);
  expect(back.outstanding_max).toBe(1);
  for (const row of sessions) {
    const said = back.heard.filter((heard) => heard.station_id === row.station_id);
    expect(said[0]?.action).toBe('BootNotification');
    const stop = said.find(({ action }) => action === 'StopTransaction');
    if (stop === undefined) continue;
    // The id is the one that the back end answered, not one of the station's own.
    expect(stop.payload).toMatchObject({
      transactionId: Number(row.transaction_id),
      meterStop: row.register_end_mwh / 1000,
      timestamp: new Date(row.ended_at ?? 0).toISOString().replace('.000Z', 'Z'),
    });
  }
});

test('what happened offline is replayed in order with its old times', async () => {
  const away: Act = { does: 'loses_link', after_ms: 700, for_ms: 1_200 };
  const { back, live } = await started(stations, [charges, away]);
  await live.finished;
  const { sessions, outages, stations: told } = live.truth();
  expect(sessions.map((row) => row.energy_mwh)).toEqual(stations.map(() => 40_000));
  expect(outages.length).toBe(stations.reduce((sum, one) => sum + one.ports.length, 0));
  for (const row of told) {
    expect(row.connections).toBe(2);
    expect(row.replayed).toBeGreaterThan(2);
    const times = back.heard
      .filter(
        ({ station_id, action }) => station_id === row.station_id && /Trans|Meter/.test(action),
      )
      .map(({ payload }) => JSON.stringify(payload).match(/"timestamp":"([^"]+)"/)?.[1] ?? '')
      .map((text) => Date.parse(text));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(outages[0]?.ended_at ?? 0);
  }
});

test('a lost connection comes back, and the message without answer is sent again', async () => {
  const [profile] = stations as [StationProfile];
  const { back, live } = await started([profile], [charges]);
  back.refuse = ({ action }) => {
    if (action !== 'StartTransaction') return false;
    back.refuse = () => false;
    back.silent = true;
    back.sockets.get(profile.station_id)?.once('close', () => {
      back.silent = false;
    });
    back.sockets.get(profile.station_id)?.terminate();
    return true;
  };
  await live.finished;
  const { sessions, stations: told } = live.truth();
  expect(sessions).toMatchObject([{ energy_mwh: 40_000, transaction_id: '1' }]);
  expect(told[0]?.connections).toBe(2);
  expect(back.heard.filter(({ action }) => action === 'BootNotification')).toHaveLength(1);
});

test('a refused message of a transaction is tried again', async () => {
  const [profile] = stations as [StationProfile];
  const { back, live } = await started([profile], [charges]);
  let refusals = 0;
  back.refuse = ({ action }) => action === 'StartTransaction' && ++refusals === 1;
  await live.finished;
  expect(refusals).toBe(2);
  expect(live.truth().sessions).toMatchObject([{ energy_mwh: 40_000 }]);
});

test('a station keeps trying while the gateway is away', async () => {
  const back = await backEnd();
  await back.close();
  const live = startFleet({
    url: back.url,
    seed: 'live',
    stations: stations.slice(0, 1),
    clock: Date.now,
    backoff: { first_ms: 5, max_ms: 10 },
    plan: (profile, from) => scenario(profile, from, []),
  });
  closing.push(async () => live.stop());
  const port = Number(new URL(back.url).port);
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  closing.push(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
    await once(server, 'close');
  });
  const [, request] = await once(server, 'connection');
  expect(request.url).toBe('/LB-0001');
  expect(request.headers['sec-websocket-protocol']).toBe('ocpp1.6');
});

test('a hastened fleet has sessions within seconds, and none of an earlier run', async () => {
  const back = await backEnd();
  closing.push(async () => back.close());
  const run = async (): Promise<readonly string[]> => {
    const live = startFleet({
      url: back.url,
      seed: 'hasty',
      stations: 8,
      clock: Date.now,
      speedup: 2_000,
    });
    const charged = (): boolean =>
      live.truth().sessions.some((row) => row.ended_at !== null && row.energy_mwh > 0);
    await expect.poll(charged, { timeout: 30_000 }).toBe(true);
    await live.stop();
    const { sessions } = live.truth();
    return sessions.map((row) => `${row.register_start_mwh} ${row.transaction_id}`);
  };
  const earlier = await run();
  const later = await run();
  expect(later.filter((name) => earlier.includes(name))).toEqual([]);
});
