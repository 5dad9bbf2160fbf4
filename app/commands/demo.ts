// `laddbok demo`: a month of a seeded fleet, imported, then live stations, and where to look.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../lib/errors.ts';
import { prng } from '../../lib/prng.ts';
import { day_ms, floorTo, hour_ms, instantText } from '../../lib/time.ts';
import { keepDemoBooks, recordDemo } from '../demo-ledger.ts';
import { ended } from '../ended.ts';
import { openTraffic, type Traffic } from '../demo-traffic.ts';
import { ledgerDeskOver } from '../ledger-desk.ts';
import type { Pump } from '../pump.ts';
import { attended } from '../../simulator/attended.ts';
import { fleet } from '../../simulator/fleet.ts';
import { startFleet } from '../../simulator/live-fleet.ts';
import { randomPlan } from '../../simulator/random-plan.ts';
import { simulateHistory } from '../../simulator/history.ts';
import type { Command } from '../command.ts';
import type { Config } from '../config.ts';
import { codecThatSeals, personsFor } from '../persons.ts';
import type { Ground } from '../parts.ts';
import { progressOn } from '../progress.ts';
import { live } from '../life.ts';
import type { Addresses } from './up.ts';
import { startEverything } from './up.ts';

const stations = 40;
const days = 30;
const liveStations = 10;
const liveFleet = { stations: liveStations, prefix: 'LIVE-' };
/** How long the fleet goes on after what is past; nobody watches a demo longer. */
const goesOn_ms = day_ms;
const follow_ms = 1_000;
/** Live stations are busier than others, for they begin with nobody at them. */
const rush = 2;
const boots_within_ms = 3_000;

/** Waits until everything in the log is in the tables, or the demo is to end; shows how much is not. */
const settled = async (
  pump: Pump,
  { ending, show }: { readonly ending: AbortSignal; readonly show: (lag: number) => void },
): Promise<void> => {
  const shown = setInterval(() => show(pump.stats().lag), 100);
  await Promise.race([pump.settled(), ended(ending, 'The demo')]).finally(() =>
    clearInterval(shown),
  );
};

const text = (flag: string | boolean | undefined): string | undefined =>
  typeof flag === 'string' ? flag : undefined;

/** Seconds: a fleet of the demo's size says too little for data to be known as new. */
const heartbeat_s = 20;

/** A folder for this demo alone, gone with it; or the one that was asked for, which stays. */
const demoConfig = (given: Config, folder: string | undefined) => {
  const config = { ...given, LADDBOK_HEARTBEAT_SECONDS: heartbeat_s };
  if (folder !== undefined) return { config: { ...config, LADDBOK_DATA: folder }, remove: nothing };
  const made = mkdtempSync(join(tmpdir(), 'laddbok-demo-'));
  const remove = async (): Promise<void> => rmSync(made, { recursive: true, force: true });
  return { config: { ...config, LADDBOK_DATA: made }, remove };
};

const nothing = async (): Promise<void> => undefined;

/** Where to look, with questions that have an answer in this fleet. */
const links = ({ api, gateway, clickhouse }: Addresses): readonly string[] => [
  `First page    ${api}/`,
  `Boards        ${api}/boards`,
  `Questions     ${api}/docs`,
  `Sessions      ${api}/v1/sessions?limit=5`,
  `Energy by day ${api}/v1/energy?window=1d&from=${day(-7)}&to=${day(0)}`,
  `Availability  ${api}/v1/availability?from=${day(-1)}&to=${day(0)}`,
  `Faults        ${api}/v1/faults`,
  `Ledger        ${api}/v1/ports`,
  ...(clickhouse === '' ? [] : [`SQL           ${clickhouse}/?query=SELECT+count()+FROM+sessions`]),
  `Stations      ${gateway}/<station id>`,
];

const day = (offset: number): string =>
  instantText(floorTo(Date.now(), day_ms) + offset * day_ms).slice(0, 10);

type Everything = Awaited<ReturnType<typeof startEverything>>;

/** What the demo starts with, and the traffic that goes on from there. */
interface Filled {
  readonly events: number;
  readonly traffic: Traffic;
}

