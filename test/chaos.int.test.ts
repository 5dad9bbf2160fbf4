// Power cuts and worse: what was confirmed is in the log once, and the tables are as it was.
// `npm run chaos -- --engine kafka` does the same to a broker, processors and a store.

import { expect, test } from 'vitest';
import type { Damage } from './chaos/chaos.ts';
import { runChaos } from './chaos/chaos.ts';
import { embeddedRig } from './chaos/embedded-rig.ts';
import type { Rig } from './chaos/rig.ts';

const seed = 'power cuts';

const none = { missing: [], doubled: [], wrong: [], differences: 0, behind: 0 };

const struck = async (rig: Rig, kills: number): Promise<Damage> => {
  const lines: string[] = [];
  try {
    const onBlow = (line: string): void => void lines.push(line);
    const damage = await runChaos({ rig, seed, kills, for_ms: 12_000, onBlow });
    console.log(`seed "${seed}": ${JSON.stringify(damage)}`);
    // A run in which nothing happened would show nothing.
    if (damage.confirmed < 100 || damage.sessions < 20)
      throw new Error('Hardly anything was said.');
    return damage;
  } catch (thrown) {
    throw new Error(`seed "${seed}", after ${lines.join('; ')}`, { cause: thrown });
  } finally {
    await rig.destroy();
  }
};

test('the embedded system loses and doubles nothing, killed twenty times and struck between', async () => {
  expect(await struck(await embeddedRig(), 20)).toMatchObject(none);
}, 600_000);
