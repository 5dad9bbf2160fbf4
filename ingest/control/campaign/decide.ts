// What a campaign does next: the same from the same records, whoever asks. Pure.

import type { Command } from '../command.ts';
import { isOver } from '../command.ts';
import { type Campaign, failuresOf, type Part } from './campaign.ts';
import type { Outcome, Window } from './record.ts';

/** How a station that was asked stands. */
export interface Standing {
  /** Undefined where the command is not in the log, though the campaign says that it was asked. */
  readonly command: Command | undefined;
  /** `state` of its row in `firmware_updates`; empty where there is none. */
  readonly update: string;
}

export type Move =
  | { readonly do: 'ask'; readonly stationId: string; readonly attempt: number }
  | {
      readonly do: 'end';
      readonly part: Part;
      readonly outcome: Outcome;
      readonly detail: string;
      readonly updateId: string;
    }
  | { readonly do: 'finish'; readonly how: 'done' | 'stopped' };

const minutesOf = (time: string): number => {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
};

const clockOf = (zone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });

/** Whether an instant lies in the window, by the clocks on the wall there. */
export const isWithin = (window: Window | null, at: number): boolean => {
  if (window === null) return true;
  const [from, to] = [minutesOf(window.from), minutesOf(window.to)];
  const now = minutesOf(clockOf(window.zone).format(at));
  return from <= to ? from <= now && now < to : from <= now || now < to;
};

const accepting: ReadonlySet<string> = new Set(['', 'Accepted', 'AcceptedCanceled']);

interface End {
  readonly outcome: Outcome;
  readonly detail: string;
}

/** What the words about a command make of a station; null where it is still to be seen. */
const endByCommand = (command: Command): End | null => {
  const { state, status, errorCode, detail } = command;
  if (state === 'expired') return { outcome: 'offline', detail: 'It was not connected.' };
  if (state === 'refused' || state === 'cancelled') return { outcome: 'refused', detail };
  if (state === 'error') return { outcome: 'refused', detail: `${errorCode} ${detail}`.trim() };
  if (state === 'answered' && !accepting.has(status)) return { outcome: 'refused', detail: status };
  return null;
};

const endByUpdate = (update: string): End | null => {
  if (update === 'installed') return { outcome: 'installed', detail: '' };
  if (update === 'failed' || update === 'cancelled') return { outcome: 'failed', detail: update };
  return update === 'refused' ? { outcome: 'refused', detail: '' } : null;
};

const endOf = (part: Part, { command, update }: Standing, patience: Patience): End | null => {
  if (command === undefined || !isOver(command)) return null;
  const ended = endByUpdate(update) ?? endByCommand(command);
  if (ended !== null) return ended;
  const since = part.askedAt ?? patience.now;
  if (patience.now - since <= patience.patience_ms) return null;
  const detail = update === '' ? 'Nothing was heard of the update.' : `It was ${update} last.`;
  return { outcome: 'unresolved', detail };
};

interface Patience {
  readonly now: number;
  readonly patience_ms: number;
}

const count = (campaign: Campaign, wanted: (part: Part) => boolean): number =>
  [...campaign.parts.values()].filter(wanted).length;

const asks = (campaign: Campaign, now: number): readonly Move[] => {
  const { plan, parts } = campaign;
  if (!isWithin(plan.window, now)) return [];
  const free = plan.atMost - count(campaign, ({ state }) => state === 'asked');
  return [...parts.values()]
    .filter(({ state }) => state === 'waiting')
    .slice(0, Math.max(0, free))
    .map(({ stationId, attempt }) => ({ do: 'ask', stationId, attempt: attempt + 1 }));
};

/**
 * The next moves. Ends first: a place that becomes free is given away once its end is in the log,
 * so that nobody who reads less of the log than others asks more stations than they.
 */
export const decide = (
  campaign: Campaign,
  standings: ReadonlyMap<string, Standing>,
  now: number,
): readonly Move[] => {
  const { plan, parts, state } = campaign;
  const patience = { now, patience_ms: plan.patience_ms };
  const ends = [...parts.values()].flatMap((part): readonly Move[] => {
    const standing = standings.get(part.stationId);
    if (part.state !== 'asked' || standing === undefined) return [];
    const end = endOf(part, standing, patience);
    const updateId = standing.command?.eventId ?? '';
    return end === null ? [] : [{ do: 'end', part, updateId, ...end }];
  });
  if (ends.length > 0 || state !== 'running') return ends;
  if (failuresOf(campaign) - campaign.forgiven >= plan.stopAfter)
    return [{ do: 'finish', how: 'stopped' }];
  const open = count(campaign, (part) => part.state === 'waiting' || part.state === 'asked');
  return open === 0 ? [{ do: 'finish', how: 'done' }] : asks(campaign, now);
};
