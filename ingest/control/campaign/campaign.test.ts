// A campaign over a fleet: its window, its pace, its stop, and what holds when two run it at once.

import { describe, expect, test } from 'vitest';
import type { Command } from '../command.ts';
import type { CommandState } from '../command.ts';
import { openSealer } from '../seal.ts';
import { afterRecord, type Campaign } from './campaign.ts';
import { decide, isWithin, type Standing } from './decide.ts';
import { complaintsAboutPlan, planned, type PlanOrder } from './plan.ts';
import type { CampaignRecord } from './record.ts';
import { commandIdOf, lookAt } from './runner.ts';

const sealer = openSealer('for tests');
const now = Date.UTC(2026, 2, 1, 12);
const order: PlanOrder = {
  tenant: 't',
  by: 'operator',
  title: 'to 2.0',
  stations: ['A', 'B', 'C'],
  values: { url: 'https://user:pw@h/f', retries: 1 },
  window: null,
  atMost: 2,
  stopAfter: 2,
  patience_ms: 3_600_000,
};

type Told<K extends CampaignRecord['kind']> = Omit<
  CampaignRecord & { readonly kind: K },
  'tenant' | 'campaignId' | 'at' | 'by' | 'kind'
>;

/** A campaign and the records that made it. */
const campaign = (over: Partial<PlanOrder> = {}) => {
  const records: CampaignRecord[] = [planned({ ...order, ...over }, sealer, now)];
  const { campaignId } = records[0] as CampaignRecord;
  const tell = <K extends CampaignRecord['kind']>(kind: K, told: Told<K>): void => {
    const common = { tenant: 't', campaignId, at: now, by: 'runner', kind };
    records.push({ ...common, ...told } as unknown as CampaignRecord);
  };
  const folded = (): Campaign => {
    let made: Campaign | undefined;
    for (const record of records) made = afterRecord(made, record);
    if (made === undefined) throw new Error('nothing was planned');
    return made;
  };
  return {
    records,
    folded,
    tell,
    asked: (stationId: string, attempt = 1): void =>
      tell('CampaignStationAsked', { stationId, attempt }),
    ended: (stationId: string, outcome: 'installed' | 'failed' | 'offline'): void =>
      tell('CampaignStationEnded', { stationId, attempt: 1, outcome, detail: '', updateId: '' }),
  };
};

const standing = (state: CommandState, more: Partial<Command> = {}, update = ''): Standing => ({
  command: { state, status: '', errorCode: '', detail: '', eventId: 'e1', ...more } as Command,
  update,
});

const moves = (of: Campaign, standings: Readonly<Record<string, Standing>> = {}, at = now) =>
  decide(of, new Map(Object.entries(standings)), at).map((move) => {
    if (move.do === 'ask') return `ask ${move.stationId} ${move.attempt}`;
    if (move.do === 'finish') return move.how;
    return `${move.part.stationId} ${move.outcome}`;
  });

describe('a campaign', () => {
  test('asks as many stations at a time as its pace allows, in their order', () => {
    const { folded, asked, ended } = campaign();
    expect(moves(folded())).toEqual(['ask A 1', 'ask B 1']);
    asked('A');
    asked('B');
    expect(moves(folded())).toEqual([]);
    ended('A', 'installed');
    expect(moves(folded())).toEqual(['ask C 1']);
  });

  test('asks nobody outside its window', () => {
    const window = { from: '22:00', to: '05:00', zone: 'Europe/Stockholm' };
    const { folded } = campaign({ window });
    expect(moves(folded())).toEqual([]);
    expect(moves(folded(), {}, Date.UTC(2026, 2, 1, 21))).toEqual(['ask A 1', 'ask B 1']);
  });

  test('asks nobody further after so many failures, until it is resumed', () => {
    const { folded, asked, ended, tell } = campaign();
    for (const id of ['A', 'B']) {
      asked(id);
      ended(id, 'failed');
    }
    expect(moves(folded())).toEqual(['stopped']);
    tell('CampaignEnded', { how: 'stopped' });
    expect(moves(folded())).toEqual([]);
    tell('CampaignResumed', {});
    expect(moves(folded())).toEqual(['ask C 1']);
  });

  test('gives stations that were away another turn when it is resumed', () => {
    const { folded, asked, ended, tell } = campaign({ stations: ['A'] });
    asked('A');
    ended('A', 'offline');
    expect(moves(folded())).toEqual(['done']);
    tell('CampaignEnded', { how: 'done' });
    tell('CampaignResumed', {});
    expect(moves(folded())).toEqual(['ask A 2']);
  });

  test('asks nobody while paused and never again once cancelled, but tells how the asked fared', () => {
    const { folded, asked, tell } = campaign();
    asked('A');
    tell('CampaignPaused', {});
    expect(moves(folded())).toEqual([]);
    expect(moves(folded(), { A: standing('answered', {}, 'installed') })).toEqual(['A installed']);
    tell('CampaignCancelled', {});
    tell('CampaignResumed', {});
    expect(folded().state).toBe('cancelled');
    expect(moves(folded())).toEqual([]);
  });

  test.each([
    ['installed', standing('answered', { status: 'Accepted' }, 'installed'), 'A installed'],
    ['installed, though the answer was lost', standing('timeout', {}, 'installed'), 'A installed'],
    ['failed', standing('answered', { status: 'Accepted' }, 'failed'), 'A failed'],
    ['refused by the station', standing('answered', { status: 'Rejected' }), 'A refused'],
    ['not understood', standing('error', { errorCode: 'NotSupported' }), 'A refused'],
    ['not said by the version', standing('refused', { detail: 'no' }), 'A refused'],
    ['away', standing('expired'), 'A offline'],
  ])('tells of a station that it was %s', (_, how, expected) => {
    const { folded, asked } = campaign();
    asked('A');
    expect(moves(folded(), { A: how })).toEqual([expected]);
  });

  test('waits for an update under way, and not for ever', () => {
    const { folded, asked } = campaign({ stations: ['A'] });
    asked('A');
    const downloading = { A: standing('answered', { status: 'Accepted' }, 'downloading') };
    expect(moves(folded(), downloading)).toEqual([]);
    expect(moves(folded(), downloading, now + 3_600_001)).toEqual(['A unresolved']);
  });

  test('is the same though two processes write what they decide', () => {
    const { folded, asked, ended } = campaign();
    asked('A');
    asked('A');
    ended('A', 'installed');
    ended('A', 'failed');
    asked('A');
    expect(folded().parts.get('A')).toMatchObject({ state: 'installed', attempt: 1 });
  });
});

