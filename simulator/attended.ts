// Recorded traffic with a back office that tends its stations: orders, settings, new firmware.

import { prng, type Prng } from '../lib/prng.ts';
import { day_ms, hour_ms, instantText, minute_ms } from '../lib/time.ts';
import { attend, withVersion, type Exchanged } from './attendance.ts';
import type { RecordedLine } from './history.ts';

type Payload = Readonly<Record<string, unknown>>;

interface Station {
  readonly random: Prng;
  connection: string;
  /** Transactions under way. */
  open: number;
  boot: Payload | null;
  readonly statuses: Map<unknown, Payload>;
  version: string | null;
  next_at: number;
  count: number;
}

interface Due {
  readonly at: number;
  readonly line: RecordedLine;
}

/** Distance of visits, drawn anew for each. */
const days_between: readonly [number, number] = [1, 5];
const night_hours = 5;
const again_ms = 20 * minute_ms;

const callIn = (frame: string): { readonly action: string; readonly payload: Payload } | null => {
  const call = JSON.parse(frame) as readonly unknown[];
  return call[0] === 2 ? { action: String(call[2]), payload: call[3] as Payload } : null;
};

const told = new RegExp(
  '"(?:BootNotification|StatusNotification|StartTransaction|StopTransaction)"' +
    '|"eventType":"(?:Started|Ended)"',
);

const connectorOf = ({ connectorId, evseId }: Payload): string =>
  `${String(evseId)}/${String(connectorId)}`;

/** Learns from a line; gives it back as the station would say it with the firmware it has. */
const heard = (station: Station, line: RecordedLine): RecordedLine => {
  if (!('frame' in line)) {
    station.connection = line.kind === 'connected' ? line.connection_id : '';
    return line;
  }
  const what = line.direction === 'from_station' ? (told.exec(line.frame)?.[0] ?? null) : null;
  if (what === null) return line;
  if (/Start/.test(what)) station.open += 1;
  else if (/Stop|Ended/.test(what)) station.open = Math.max(0, station.open - 1);
  const call =
    what === '"BootNotification"' || what === '"StatusNotification"' ? callIn(line.frame) : null;
  if (call?.action === 'StatusNotification')
    station.statuses.set(connectorOf(call.payload), call.payload);
  if (call?.action !== 'BootNotification') return line;
  // What was open before is over with a boot.
  station.open = 0;
  const { version } = station;
  const boot = version === null ? call.payload : withVersion(call.payload, version);
  station.boot = boot;
  if (version === null) return line;
  const [type, id, action] = JSON.parse(line.frame) as readonly unknown[];
  return { ...line, frame: JSON.stringify([type, id, action, boot]) };
};

interface Saying {
  readonly from: RecordedLine;
  readonly one: Exchanged;
}

/** The two frames of an exchange of a visit that begins at an instant. */
const framesOf = (station: Station, at: number, { from, one }: Saying): readonly Due[] => {
  const { station_id, protocol } = from;
  const id = `office-${station.count++}-${Math.floor(at / minute_ms)}`;
  const asked_at = at + one.after_ms;
  const place = { station_id, protocol, connection_id: station.connection };
  const [asks, answers] =
    one.by === 'office'
      ? (['to_station', 'from_station'] as const)
      : (['from_station', 'to_station'] as const);
  const lineAt = (instant: number, direction: typeof asks, frame: unknown): Due => ({
    at: instant,
    line: { ...place, recorded_at: instantText(instant), direction, frame: JSON.stringify(frame) },
  });
  return [
    lineAt(asked_at, asks, [2, id, one.action, one.payload]),
    lineAt(asked_at + one.answer_ms, answers, [3, id, one.answer]),
  ];
};

const isNight = (at: number): boolean => (at % day_ms) / hour_ms < night_hours;

/** What the back office does now that a station was heard of. */
const visited = (station: Station, at: number, line: RecordedLine): readonly Due[] => {
  if (at < station.next_at || station.connection === '') return [];
  if (station.open > 0) {
    station.next_at = at + again_ms;
    return [];
  }
  const { random, boot } = station;
  const statuses = [...station.statuses.values()];
  const seen = { protocol: line.protocol, boot, statuses, at };
  const { exchanges, version } = attend(seen, isNight(at), random);
  station.version = version ?? station.version;
  station.next_at = at + random.between(days_between[0] * day_ms, days_between[1] * day_ms);
  return exchanges.flatMap((one) => framesOf(station, at + minute_ms, { from: line, one }));
};

const met = (at: number, random: Prng): Station => ({
  random,
  connection: '',
  open: 0,
  boot: null,
  statuses: new Map(),
  version: null,
  next_at: at + random.between(0, days_between[1] * day_ms),
  count: 0,
});

/**
 * The lines with what a back office did in between, in order of time; the same seed does the same.
 * What would go over a connection that is gone by then is never said.
 */
export const attended = function* (
  lines: Iterable<RecordedLine>,
  seed: string,
): Generator<RecordedLine, void, undefined> {
  const random = prng(`${seed}/office`);
  const stations = new Map<string, Station>();
  let due: Due[] = [];
  for (const line of lines) {
    const at = Date.parse(line.recorded_at);
    for (let first = due[0]; first !== undefined && first.at < at; first = due[0]) {
      due.shift();
      const { station_id, connection_id } = first.line;
      if (stations.get(station_id)?.connection === connection_id) yield first.line;
    }
    const station = stations.get(line.station_id) ?? met(at, random.stream(line.station_id));
    stations.set(line.station_id, station);
    yield heard(station, line);
    const more = visited(station, at, line);
    if (more.length > 0) due = [...due, ...more].toSorted((a, b) => a.at - b.at);
  }
};
