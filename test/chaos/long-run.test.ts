// `npm run chaos`: the long run, as long and on the engines that were asked for.

import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runChaos } from './chaos.ts';
import { embeddedRig } from './embedded-rig.ts';
import { kafkaRig } from './kafka-rig.ts';
import type { Rig } from './rig.ts';

const asked = JSON.parse(process.env['CHAOS'] ?? '{}') as {
  readonly seed: string;
  readonly minutes: number;
  readonly kills: number;
  readonly engine: 'embedded' | 'kafka' | 'kafka-3';
  /** The file that the report goes to. */
  readonly report: string;
};

/** What comes after the last blow: the stations finish, all is stored, compared. */
const rest_ms = 15 * 60_000;
const killed_ms_max = 60_000;

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 1_000);

const rigs: Readonly<Record<typeof asked.engine, () => Promise<Rig>>> = {
  embedded: embeddedRig,
  kafka: () => kafkaRig(),
  'kafka-3': () => kafkaRig(3),
};

test(
  `chaos on ${asked.engine}, seed "${asked.seed}"`,
  async () => {
    const rig = await rigs[asked.engine]();
    const began = performance.now();
    const onBlow = (line: string, kills: number): void =>
      console.error(
        `${String(secondsSince(began)).padStart(6)} s ${String(kills).padStart(4)} kills  ${line}`,
      );
    try {
      const for_ms = asked.minutes * 60_000;
      const { seed, kills, engine } = asked;
      const damage = await runChaos({ rig, seed, kills, for_ms, onBlow });
      const report = { engine, ...damage, seconds: secondsSince(began) };
      writeFileSync(asked.report, JSON.stringify(report));
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