describe('a runner', () => {
  const effectsOf = async (of: Campaign, known: Command | undefined) => {
    const effects: string[] = [];
    const runner = {
      office: {
        append: async (told: CampaignRecord) => void effects.push(`tell ${told.kind}`),
        current: () => [of],
      },
      counter: {
        find: async () => known,
        ask: async ({ commandId = '', values }: { commandId?: string; values: object }) => {
          effects.push(`ask ${commandId.slice(0, 3)} ${JSON.stringify(values)}`);
          return {} as Command;
        },
      },
      sealer,
      updates: async () => new Map<string, string>(),
      by: 'runner',
      logger: { info: () => {}, warn: () => {}, error: () => {} },
      clock: () => now,
    };
    await lookAt(runner, of);
    return effects;
  };

  test('says that a station is asked before it asks it', async () => {
    const effects = await effectsOf(campaign({ atMost: 1 }).folded(), undefined);
    expect(effects).toEqual([
      'tell CampaignStationAsked',
      'ask fw- {"url":"https://user:pw@h/f","retries":1}',
    ]);
  });

  test('that died between the two asks it when it is back, and never twice', async () => {
    const { folded, asked } = campaign({ stations: ['A'] });
    asked('A');
    expect(await effectsOf(folded(), undefined)).toEqual([
      'ask fw- {"url":"https://user:pw@h/f","retries":1}',
    ]);
    const sent = { state: 'sent', eventId: '' } as Command;
    expect(await effectsOf(folded(), sent)).toEqual([]);
  });

  test('gives the command of a station the same id whoever asks', () => {
    expect(commandIdOf('c', 'A', 1)).toBe(commandIdOf('c', 'A', 1));
    expect(commandIdOf('c', 'A', 1)).not.toBe(commandIdOf('c', 'A', 2));
    expect(commandIdOf('c', 'A', 1)).toHaveLength(35);
  });
});

describe('a window', () => {
  const at = (text: string): number => Date.parse(text);

  test('is of the clocks on the wall, in summer and in winter', () => {
    const window = { from: '22:00', to: '23:00', zone: 'Europe/Stockholm' };
    expect(isWithin(window, at('2026-01-10T21:30:00Z'))).toBe(true);
    expect(isWithin(window, at('2026-07-10T21:30:00Z'))).toBe(false);
    expect(isWithin(window, at('2026-07-10T20:30:00Z'))).toBe(true);
  });

  test('may go over midnight, and ends when it ends', () => {
    const window = { from: '23:00', to: '01:00', zone: 'UTC' };
    expect(isWithin(window, at('2026-01-10T23:00:00Z'))).toBe(true);
    expect(isWithin(window, at('2026-01-10T00:59:00Z'))).toBe(true);
    expect(isWithin(window, at('2026-01-10T01:00:00Z'))).toBe(false);
  });
});

describe('a plan', () => {
  test('is told what is wrong with it', () => {
    expect(complaintsAboutPlan(order)).toEqual([]);
    expect(complaintsAboutPlan({ ...order, stations: [] })).toEqual(['No station fits.']);
    const window = { from: '25:00', to: '05:00', zone: 'Mars/Olympus' };
    expect(complaintsAboutPlan({ ...order, window, atMost: 0, values: {} })).toEqual([
      "The arguments must have required property 'url'.",
      'The window is two times of day, as 22:00.',
      'There is no time zone Mars/Olympus.',
      'at_most is a whole number from 1 to 1000.',
    ]);
  });

  test('lies in the log without the credentials of its address', () => {
    const told = planned(order, sealer, now);
    expect(JSON.stringify(told)).not.toContain('user:pw');
    expect(told.plan.shown).toEqual({ retries: 1 });
  });
});
