// The embedded system as a rig: one process `laddbok up`, its data folder, and the lines to it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Prng } from '../../lib/prng.ts';
import { openCodecs } from '../../log/avro.ts';
import { readAll } from '../../log/contract.ts';
import { openEmbeddedLog } from '../../log/embedded.ts';
import { ocppTopic } from '../../log/port.ts';
import { fileRegistry } from '../../log/registry.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { inFolder, runCommand, startCommand, startUp, type Up } from '../command.ts';
import { freePorts } from '../servers/java.ts';
import { fillUp, smallDisk } from '../small-disk.ts';
import { linesAtEndpoint } from '../truth-from-tables.ts';
import type { Blow } from './blows.ts';
import { clockOff } from './clock.ts';
import { startRelay } from './relay.ts';
import type { Rig } from './rig.ts';

/** How far the clocks of two lives may be apart: what stations say must not look impossible. */
const clock_ms_max = 40_000;

const eventsIn = async (folder: string): Promise<readonly OcppEvent[]> => {
  const { ocpp } = await openCodecs(fileRegistry());
  const log = await openEmbeddedLog({ folder: join(folder, 'log') });
  const events = (await readAll(log, ocppTopic)).map(({ value }) => ocpp.decode(value));
  await log.close();
  return events;
};

const caughtUp = async (api: string): Promise<void> => {
  for (let complete = false; !complete;) {
    const answer = await fetch(`${api}/v1/stations`);
    complete = ((await answer.json()) as { readonly complete: boolean }).complete;
  }
};

/** Starts it. Where a small disk can be mounted, the data are on one, which blows fill up. */
export const embeddedRig = async (): Promise<Rig> => {
  await runCommand(['help'], {});
  const disk = smallDisk('1g');
  const folder = disk?.folder ?? mkdtempSync(join(tmpdir(), 'laddbok-chaos-'));
  const [port = 0] = await freePorts(1);
  const settings = inFolder(folder, { LADDBOK_GATEWAY_PORT: String(port) });
  const relay = await startRelay(port);
  let up: Up = await startUp(settings);
  const restarted = async (random: Prng): Promise<string> => {
    const off_ms = random.between(-clock_ms_max, clock_ms_max);
    up = await startUp({ ...settings, ...clockOff(off_ms) });
    return `up again after ${up.start_ms} ms, its clock off by ${off_ms} ms`;
  };
  const blows: Blow[] = [
    {
      name: 'kill',
      kills: true,
      weight: 4,
      strike: async (random) => {
        await up.kill();
        return restarted(random);
      },
    },
    {
      name: 'kill while it starts',
      kills: true,
      weight: 4,
      strike: async (random) => {
        await up.kill();
        const after_ms = random.between(500, 2_500);
        const starting = startCommand(['up'], settings);
        await pause(after_ms);
        starting.process.kill('SIGKILL');
        await starting.ended;
        return `again ${after_ms} ms after its start; ${await restarted(random)}`;
      },
    },
    {
      name: 'pause',
      kills: false,
      weight: 1,
      strike: async (random) => {
        const for_ms = random.between(200, 2_000);
        up.command.process.kill('SIGSTOP');
        await pause(for_ms);
        up.command.process.kill('SIGCONT');
        return `${for_ms} ms`;
      },
    },
    { name: 'cut lines', kills: false, weight: 1, strike: async () => `${relay.cut()} of them` },
  ];
  if (disk !== null) {
    blows.push({
      name: 'full disk',
      kills: false,
      weight: 1,
      strike: async (random) => {
        const for_ms = random.between(200, 2_000);
        const emptied = fillUp(disk.filler);
        await pause(for_ms);
        emptied();
        return `${for_ms} ms`;
      },
    });
  }
  return {
    gateway: `ws://127.0.0.1:${relay.port}`,
    blows,
    aftermath: async () => {
      await caughtUp(up.api);
      const tables = await linesAtEndpoint(up.clickhouse);
      await up.stop();
      const verdict = await runCommand(['verify', '--json'], settings);
      const verified = JSON.parse(verdict.out[0] ?? '{}') as Aftermath['verified'];
      return { tables, events: await eventsIn(folder), verified };
    },
    destroy: async () => {
      await up.kill();
      await relay.close();
      if (disk === null) rmSync(folder, { recursive: true, force: true });
      else disk.remove();
    },
  };
};

type Aftermath = Awaited<ReturnType<Rig['aftermath']>>;
