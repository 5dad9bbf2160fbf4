// A rebuild with a changed fold while events go on coming and readers ask: old or new, never a mix.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openFold } from '../app/fold.ts';
import { type Pump, type PumpOptions, startPump } from '../app/pump.ts';
import { rebuild } from '../app/rebuild.ts';
import { compareSets, type SetDifferences } from '../app/set-differences.ts';
import { silent } from '../lib/logger.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import { ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { openChdb } from '../store/chdb.ts';
import type { Store } from '../store/port.ts';
import { servedSet, serveSet } from '../store/sets.ts';
import type { OpenForBench } from './gateway-server.ts';
import { type Change, changedFold, type Readings, startReaders } from './rebuild-change.ts';
import { eventsOfStation, type History, historyEvents } from './rebuild-events.ts';
import type { Bench, BenchOptions, Measure } from './report.ts';

const eventsByDefault = 200_000;
const stations = 1_000;
const samples = 10;
/** Every so many stations one is concerned by the change. */
const changedEvery = 200;
/** Stations that go on talking, and how often all of them say something. */
const live = { stations: 50, first: 50_000, every_ms: 1_000 } as const;
/** Rows that are held against the report by name; beyond these their number alone is. */
const named_max = 10_000;
const tell_ms = 10_000;
const look_ms = 250;
const start = Date.UTC(2026, 0, 1);
const first = 0;

const nameOf = (station: number): string => `CS-${String(station).padStart(5, '0')}`;

/** What there is to be folded: as many whole sessions as come to so many events. */
const historyFor = (events: number): History => {
  const one = { sessions: 1, samples, start, first };
  const session = eventsOfStation(one) - eventsOfStation({ ...one, sessions: 0 });
  const sessions = Math.max(1, Math.ceil((events / stations - 2) / session));
  return { ...one, stations, sessions };
};

const changeIn = ({ sessions }: History): Change => {
  const count = Math.ceil(stations / changedEvery);
  const stationIds = Array.from({ length: count }, (_, i) => nameOf(i * changedEvery));
  return { stationIds, sessions: count * sessions };
};

interface Bed {
  readonly log: EventLog;
  readonly codec: EventCodec<OcppEvent>;
  readonly store: Store;
  readonly folder: string;
  readonly onPart: (part: string) => void;
}

const append = ({ log, codec }: Bed, wave: readonly OcppEvent[]) =>
  log.append(
    ocppTopic,
    wave.map((event) => ({
      key: `${event.tenant}/${event.stationId}`,
      value: codec.encode(event),
    })),
  );

interface Took {
  readonly seconds: number;
  readonly rss_bytes: number;
}

/** Does it, telling now and then how many events are done, and looks how much memory it takes. */
const watched = async <T>(
  { onPart }: Bed,
  [part, ofEvents]: readonly [string, number],
  work: (progress: { events: number }) => Promise<T>,
): Promise<Took & { readonly value: T }> => {
  const progress = { events: 0 };
  let rss_bytes = 0;
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const look = setInterval(() => {
    rss_bytes = Math.max(rss_bytes, process.memoryUsage.rss());
  }, look_ms);
  const tell = setInterval(() => {
    if (ofEvents === 0) return;
    const [now, all] = [progress.events, ofEvents].map((count) => count.toLocaleString('en'));
    const pace = Math.round(progress.events / seconds()).toLocaleString('en');
    onPart(`${part}: ${now} of ${all} events, ${pace} events/s`);
  }, tell_ms);
  onPart(part);
  try {
    const value = await work(progress);
    return { value, seconds: seconds(), rss_bytes };
  } finally {
    clearInterval(look);
    clearInterval(tell);
  }
};

/** Stations that go on with their sessions until they are stopped; not those of an earlier run. */
const startTraffic = (bed: Bed, earlier: number) => {
  const sessions = Number.MAX_SAFE_INTEGER;
  const endless = { ...live, first: live.first + earlier, sessions, samples, start };
  const waves = historyEvents(endless);
  let events = 0;
  let last = Promise.resolve();
  const say = async (before: Promise<void>): Promise<void> => {
    await before;
    const { value } = waves.next() as IteratorYieldResult<readonly OcppEvent[]>;
    await append(bed, value);
    events += value.length;
  };
  const timer = setInterval(() => {
    last = say(last);
  }, live.every_ms);
  return {
    events: () => events,
    stop: async () => {
      clearInterval(timer);
      await last;
    },
  };
};