interface Filling extends Pick<Ground, 'config' | 'logger' | 'ending'> {
  readonly seed: string;
}

/** Takes in the month of the fleet and waits until it is in the tables. */
const fill = async (
  { log, codec, ledger, pump, store }: Everything,
  { seed, config, logger, ending }: Filling,
): Promise<Filled> => {
  const progress = progressOn(process.stderr);
  const joining = fleet({ ...liveFleet, seed: `${seed}/live` });
  // Up to this hour: a month that ended at midnight would leave every station silent since then.
  const to = floorTo(Date.now(), hour_ms);
  const order = { seed, stations, from: to - days * day_ms, to: to + goesOn_ms };
  const history = simulateHistory(order);
  const traffic = openTraffic({
    lines: attended(history.lines, seed),
    log,
    codec: codecThatSeals(codec, await personsFor({ config, logger }, { log, ledger })),
    tenant: config.LADDBOK_TENANT,
  });
  const events = await traffic.upTo(to, (lines) => {
    ending.throwIfAborted();
    progress.show(`${lines.toLocaleString('en')} recorded lines`);
  });
  const desk = ledgerDeskOver({ log, ledger });
  await recordDemo(desk, {
    tenant: config.LADDBOK_TENANT,
    stations: [...history.stations, ...joining],
    outages: history.truth().outages,
  });
  await settled(pump, {
    ending,
    show: (lag) => progress.show(`${lag.toLocaleString('en')} events to fold`),
  });
  progress.show('billing the month');
  await keepDemoBooks({
    store,
    desk,
    tenant: config.LADDBOK_TENANT,
    to,
    settled: () => pump.settled(),
  });
  progress.done();
  return { events, traffic };
};

/** The fleet goes on in real time, and live stations join it through the gateway. */
const goOn = (
  { addresses }: Everything,
  {
    seed,
    traffic,
    logger,
  }: { readonly seed: string; readonly traffic: Traffic } & Pick<Ground, 'logger'>,
) => {
  const following = traffic.follow({
    every_ms: follow_ms,
    clock: Date.now,
    onFault: (fault) => logger.warn('The demo could not go on.', { reason: messageOf(fault) }),
  });
  const random = prng(`${seed}/live/${Date.now()}`);
  const connected = startFleet({
    url: addresses.gateway,
    seed: `${seed}/live`,
    ...liveFleet,
    clock: Date.now,
    plan: (profile, from) =>
      randomPlan(profile, { from, to: from + goesOn_ms, prng: random, rush, boots_within_ms }),
  });
  return {
    stop: async (): Promise<void> => {
      await following.stop();
      await connected.stop();
    },
  };
};

export const demo: Command = {
  usage: '',
  help: [
    `Makes ${days} days of traffic of ${stations} stations (the same for the same seed), imports it,`,
    `then connects ${liveStations} live stations to the gateway. Its data are gone when it ends.`,
  ].join('\n'),
  flags: {
    seed: { type: 'string', about: 'seed of the fleet (default: demo)' },
    data: { type: 'string', about: 'folder for the data (default: one that goes with the demo)' },
    exit: { type: 'boolean', about: 'end once everything is in the tables' },
  },
  run: ({ config, logger, flags, print }) =>
    live(logger, async (life) => {
      const startedAt = performance.now();
      const seed = text(flags['seed']) ?? 'demo';
      const { config: own, remove } = demoConfig(config, text(flags['data']));
      life.ground('the data', remove);
      const running = await startEverything({ config: own, logger }, life);
      const { events, traffic } = await fill(running, {
        seed,
        config: own,
        logger,
        ending: life.ending,
      });
      const took_s = ((performance.now() - startedAt) / 1000).toFixed(1);
      print(
        `${days} days of ${stations} stations: ${events} events in the tables after ${took_s} s.`,
      );
      if (flags['exit'] === true) {
        life.end();
        return;
      }
      const going = goOn(running, { seed, traffic, logger });
      life.part('the stations', () => going.stop());
      print(`The fleet goes on in real time; ${liveStations} live stations are connected.`);
      print('');
      for (const line of links(running.addresses)) print(line);
    }),
};
