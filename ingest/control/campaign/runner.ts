// Runs the campaigns: looks at how their stations stand, and makes the moves that follow.

import { messageOf } from '../../../lib/errors.ts';
import { stableId } from '../../../lib/hash.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { Counter } from '../order.ts';
import type { Sealer } from '../seal.ts';
import type { Values } from '../vocabulary.ts';
import type { Campaign, Part } from './campaign.ts';
import { decide, type Move, type Standing } from './decide.ts';
import type { Office } from './office.ts';

export interface RunnerOptions {
  readonly office: Pick<Office, 'append' | 'current'>;
  readonly counter: Pick<Counter, 'ask' | 'find'>;
  readonly sealer: Sealer;
  /** `state` in `firmware_updates` by `update_id`, of those that have a row. */
  readonly updates: (
    tenant: string,
    updateIds: readonly string[],
  ) => Promise<ReadonlyMap<string, string>>;
  readonly by: string;
  readonly logger: Logger;
  /** Milliseconds UTC. */
  readonly clock: () => number;
  readonly interval_ms?: number;
}

const interval_ms_default = 1_000;
/** How long an asked command waits for a station to be connected. */
const reach_ms = 60_000;

/** The id of the command for a station: the same whoever asks, and however often. */
export const commandIdOf = (campaignId: string, stationId: string, attempt: number): string =>
  `fw-${stableId(`${campaignId}/${stationId}/${attempt}`)}`;

const standingsOf = async (
  { counter, updates }: RunnerOptions,
  { tenant, campaignId, parts }: Campaign,
): Promise<ReadonlyMap<string, Standing>> => {
  const asked = [...parts.values()].filter(({ state }) => state === 'asked');
  const commands = await Promise.all(
    asked.map(({ stationId, attempt }) =>
      counter.find(tenant, stationId, commandIdOf(campaignId, stationId, attempt)),
    ),
  );
  const ids = commands.flatMap((command) => command?.eventId ?? []).filter((id) => id !== '');
  const states = ids.length === 0 ? new Map<string, string>() : await updates(tenant, ids);
  return new Map(
    asked.map(({ stationId }, index) => {
      const command = commands[index];
      return [stationId, { command, update: states.get(command?.eventId ?? '') ?? '' }];
    }),
  );
};

interface Round {
  readonly options: RunnerOptions;
  readonly campaign: Campaign;
}

/** Asks a station, though it may have been asked already: of one id there is one command. */
const ask = async ({ options, campaign }: Round, stationId: string, attempt: number) => {
  const { counter, sealer, by, clock } = options;
  const { tenant, campaignId, plan } = campaign;
  const commandId = commandIdOf(campaignId, stationId, attempt);
  if ((await counter.find(tenant, stationId, commandId)) !== undefined) return;
  const values = sealer.unseal(plan.sealed) as Values | null;
  if (values === null) throw new Error('the campaign was sealed under another LADDBOK_SECRET');
  const expiresAt = clock() + reach_ms;
  const order = { tenant, stationId, name: 'update-firmware', values, by, campaignId };
  const answer = await counter.ask({ ...order, commandId, expiresAt });
  if ('refused' in answer) throw new Error(answer.reasons.join(' '));
};

const make = async (round: Round, move: Move): Promise<void> => {
  const { options, campaign } = round;
  const { tenant, campaignId } = campaign;
  const common = { tenant, campaignId, by: options.by, at: options.clock() };
  if (move.do === 'finish') {
    return options.office.append({ ...common, kind: 'CampaignEnded', how: move.how });
  }
  if (move.do === 'end') {
    const { part, outcome, detail, updateId } = move;
    const { stationId, attempt } = part;
    const ended = { stationId, attempt, outcome, detail, updateId };
    return options.office.append({ ...common, kind: 'CampaignStationEnded', ...ended });
  }
  const { stationId, attempt } = move;
  // First that it is asked, then the command: killed between them, the next look asks it again.
  await options.office.append({ ...common, kind: 'CampaignStationAsked', stationId, attempt });
  return ask(round, stationId, attempt);
};

/** Said to be asked, and no command in the log: whoever said so died before it asked. */
const isForgotten = (part: Part, standing: Standing | undefined): boolean =>
  part.state === 'asked' && standing !== undefined && standing.command === undefined;

/** One look at one campaign, and the moves that follow from it. */
export const lookAt = async (options: RunnerOptions, campaign: Campaign): Promise<void> => {
  const standings = await standingsOf(options, campaign);
  const round = { options, campaign };
  for (const part of campaign.parts.values()) {
    if (isForgotten(part, standings.get(part.stationId)))
      await ask(round, part.stationId, part.attempt);
  }
  for (const move of decide(campaign, standings, options.clock())) await make(round, move);
};

const isMoving = ({ state, parts }: Campaign): boolean =>
  state === 'running' || [...parts.values()].some((part) => part.state === 'asked');

/**
 * Looks again and again. Several processes may run the same campaigns: what they decide is the
 * same, and what is written twice counts once. Returns how to end it.
 */
export const startRunner = (options: RunnerOptions): (() => Promise<void>) => {
  const { office, logger, interval_ms = interval_ms_default } = options;
  let busy: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    for (const campaign of office.current().filter(isMoving)) {
      await lookAt(options, campaign).catch((thrown: unknown) => {
        const fields = { campaign: campaign.campaignId, why: messageOf(thrown) };
        logger.warn('A campaign could not go on.', fields);
      });
    }
  };
  const timer = setInterval(() => {
    busy ??= look().finally(() => {
      busy = null;
    });
  }, interval_ms).unref();
  return async () => {
    clearInterval(timer);
    await busy;
  };
};