const bytesIn = async (folder: string): Promise<number> => {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      // Parts of tables come and go while they are counted.
      bytes += await stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      );
  return bytes;
};

const violated = (what: string): Error => new Error(`The rebuild is not correct: ${what}`);

/** The report has to say exactly what the change concerns: how many rows, which, in which column. */
const checkReport = async (
  { store }: Bed,
  { stationIds, sessions }: Change,
  report: SetDifferences,
): Promise<void> => {
  const differing = report.tables.filter((one) => one.added + one.removed + one.changed > 0);
  const said = differing.map(({ table, added, removed, columns }) => ({
    table,
    added,
    removed,
    columns,
  }));
  const none = { added: 0, removed: 0 };
  const wanted = [
    { table: 'sessions', ...none, columns: { outcome: sessions } },
    { table: 'stations', ...none, columns: { vendor: stationIds.length } },
  ];
  if (
    JSON.stringify(said) !== JSON.stringify(wanted) ||
    report.rows !== sessions + stationIds.length
  )
    throw violated(`the report says ${JSON.stringify(said)}, not ${JSON.stringify(wanted)}`);
  const rows = await store.query<{ readonly session_id: string }>({
    sql: `SELECT session_id FROM sessions_v${report.from} FINAL
      WHERE station_id IN {ids:Array(String)} AND state = 'ended' LIMIT ${named_max + 1}`,
    params: { ids: stationIds },
  });
  const concerned = new Set(rows.map(({ session_id }) => session_id));
  const named = differing[0]?.sample.map(({ key }) => key['session_id'] ?? '') ?? [];
  const strangers = rows.length > named_max ? [] : named.filter((id) => !concerned.has(id));
  if (strangers.length > 0 || new Set(named).size !== Math.min(sessions, named_max))
    throw violated(
      `the report names ${named.length} sessions, ${strangers.length} of them wrongly`,
    );
};

const checkReadings = (readings: Readings): void => {
  const { old, mixed } = readings;
  if (mixed > 0) throw violated(`${mixed} answers were a mix of old and new`);
  if (old === 0 || readings.new === 0)
    throw violated(`readers saw ${old} old and ${readings.new} new answers`);
};

const heldBy = async (log: EventLog): Promise<number> =>
  (await log.ends(ocppTopic)).reduce((sum, { high }) => sum + high, 0);

/** Fills what a run that was killed did not; resolves to how many events came beside the history. */
const fill = async (bed: Bed, history: History): Promise<number> => {
  const all = stations * eventsOfStation(history);
  const held = await heldBy(bed.log);
  if (held >= all) return held - all;
  let left = held;
  await watched(bed, ['filling the log', all], async (progress) => {
    for (const wave of historyEvents(history)) {
      left -= wave.length;
      if (left >= 0) continue;
      await append(bed, wave);
      progress.events += wave.length;
    }
  });
  return 0;
};

/** What `laddbok replay --swap` does, beside a pump that serves and readers that ask. */
const replayed = async (
  bed: Bed,
  options: PumpOptions,
  { history, earlier }: { readonly history: History; readonly earlier: number },
) => {
  const { store, onPart } = bed;
  const change = changeIn(history);
  const ofEvents = stations * eventsOfStation(history);
  const traffic = startTraffic(bed, earlier);
  const readers = startReaders(store, change);
  const { set: _, ...own } = options;
  let shadow: Pump | null = null;
  try {
    const took = await watched(bed, ['rebuild', ofEvents], async (progress) =>
      rebuild({
        ...own,
        fold: changedFold(own.fold, change),
        onProgress: ({ events }) => {
          progress.events = events;
        },
      }),
    );
    const { pump, set } = took.value;
    shadow = pump;
    onPart('the report of differences');
    const compared = await watched(bed, ['comparing both sets', 0], () =>
      compareSets({
        store,
        topic: ocppTopic,
        from: 1,
        to: set,
        sample: named_max,
        onTable: (table) => onPart(`comparing ${table}`),
      }),
    );
    await checkReport(bed, change, compared.value);
    onPart('swap');
    readers.hurry();
    await pump.settled();
    const swapAt = performance.now();
    await serveSet(store, set);
    const swap_ms = performance.now() - swapAt;
    await readNew(readers.readings);
    if ((await servedSet(store)) !== set) throw violated(`set ${set} is not what is served`);
    const refolded = pump.stats().events;
    return {
      took,
      refolded,
      compared,
      swap_ms,
      readings: readers.readings,
      live: traffic.events(),
    };
  } finally {
    await Promise.all([readers.stop(), traffic.stop()]);
    await shadow?.stop();
  }
};

