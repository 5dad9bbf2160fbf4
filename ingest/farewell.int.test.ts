// Stations are sent away by a gateway that stops, over real sockets: code, pace and return.

import { once } from 'node:events';
import { RPCClient } from 'ocpp-rpc';
import { expect, onTestFinished, test } from 'vitest';
import { prng } from '../lib/prng.ts';
import { startRig } from '../test/gateway-rig.ts';
import { trustedAddress } from './limits.ts';

const drawn = (seed: string) => {
  const random = prng(seed);
  return (): number => random.next();
};

test('stations leave in no order, over the whole window that the limits give them', async () => {
  const window_ms = 600;
  const ids = Array.from({ length: 60 }, (_, i) => `CS-${i}`);
  const { gateway, station } = await startRig({
    limits: { ...trustedAddress, farewellStep_ms: 1_000, farewell_ms: window_ms },
    entropy: drawn('farewell'),
    farewellCode: () => Promise.resolve(1012),
  });
  const stations = await Promise.all(ids.map((id) => station(id)));
  const left: { readonly id: number; readonly after_ms: number }[] = [];
  const stops_ms = performance.now();
  const closed = stations.map(async (one, id) => {
    const end = await one.closed;
    left.push({ id, after_ms: performance.now() - stops_ms });
    return end;
  });
  await gateway.stop();
  const ends = await Promise.all(closed);
  expect(new Set(ends.map(({ code, reason }) => `${code} ${reason}`))).toEqual(
    new Set(['1012 the gateway restarts']),
  );
  const order = left.map(({ id }) => id);
  expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  // Each has a step of its own and nobody leaves before it; a busy machine can only be later.
  const step_ms = window_ms / ids.length;
  const early = left.filter(({ after_ms }, place) => after_ms < place * step_ms);
  expect(early).toEqual([]);
});

test.each([1001, 1012] as const)(
  'the client of another maker comes back after %i, to whoever has the port then',
  async (code) => {
    const { gateway } = await startRig({ farewellCode: () => Promise.resolve(code) });
    const { port } = gateway;
    const options = {
      endpoint: `ws://127.0.0.1:${port}`,
      identity: 'CS-1',
      protocols: ['ocpp1.6'],
      backoff: { initialDelay: 20, maxDelay: 100 },
    };
    // Its types ask for every option; its constructor has defaults.
    const client = new RPCClient(options as unknown as ConstructorParameters<typeof RPCClient>[0]);
    onTestFinished(async () => {
      await client.close({ force: true });
    });
    await client.connect();
    const sentAway = once(client, 'disconnect');
    const back = once(client, 'open');
    await gateway.stop();
    expect((await sentAway)[0]).toMatchObject({ code });
    const next = await startRig({ port });
    onTestFinished(() => next.gateway.stop());
    await back;
    expect(await client.call('Heartbeat', {})).toEqual({ currentTime: expect.any(String) });
  },
);
