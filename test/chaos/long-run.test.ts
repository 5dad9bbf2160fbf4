// `npm run chaos`: the long run, as long and on the engines that were asked for.

import { expect, test } from 'vitest';
import { runChaos } from './chaos.ts';
import { embeddedRig } from './embedded-rig.ts';
import { kafkaRig } from './kafka-rig.ts';

const asked = JSON.parse(process.env['CHAOS'] ?? '{}') as {
  readonly seed: string;
  readonly minutes: number;
  readonly kills: number;
  readonly engine: 'embedded' | 'kafka';
};

/** What comes after the last blow: the stations finish, all is stored, compared. */
const rest_ms = 15 * 60_000;
const killed_ms_max = 30_000;

test(
  `chaos on ${asked.engine}, seed "${asked.seed}"`,
  async () => {
    const rig = asked.engine === 'kafka' ? await kafkaRig() : await embeddedRig();
    const began = performance.now();
    try {
      const damage = await runChaos({
        rig,
        seed: asked.seed,
        kills: asked.kills,
        for_ms: asked.minutes * 60_000,
        onBlow: (line) =>
          console.log(`${((performance.now() - began) / 1_000).toFixed(0).padStart(6)} s  ${line}`),
      });
      console.log(JSON.stringify(damage, null, 2));
      expect(damage).toMatchObject({
        missing: [],
        doubled: [],
        wrong: [],
        differences: 0,
        behind: 0,
      });
    } finally {
      await rig.destroy();
    }
  },
  asked.minutes * 60_000 + asked.kills * killed_ms_max + rest_ms,
);
