// `laddbok demo`: a month of a seeded fleet, imported, then live stations, and where to look.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importLines } from '../../ingest/import.ts';
import { day_ms, floorTo, hour_ms, instantText } from '../../lib/time.ts';
import { keepDemoBooks, recordDemo } from '../demo-ledger.ts';
import { ledgerDeskOver } from '../ledger-desk.ts';
import type { Pump } from '../pump.ts';
import { fleet } from '../../simulator/fleet.ts';
import { startFleet } from '../../simulator/live-fleet.ts';
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
/** Live stations live faster, so that there is something to see. */
const liveSpeedup = 60;

/** Waits until everything in the log is in the tables, and shows how much is not. */
const settled = async (pump: Pump, show: (lag: number) => void): Promise<void> => {
  const shown = setInterval(() => show(pump.stats().lag), 100);
  await pump.settled().finally(() => clearInterval(shown));
};

const text = (flag: string | boolean | undefined): string | undefined =>
  typeof flag === 'string' ? flag : undefined;

function* texts(lines: Iterable<object>): Generator<string> {
  for (const line of lines) yield JSON.stringify(line);
}

/** A folder for this demo alone, gone with it; or the one that was asked for, which stays. */
const demoConfig = (config: Config, folder: string | undefined) => {
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

/** Imports the month of the fleet and waits until it is in the tables. Tells how many events. */
const fill = async (
  { log, codec, ledger, pump, store }: Everything,
  { seed, config, logger }: { readonly seed: string } & Pick<Ground, 'config' | 'logger'>,
): Promise<number> => {
  const progress = progressOn(process.stderr);
  const joining = fleet({ ...liveFleet, seed: `${seed}/live` });
  // Up to this hour: a month that ended at midnight would leave every station silent since then.
  const to = floorTo(Date.now(), hour_ms);
  const history = simulateHistory({ seed, stations, from: to - days * day_ms, to });
  const report = await importLines({
    lines: texts(history.lines),
    log,
    codec: codecThatSeals(codec, await personsFor({ config, logger }, { log, ledger })),
    tenant: config.LADDBOK_TENANT,
    onProgress: (now) => progress.show(`${now.lines.toLocaleString('en')} recorded lines`),
  });
  const desk = ledgerDeskOver({ log, ledger });
  await recordDemo(desk, {
    tenant: config.LADDBOK_TENANT,
    stations: [...history.stations, ...joining],
    outages: history.truth().outages,
  });
  await settled(pump, (lag) => progress.show(`${lag.toLocaleString('en')} events to fold`));
  progress.show('billing the month');
  await keepDemoBooks({
    store,
    desk,
    tenant: config.LADDBOK_TENANT,
    to,
    settled: () => pump.settled(),
  });
  progress.done();
  return report.events;
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
      const events = await fill(running, { seed, config: own, logger });
      const took_s = ((performance.now() - startedAt) / 1000).toFixed(1);
      print(
        `${days} days of ${stations} stations: ${events} events in the tables after ${took_s} s.`,
      );
      if (flags['exit'] === true) {
        life.end();
        return;
      }
      const connected = startFleet({
        url: running.addresses.gateway,
        seed: `${seed}/live`,
        ...liveFleet,
        clock: Date.now,
        speedup: liveSpeedup,
      });
      life.part('the stations', () => connected.stop());
      print(`${liveStations} live stations are connected.`);
      print('');
      for (const line of links(running.addresses)) print(line);
    }),
};
