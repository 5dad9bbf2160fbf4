// Blows at everything that a tap stands on, and the books that are held against its log afterwards.

import type { OcppEvent } from '../schemas/events.gen.ts';
import { foldEvents } from './folded-tape.ts';
import type { KafkaServer } from './servers/kafka.ts';
import type { TapOnKafka } from './tap-on-kafka.ts';

/** Kills the broker, the CSMS and the tap under load; returns what could not be recorded. */
export const strikeAll = async (
  tap: TapOnKafka,
  kafka: KafkaServer,
  talker: string,
): Promise<number> => {
  await tap.moreConfirmed();
  await kafka.kill();
  // Stations are served while the log is away, and by a tap that finds none when it starts.
  await tap.moreConfirmed();
  await tap.killTap();
  await tap.startTap();
  await tap.moreConfirmed();
  await tap.stopSenders();
  const unrecorded = await tap.fillSpool(talker);
  await kafka.resume();
  await tap.drained();
  await tap.moreConfirmed();
  await tap.killCsms();
  await tap.moreConfirmed();
  await tap.killTap();
  await tap.startTap();
  await tap.moreConfirmed();
  await tap.stopSenders();
  await tap.drained();
  // What the last life recorded comes into the log a second time.
  await tap.killTap();
  tap.loseCursor();
  await tap.startTap();
  await tap.drained();
  return unrecorded;
};

const sumOf = (rows: readonly Readonly<Record<string, unknown>>[], column: string): number =>
  rows.reduce((sum, row) => sum + Number(row[column]), 0);

/** What the log has of stations, each event once, and what the tables count of it. */
export const booksOf = (all: readonly OcppEvent[], stationIds: readonly string[]) => {
  const frames = all.filter(
    ({ stationId, kind }) => stationIds.includes(stationId) && kind === 'FRAME',
  );
  const events = [...new Map(frames.map((event) => [event.eventId, event])).values()];
  const idsOf = (direction: OcppEvent['direction']): readonly string[] =>
    events.flatMap((event) => (event.direction === direction ? [event.messageId] : []));
  const [asked, answered] = [idsOf('FROM_STATION'), idsOf('TO_STATION')];
  const rows = stationIds.flatMap((id) =>
    foldEvents(all.filter(({ stationId }) => stationId === id)).rows('completeness'),
  );
  return {
    asked: new Set(asked),
    answered: new Set(answered),
    counts: {
      frames: frames.length,
      events: events.length,
      fromStation: asked.length,
      toStation: answered.length,
    },
    inTables: {
      fromStation: sumOf(rows, 'frames_from_station'),
      toStation: sumOf(rows, 'frames_to_station'),
      missing: sumOf(rows, 'missing'),
    },
  };
};

/** How many events of a station the log says were not recorded. */
export const unrecordedIn = (all: readonly OcppEvent[], station: string): number => {
  const told = new Map(
    all.flatMap(({ kind, stationId, eventId, frame }) =>
      kind === 'UNRECORDED' && stationId === station
        ? [[eventId, (JSON.parse(frame ?? '') as { readonly events: number }).events] as const]
        : [],
    ),
  );
  return [...told.values()].reduce((sum, events) => sum + events, 0);
};
