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
import { inFolder, runCommand, startUp, type Up } from '../command.ts';
import { freePorts } from '../servers/java.ts';
import { fillUp, smallDisk } from '../small-disk.ts';
import { linesAtEndpoint } from '../truth-from-tables.ts';
import type { Blow } from './blows.ts';
import { clockOff } from './clock.ts';
import { startRelay } from './relay.ts';
import type { Rig } from './rig.ts';
import { slowDiskBlows } from './slow-disk.ts';
import { standBy } from './stand-by.ts';

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
  // The next life loads while this one works, so that more lives fit into the same time.
  const nextLife = (off_ms: number) => ({
    off_ms,
    ...standBy(settings, [clockOff(off_ms)]),
  });
  let next = nextLife(0);
  const another = (random: Prng): typeof next => {
    const now = next;
    next = nextLife(random.between(-clock_ms_max, clock_ms_max));
    return now;
  };
  const restarted = async (random: Prng): Promise<string> => {
    const life = another(random);
    up = await life.up();
    return `up again after ${up.start_ms} ms, its clock off by ${life.off_ms} ms`;
  };
  /** Starts it and kills it again before, or a little after, everything listens. */
  const briefly = async (random: Prng): Promise<number> => {
    const for_ms = random.between(50, 2_500);
    const life = another(random);
    await life.go();
    await pause(for_ms);
    life.command.process.kill('SIGKILL');
    await life.command.ended;
    return for_ms;
  };
  const paused = async (random: Prng): Promise<string> => {
    const for_ms = random.between(200, 2_000);
    up.command.process.kill('SIGSTOP');
    await pause(for_ms);
    up.command.process.kill('SIGCONT');
    return `${for_ms} ms`;
  };
  const blows: Blow[] = [
    {
      name: 'kill',
      weight: 4,
      strike: async (random) => {
        await up.kill();
        return { what: await restarted(random), kills: 1 };
      },
    },
    {
      name: 'kill while it starts',
      weight: 4,
      strike: async (random) => {
        await up.kill();
        const lives_ms: number[] = [];
        for (let left = random.between(1, 3); left > 0; left--)
          lives_ms.push(await briefly(random));
        const again = `again ${lives_ms.join(', ')} ms after its starts`;
        return { what: `${again}; ${await restarted(random)}`, kills: 1 + lives_ms.length };
      },
    },
    {
      name: 'pause',
      weight: 1,
      strike: async (random) => ({ what: await paused(random), kills: 0 }),
    },
    {
      name: 'cut lines',
      weight: 1,
      strike: async () => ({ what: `${relay.cut()} of them`, kills: 0 }),
    },
  ];
  blows.push(...slowDiskBlows(() => up.command.process.pid ?? 0));
  if (disk !== null) {
    blows.push({
      name: 'full disk',
      weight: 1,
      strike: async (random) => {
        const for_ms = random.between(200, 2_000);
        const emptied = fillUp(disk.filler);
        await pause(for_ms);
        emptied();
        return { what: `${for_ms} ms`, kills: 0 };
      },
    });
  }
  return {
    gateway: `ws://127.0.0.1:${relay.port}`,
    blows,
    aftermath: async () => {
      await caughtUp(up.api);
      const tables = await linesAtEndpoint(up.clickhouse);
      next.command.process.kill('SIGKILL');
      await up.stop();
      const verdict = await runCommand(['verify', '--json'], settings);
      const verified = JSON.parse(verdict.out[0] ?? '{}') as Aftermath['verified'];
      return { tables, events: await eventsIn(folder), verified };
    },
    destroy: async () => {
      next.command.process.kill('SIGKILL');
      await up.kill();
      await relay.close();
      if (disk === null) rmSync(folder, { recursive: true, force: true });
      else disk.remove();
    },
  };
};

type Aftermath = Awaited<ReturnType<Rig['aftermath']>>;
