// Power cuts: `laddbok up` is killed again and again while stations speak, and nothing is lost.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { prng } from '../lib/prng.ts';
import { openCodecs } from '../log/avro.ts';
import { readAll } from '../log/contract.ts';
import { openEmbeddedLog } from '../log/embedded.ts';
import { ocppTopic } from '../log/port.ts';
import { fileRegistry } from '../log/registry.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { fleet } from '../simulator/fleet.ts';
import { startFleet } from '../simulator/live-fleet.ts';
import { scenario, type Act } from '../simulator/scenario.ts';
import { inFolder, runCommand, startCommand, startUp } from './command.ts';
import { freePorts } from './servers/java.ts';
import { linesAtEndpoint, linesOfTruth } from './truth-from-tables.ts';
import { connectStation } from './wire-station.ts';

const folder = mkdtempSync(join(tmpdir(), 'laddbok-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How long a process lives: after everything listens, or after its start where `starting`. */
interface Life {
  readonly starting: boolean;
  readonly for_ms: number;
}

const random = prng('power cuts');
const lives: readonly Life[] = Array.from({ length: 8 }, (_, i) =>
  i % 2 === 1
    ? { starting: true, for_ms: random.between(600, 2_500) }
    : { starting: false, for_ms: random.between(100, 2_000) },
);

/** A car every three seconds. */
const acts: readonly Act[] = Array.from({ length: 8 }, (_, i) => ({
  does: 'charges',
  port: 1,
  after_ms: 200 + i * 3_000,
  plugged_ms: 100,
  for_ms: 2_300,
  energy_wh: 500 + i,
}));

/** A station that sends one numbered message after another and remembers which were confirmed. */
const remember = (url: string) => {
  const confirmed: string[] = [];
  const stopping = new AbortController();
  const { signal } = stopping;
  const speak = async (): Promise<void> => {
    const station = await connectStation(url, 'ocpp1.6');
    while (!signal.aborted) {
      const id = `frame-${confirmed.length}-${random.between(0, 1e9)}`;
      station.send(JSON.stringify([2, id, 'DataTransfer', { vendorId: 'V', data: id }]));
      const answer = await Promise.race([station.next(), station.closed]);
      if (typeof answer !== 'string') return;
      if (answer.startsWith(`[3,"${id}"`)) confirmed.push(id);
    }
    await station.close();
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) await speak().catch(() => pause(20));
  };
  const running = run();
  return {
    confirmed,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

const eventsOf = async (stationId: string): Promise<readonly OcppEvent[]> => {
  const { ocpp } = await openCodecs(fileRegistry());
  const log = await openEmbeddedLog({ folder: join(folder, 'log') });
  const events = (await readAll(log, ocppTopic)).map(({ value }) => ocpp.decode(value));
  await log.close();
  return events.filter((event) => event.stationId === stationId);
};

const caughtUp = async (api: string): Promise<void> => {
  for (let complete = false; !complete;) {
    const answer = await fetch(`${api}/v1/stations`);
    complete = ((await answer.json()) as { readonly complete: boolean }).complete;
  }
};

test('what was confirmed is in the log once, and the tables are as the stations did', async () => {
  await runCommand(['help'], {});
  const [port = 0] = await freePorts(1);
  const settings = inFolder(folder, { LADDBOK_GATEWAY_PORT: String(port) });
  const gateway = `ws://127.0.0.1:${port}`;
  const client = remember(`${gateway}/REMEMBERS`);
  const first = await startUp(settings);
  const live = startFleet({
    url: gateway,
    seed: 'crash',
    stations: fleet({ seed: 'crash', stations: 8, prefix: 'LIVE-' }),
    clock: Date.now,
    sample_ms: 150,
    backoff: { first_ms: 20, max_ms: 100 },
    plan: (profile, start) => scenario(profile, start, acts),
  });
  await pause(1_000);
  await first.kill();
  for (const { starting, for_ms } of lives) {
    const up = starting ? startCommand(['up'], settings) : (await startUp(settings)).command;
    await pause(for_ms);
    up.process.kill('SIGKILL');
    await up.ended;
  }
  const last = await startUp(settings);
  await live.finished;
  await live.stop();
  await client.stop();
  await caughtUp(last.api);
  const actual = await linesAtEndpoint(last.clickhouse);
  expect(await last.stop()).toMatchObject({ code: 0 });

  const expected = linesOfTruth(live.truth());
  expect(expected.sessions).toHaveLength(64);
  expect(actual.sessions).toEqual(expected.sessions);
  expect(actual.buckets).toEqual(expected.buckets);

  const frames = (await eventsOf('REMEMBERS')).filter((one) => one.direction === 'FROM_STATION');
  const ids = frames.map((one) => one.messageId);
  console.log(`${lives.length + 1} kills, ${client.confirmed.length} confirmed frames.`);
  expect(client.confirmed.filter((id) => !ids.includes(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length - client.confirmed.length).toBeLessThanOrEqual(lives.length + 1);

  const verdict = await runCommand(['verify', '--json'], settings);
  expect(JSON.parse(verdict.out[0] ?? '')).toMatchObject({ differences: 0, behind: 0 });
  expect(verdict.code).toBe(0);
}, 120_000);