/** Readers go on until they have seen a good number of new answers. */
const readNew = async (readings: Readings): Promise<void> => {
  const until = performance.now() + 30_000;
  while (readings.new < 20 && performance.now() < until)
    await new Promise((resolve) => {
      setTimeout(resolve, look_ms);
    });
};

const run = async (given: BenchOptions): Promise<readonly Measure[]> => {
  const { wire, folder, onPart, events = eventsByDefault } = given;
  const { openForBench } = (await import(wire)) as { readonly openForBench: OpenForBench };
  const { log, codec } = await openForBench(folder);
  const store = await openChdb({ folder: join(folder, 'store') });
  const bed: Bed = { log, codec, store, folder, onPart };
  let serving: Pump | null = null;
  try {
    const history = historyFor(events);
    const all = stations * eventsOfStation(history);
    const earlier = await fill(bed, history);
    const common = { log, codec, store, topic: ocppTopic, epoch: 1, set: 1, logger: silent };
    const options: PumpOptions = { ...common, fold: await openFold() };
    const folded = await watched(bed, ['first fold', all], async (progress) => {
      const pump = await startPump(options);
      serving = pump;
      const look = setInterval(() => {
        progress.events = pump.stats().events;
      }, look_ms);
      await pump.settled().finally(() => clearInterval(look));
      return pump.stats().events;
    });
    const outcome = await replayed(bed, options, { history, earlier });
    checkReadings(outcome.readings);
    const bytes = {
      log: await bytesIn(join(folder, 'log')),
      store: await bytesIn(join(folder, 'store')),
    };
    return measuresOf({ ...outcome, all, folded, bytes, change: changeIn(history) });
  } finally {
    await (serving as Pump | null)?.stop();
    await store.close();
    await log.close();
  }
};

type Replayed = Awaited<ReturnType<typeof replayed>>;

interface Outcome extends Replayed {
  readonly all: number;
  readonly folded: Took & { readonly value: number };
  readonly bytes: { readonly log: number; readonly store: number };
  readonly change: Change;
}

const mega = 1024 ** 2;

const measuresOf = (outcome: Outcome): readonly Measure[] => {
  const { all, folded, took, refolded, compared, readings, change, bytes } = outcome;
  const figure = (name: string, unit: string, ours: number): Measure => ({
    name,
    unit,
    ours,
    floor: null,
  });
  // What an earlier run folded was not measured by this one.
  const pace = folded.value / folded.seconds;
  const affected = change.sessions + change.stationIds.length;
  return [
    figure(`first fold of ${all.toLocaleString('en')} events`, 'events/s', pace),
    {
      ...figure('rebuild beside traffic and readers', 'events/s', refolded / took.seconds),
      floor: pace,
    },
    figure('until level with the log', 's', took.seconds),
    figure('most memory, first fold', 'MB', folded.rss_bytes / mega),
    {
      ...figure('most memory, rebuild', 'MB', took.rss_bytes / mega),
      floor: folded.rss_bytes / mega,
    },
    figure('report of differences', 's', compared.seconds),
    figure('most memory, report', 'MB', compared.rss_bytes / mega),
    {
      ...figure('rows that the report names, and are affected', '', compared.value.rows),
      floor: affected,
    },
    figure('events that came meanwhile', '', outcome.live),
    figure('swap', 'ms', outcome.swap_ms),
    figure('answers with the old tables', '', readings.old),
    figure('answers with the new tables', '', readings.new),
    { ...figure('answers with a mix of both', '', readings.mixed), target: { atMost: 0 } },
    { ...figure('reads that failed', '', readings.failed), target: { atMost: 0 } },
    { ...figure('time without an answer', 's', readings.away_ms / 1000), target: { atMost: 0 } },
    figure('longest question', 'ms', readings.longest_ms),
    figure('disk, log', 'MB', bytes.log / mega),
    figure('disk, both sets of tables', 'MB', bytes.store / mega),
  ];
};

export const rebuildBench: Bench = {
  name: 'rebuild',
  about:
    `sessions of ${stations.toLocaleString('en')} stations folded, then folded again with a change of a few rows while ` +
    'events come and readers ask, compared and shown (--events N); the floor of the rebuild is ' +
    'the first fold, with nothing beside it.',
  run,
};
