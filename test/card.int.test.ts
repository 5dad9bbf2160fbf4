// Quirk cards as people use them: learned from evidence, applied, listed, withdrawn, verified.

import { expect, test, vi } from 'vitest';
import { cardCommand } from '../app/commands/card.ts';
import { parseConfig } from '../app/config.ts';
import { silent } from '../lib/logger.ts';
import { day_ms } from '../lib/time.ts';
import { fleet } from '../simulator/fleet.ts';
import { inFolder, runCommand, startUp } from './command.ts';
import { inTemporaryFolder, record } from './pipeline.ts';

const from = Date.UTC(2026, 2, 1);

/** Stations whose register begins at zero with each transaction. */
const stations = fleet({ seed: 'cards', stations: 2, quirks: ['register-per-transaction'] });
const { lines } = record({ seed: 'cards', stations, from, to: from + 12 * day_ms });

interface Proposal {
  readonly card: { readonly id: string; readonly register?: string };
  readonly evidence: readonly string[];
}

test(
  'a card that was learned holds from its event on, is listed, and ends when withdrawn',
  () =>
    inTemporaryFolder(async (folder) => {
      const settings = inFolder(folder);
      const said = await runCommand(['import', '-'], settings, lines.join('\n'));
      expect(said.code).toBe(0);
      const up = await startUp(settings);
      const card = async (args: readonly string[], flags: Readonly<Record<string, true>> = {}) => {
        const out: string[] = [];
        const print = (line: string): void => void out.push(line);
        const told = { args, flags, config: parseConfig(settings), logger: silent, print };
        await cardCommand.run(told);
        return out.join('\n');
      };
      const listed = async (): Promise<readonly { readonly station_id: string }[]> =>
        JSON.parse(await card(['list'], { json: true })) as readonly { station_id: string }[];
      try {
        await vi.waitFor(
          async () => {
            const answer = await fetch(`${up.api}/v1/stations`);
            expect(await answer.json()).toMatchObject({ complete: true });
          },
          { timeout: 60_000, interval: 200 },
        );
        const proposals = JSON.parse(await card(['learn'], { json: true })) as readonly Proposal[];
        const learned = proposals.find((one) => one.card.register === 'session');
        expect(learned?.evidence.join()).toMatch(/starts at zero/);
        const [station] = stations;
        const text = JSON.stringify(learned?.card);

        const id = station?.station_id ?? '';
        expect(await card(['apply', text, id])).toMatch(/^Would write/);
        expect(await listed()).toEqual([]);

        expect(await card(['apply', text, id], { yes: true })).toMatch(/^Writing/);
        await vi.waitFor(async () => expect(await listed()).toMatchObject([{ station_id: id }]), {
          timeout: 20_000,
          interval: 200,
        });
        await card(['withdraw', id], { yes: true });
        await vi.waitFor(async () => expect(await listed()).toEqual([]), {
          timeout: 20_000,
          interval: 200,
        });
        const nonsense = card(['apply', '{"register":"sideways"}', 'CS-1']);
        await expect(nonsense).rejects.toThrow(/no JSON of a quirk card/);
      } finally {
        await up.stop();
      }
      const verdict = await runCommand(['verify', '--json'], settings);
      expect(JSON.parse(verdict.out[0] ?? '')).toMatchObject({ differences: 0, behind: 0 });
    }),
  120_000,
);
