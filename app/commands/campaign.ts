// `laddbok campaign`: updates the firmware of many stations, so many at a time.

import { userInfo } from 'node:os';
import { campaignRowOf, partRowOf } from '../../api/commands/campaign-row.ts';
import { stationsLike, updateStates } from '../../api/commands/fleet.ts';
import type { Campaign } from '../../ingest/control/campaign/campaign.ts';
import type { CampaignDesk, Steering } from '../../ingest/control/campaign/desk.ts';
import { planLimits } from '../../ingest/control/campaign/plan.ts';
import type { Window } from '../../ingest/control/campaign/record.ts';
import { valuesOf } from '../../ingest/control/spoken.ts';
import { AppError } from '../../lib/errors.ts';
import type { Store } from '../../store/port.ts';
import { openCampaigns } from '../campaigns.ts';
import type { Command, Invocation } from '../command.ts';
import { findRunning } from '../running.ts';
import { openLogFor, openStoreToRead } from '../wire.ts';

const misuse = (problem: string): AppError => new AppError('USAGE', { problem });
const who = (): string => `cli/${userInfo().username}`;
const tenantOf = ({ flags, config }: Invocation): string =>
  String(flags['tenant'] ?? config.LADDBOK_TENANT);

const withStore = async <T>({ config }: Invocation, work: (store: Store) => Promise<T>) => {
  const store = await openStoreToRead(config, findRunning(config)?.clickhouse ?? '');
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

const windowOf = ({ flags }: Invocation): Window | null => {
  const { window, zone = 'UTC' } = flags;
  if (window === undefined) return null;
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(String(window)) ?? [];
  if (from === undefined || to === undefined) throw misuse('--window is written 22:00-05:00');
  return { from, to, zone: String(zone) };
};

const listOf = (flag: string | boolean | undefined): readonly string[] =>
  typeof flag === 'string' ? flag.split(',').filter((one) => one !== '') : [];

const named = ({ flags }: Invocation, flag: string, column: string) => {
  const value = flags[flag];
  return typeof value === 'string' ? { [column]: value } : {};
};

const stationsOf = async (invocation: Invocation): Promise<readonly string[]> => {
  const filter = {
    ...named(invocation, 'vendor', 'vendor'),
    ...named(invocation, 'model', 'model'),
    ...named(invocation, 'version', 'firmware_version'),
  };
  const given = listOf(invocation.flags['stations']);
  if (Object.keys(filter).length === 0) return given;
  const tenant = tenantOf(invocation);
  return [...given, ...(await withStore(invocation, (s) => stationsLike(s, tenant, filter)))];
};

const printed = ({ flags, print }: Invocation, campaign: Campaign): number => {
  const row = campaignRowOf(campaign);
  const counts = Object.entries(row.counts).map(([state, count]) => `${count} ${state}`);
  if (flags['json'] === true) print(JSON.stringify(row));
  else print(`${row.campaign_id} ${row.state.padEnd(9)} ${row.title}: ${counts.join(', ')}`);
  return 0;
};

const plan = async (invocation: Invocation, desk: CampaignDesk): Promise<number> => {
  const { args, flags } = invocation;
  const [, title, ...pairs] = args;
  if (title === undefined) throw misuse('say a TITLE, and url=… of the firmware');
  const given = valuesOf('update-firmware', pairs, '{}');
  if ('problem' in given) throw misuse(given.problem);
  const patience_h = Number(flags['patience'] ?? planLimits.patience_ms_default / 3_600_000);
  const made = await desk.plan({
    tenant: tenantOf(invocation),
    by: who(),
    title,
    stations: await stationsOf(invocation),
    values: given.values,
    window: windowOf(invocation),
    atMost: Number(flags['at-most'] ?? planLimits.at_most_default),
    stopAfter: Number(flags['stop-after'] ?? planLimits.stop_after_default),
    patience_ms: Number.isFinite(patience_h) ? patience_h * 3_600_000 : 0,
  });
  if ('complaints' in made) throw misuse(made.complaints.join(' '));
  return printed(invocation, made);
};

const show = async (invocation: Invocation, campaign: Campaign): Promise<number> => {
  const { flags, print } = invocation;
  const parts = [...campaign.parts.values()];
  const ids = parts.map(({ updateId }) => updateId).filter((id) => id !== '');
  const states =
    ids.length === 0
      ? new Map<string, string>()
      : await withStore(invocation, (store) => updateStates(store, campaign.tenant, ids));
  const stations = parts.map((part) => partRowOf(part, states.get(part.updateId) ?? ''));
  if (flags['json'] === true) {
    print(JSON.stringify({ ...campaignRowOf(campaign), stations }));
    return 0;
  }
  printed(invocation, campaign);
  for (const { station_id, state, update_state, detail } of stations)
    print(`  ${station_id} ${[state, update_state, detail].filter((t) => t !== '').join(' ')}`);
  return 0;
};

type Campaigns = Awaited<ReturnType<typeof openCampaigns>>;

const foundIn = (invocation: Invocation, { desk }: Campaigns): Campaign => {
  const id = invocation.args[1] ?? '';
  const found = desk.find(tenantOf(invocation), id);
  if (found !== undefined) return found;
  throw misuse(`there is no campaign "${id}"; see \`laddbok campaign list\``);
};

const steerings: readonly Steering[] = ['pause', 'resume', 'cancel'];

const act = async (invocation: Invocation, campaigns: Campaigns): Promise<number> => {
  const { desk, office } = campaigns;
  const [verb] = invocation.args;
  if (verb === 'plan') return plan(invocation, desk);
  await office.caughtUp();
  if (verb === 'list') {
    for (const one of desk.ofTenant(tenantOf(invocation))) printed(invocation, one);
    return 0;
  }
  const campaign = foundIn(invocation, campaigns);
  const how = steerings.find((one) => one === verb);
  return how === undefined
    ? show(invocation, campaign)
    : printed(invocation, await desk.steer(campaign, how, who()));
};

const verbs: ReadonlySet<string> = new Set(['plan', 'list', 'show', ...steerings]);

export const campaign: Command = {
  usage: 'plan TITLE url=… | list | show ID | pause ID | resume ID | cancel ID …',
  help: [
    'plan     plans a campaign; `laddbok up` or `laddbok api` runs it from then on. What follows',
    '         TITLE are arguments of update-firmware, see `laddbok command --help`.',
    'list     shows the campaigns, show one of them station by station',
    'pause    asks nobody further until it is resumed; cancel for good',
    'resume   goes on, also after a stop; stations that were offline get another turn',
    'State is in the log: a campaign survives every restart.',
  ].join('\n'),
  flags: {
    stations: { type: 'string', about: 'plan: these stations, by commas' },
    vendor: { type: 'string', about: 'plan: stations of this vendor' },
    model: { type: 'string', about: 'plan: stations of this model' },
    version: { type: 'string', about: 'plan: stations that run this version' },
    window: { type: 'string', about: 'plan: times of day, as 22:00-05:00' },
    zone: { type: 'string', about: 'plan: time zone of the window; default UTC' },
    'at-most': { type: 'string', about: 'plan: stations at one time; default 5' },
    'stop-after': { type: 'string', about: 'plan: failures that stop it; default 3' },
    patience: { type: 'string', about: 'plan: hours that an update may last; default 4' },
    tenant: { type: 'string', about: 'tenant of the stations' },
    json: { type: 'boolean', about: 'print as JSON' },
  },
  run: async (invocation) => {
    const { config, logger, args } = invocation;
    if (!verbs.has(args[0] ?? '')) throw misuse(`say ${[...verbs].join(', ')}`);
    const { log, ledger } = await openLogFor(config, { logger });
    const campaigns = await openCampaigns({ config, logger, log, ledger });
    try {
      return await act(invocation, campaigns);
    } finally {
      await campaigns.office.stop();
      await log.close();
    }
  },
};
