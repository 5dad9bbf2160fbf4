// A gateway is killed again and again under load: every frame that it confirmed is in the log.
//
// `KILLS=50 npm test -- --project int test/gateway-kills` kills fifty times.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { prng } from '../lib/prng.ts';
import { openCodecs } from '../log/avro.ts';
import { readAll } from '../log/contract.ts';
import { openEmbeddedLog } from '../log/embedded.ts';
import { ocppTopic } from '../log/port.ts';
import { fileRegistry } from '../log/registry.ts';
import { runCommand } from './command.ts';
import { startSenders } from './kills.ts';

const kills = Number(process.env['KILLS'] ?? 12);
const folder = mkdtempSync(join(tmpdir(), 'laddbok-kills-'));
const living = new Set<ChildProcess>();
afterAll(() => {
  for (const child of living) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const dist = join(import.meta.dirname, '..', 'dist', 'bench');
const wire = pathToFileURL(join(dist, 'wire.js')).href;

/** A process with everything loaded, that opens the log only when it is told to. */
const standBy = (): ChildProcess => {
  const child = fork(join(dist, 'gateway-server.js'));
  living.add(child);
  child.once('exit', () => living.delete(child));
  return child;
};

const open = async (child: ChildProcess): Promise<number> => {
  child.send({ mode: 'ours', wire, folder });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return port;
};

test(
  `every confirmed frame is in the log after ${kills} kills under load`,
  async () => {
    await runCommand(['help'], {});
    const random = prng('kills of the gateway');
    let child = standBy();
    let port = await open(child);
    const ids = Array.from({ length: 8 }, (_, i) => `CS-${i}`);
    const senders = startSenders(ids, (id) => `ws://127.0.0.1:${port}/${id}`);
    let served = 0;
    for (let kill = 0; kill < kills; kill++) {
      const next = standBy();
      const before = senders.count();
      // No kill before it serves, so that each interrupts confirmed traffic.
      while (senders.count() === before) await pause(5);
      served++;
      await pause(random.between(0, 120));
      child.kill('SIGKILL');
      await once(child, 'exit');
      child = next;
      port = await open(child);
    }
    await senders.stop();
    child.send('stop');
    await once(child, 'exit');

    const { ocpp } = await openCodecs(fileRegistry());
    const log = await openEmbeddedLog({ folder: join(folder, 'log') });
    const events = (await readAll(log, ocppTopic)).map(({ value }) => ocpp.decode(value));
    await log.close();
    const heard = events
      .filter(({ direction }) => direction === 'FROM_STATION')
      .map(({ messageId }) => messageId);
    const kept = new Set(heard);
    console.log(`${kills} kills, ${senders.count()} confirmed frames, ${heard.length} in the log.`);
    expect(served).toBe(kills);
    expect(heard).toHaveLength(kept.size);
    const lost = senders.confirmed.flatMap((one) => one.ids).filter((id) => !kept.has(id));
    expect(lost).toEqual([]);
  },
  60_000 + 10_000 * kills,
);
