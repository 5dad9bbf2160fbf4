// The processor is stopped while stations go on: within a minute every board says so.

import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openChdb } from '../../store/chdb.ts';
import { startEndpoint } from '../../store/endpoint.ts';
import { inFolder, startCommand, type CommandProcess } from '../../test/command.ts';
import { inTemporaryFolder } from '../../test/pipeline.ts';
import { connectStation } from '../../test/wire-station.ts';

const heard_ms = 500;
const start_ms = 120_000;

interface Step {
  readonly value: number | null;
  readonly color: string;
}

interface Field {
  readonly values: readonly (number | null)[];
  readonly look: { readonly thresholds?: { readonly steps: readonly Step[] } };
}

/** What a board's freshness panel shows: the seconds, and the colour that they are painted in. */
interface Shown {
  readonly uid: string;
  readonly age_s: number | null;
  readonly colour: string;
}

const jsonOf = async <T>(url: string): Promise<T> => {
  const answer = await fetch(url);
  const text = await answer.text();
  expect([url, answer.status, text]).toEqual([url, 200, text]);
  return JSON.parse(text) as T;
};

const shownOn = async (base: string, uid: string): Promise<Shown> => {
  const board = `${base}/boards/${uid}`;
  const { panels } = await jsonOf<{ panels: readonly { id: number; title: string }[] }>(
    `${board}/board`,
  );
  const panel = panels.find(({ title }) => title === 'Age of the newest data');
  const range = `from=${Date.now() - 3_600_000}&to=${Date.now()}`;
  const { frames } = await jsonOf<{ frames: readonly { fields: readonly Field[] }[] }>(
    `${board}/panels/${panel?.id}/data?${range}`,
  );
  const field = frames[0]?.fields[0];
  const age_s = field?.values[0] ?? null;
  const steps = field?.look.thresholds?.steps ?? [];
  const step = steps.findLast(({ value }) => value === null || (age_s ?? -1) >= value);
  return { uid, age_s, colour: step?.color ?? '' };
};

const uidsAt = async (base: string): Promise<readonly string[]> => {
  const page = await (await fetch(`${base}/boards`)).text();
  return [...page.matchAll(/href="\/boards\/([\w-]+)"/g)].map(([, uid]) => uid ?? '');
};

const said = ({ out }: CommandProcess, pattern: RegExp): string =>
  out.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined) ?? '';

/** Gateway, processor and API as processes of their own, over a store that outlives them. */
const withProcesses = (
  work: (gateway: string, api: string, processor: CommandProcess) => Promise<void>,
): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    const store = await openChdb({ folder: join(folder, 'store') });
    const endpoint = await startEndpoint({ store, port: 0, dangerously_allowWrites: true });
    const settings = inFolder(join(folder, 'data'), { CLICKHOUSE_URL: endpoint.url });
    const processor = startCommand(['process'], settings);
    const gateway = startCommand(['gateway'], settings);
    await Promise.all([processor.heard(/^Folding /), gateway.heard(/^Stations connect/)]);
    const api = startCommand(['api'], settings);
    await api.heard(/^API at/);
    try {
      await work(said(gateway, /(ws:\S+)\/</), said(api, /^API at (http:\S+)/), processor);
    } finally {
      for (const one of [api, gateway, processor]) one.process.kill('SIGTERM');
      await Promise.all([api.ended, gateway.ended, processor.ended]);
      await endpoint.close();
      await store.close();
    }
  });

test('a stopped processor turns the freshness of every board from green within a minute', async () => {
  await withProcesses(async (gateway, api, processor) => {
    const station = await connectStation(`${gateway}/LIVES-ON`, 'ocpp1.6');
    const boot = { chargePointVendor: 'V', chargePointModel: 'M' };
    await station.call('BootNotification', boot);
    const uids = await uidsAt(api);
    expect(uids.length).toBeGreaterThan(10);
    const all = async () => Promise.all(uids.map((uid) => shownOn(api, uid)));
    await vi.waitFor(
      async () => {
        await station.call('Heartbeat');
        for (const { uid, colour } of await all()) expect([uid, colour]).toEqual([uid, 'green']);
      },
      { timeout: start_ms, interval: heard_ms },
    );
    processor.process.kill('SIGKILL');
    await processor.ended;
    const stopped_at = Date.now();
    // The last event that it folded may be a moment older than its end.
    await vi.waitFor(
      async () => {
        expect((await station.call('Heartbeat'))[0]).toBe(3);
        for (const { uid, colour } of await all()) expect([uid, colour]).toEqual([uid, 'orange']);
      },
      { timeout: start_ms, interval: heard_ms },
    );
    const took_s = (Date.now() - stopped_at) / 1_000;
    expect(took_s).toBeLessThan(75);
    const since_s = (Date.now() - stopped_at) / 1_000;
    // What it folded last is older than its end, so that the age is at least as long as that.
    for (const { uid, age_s } of await all())
      expect([uid, (age_s ?? 0) >= Math.max(60, since_s - 1)]).toEqual([uid, true]);
    await station.close();
  });
}, 400_000);
