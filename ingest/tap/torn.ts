// What can be told of lines of the spool that cannot be read: whose they were, where that is left.

import type { OcppEvent } from '../../schemas/events.gen.ts';
import { type Origin, type Position, eventOf } from '../event.ts';
import { eventOfLine } from './line-of-event.ts';
import type { Stretch } from './spool.ts';
import type { UnrecordedStatement } from './unrecorded.ts';

/** Who states what the spool lost where the line itself does not say whose it was. */
export interface Owner {
  readonly tenant: string;
  readonly gatewayId: string;
  readonly gatewayRun: string;
  /** Milliseconds since 1970 UTC, fractions allowed. */
  readonly clock: () => number;
}

export interface ReadStretch {
  /** In the order of the lines; an UNRECORDED event stands where lines could not be read. */
  readonly events: readonly OcppEvent[];
  /** Lines that could not be read. */
  readonly torn: number;
}

export const whyTorn = 'it could not be read from the spool: a power cut, or a disk that fails';

/** The part of a line that tells whose it is; longer ones are not ours. */
const head_chars = 4096;

const text = String.raw`("(?:[^"\\]|\\.)*")`;

const head = new RegExp(
  String.raw`^\{"eventId":${text},"tenant":${text},"stationId":${text},"connectionId":${text},` +
    String.raw`"seq":(\d+),"gatewayId":${text},"gatewayRun":${text},"recordedAt":(\d+),`,
);

const unquoted = (quoted: string | undefined): string => JSON.parse(quoted ?? '""') as string;

interface Whose {
  readonly origin: Origin;
  readonly position: Position;
}

/** Null where the head is torn as well; the number of the event has to agree with its parts. */
const whoseIs = (line: string): Whose | null => {
  const found = head.exec(line.slice(0, head_chars));
  if (found === null) return null;
  try {
    const [eventId, tenant = '', stationId = '', connectionId = ''] = found
      .slice(1, 5)
      .map(unquoted);
    const [gatewayId = '', gatewayRun = ''] = found.slice(6, 8).map(unquoted);
    const [seq, recordedAt] = [Number(found[5]), Number(found[8])];
    if (eventId !== `${connectionId}/${seq}`) return null;
    const line_ = { tenant, stationId, connectionId, gatewayId, gatewayRun };
    return {
      origin: { ...line_, protocol: '', source: 'TAP' },
      position: { seq, recordedAt },
    };
  } catch {
    return null;
  }
};

interface Span {
  readonly events: number;
  readonly from: number;
}

const stated = ({ origin, position }: Whose, { events, from }: Span): OcppEvent => {
  const to = position.recordedAt;
  const said: UnrecordedStatement = { type: 'Unrecorded', events, from, to, reason: whyTorn };
  return eventOf(origin, position, { kind: 'UNRECORDED', frame: JSON.stringify(said) });
};

/** That the event of a line was there and cannot go into the log. */
export const tornEvent = (event: OcppEvent): OcppEvent =>
  stated(
    { origin: { ...event, source: 'TAP' }, position: event },
    { events: 1, from: event.recordedAt },
  );

/** Named by the place in the spool: read twice, it is one statement. */
const nobodys = (owner: Owner, { from }: Stretch, index: number): Whose => {
  const { tenant, gatewayId, gatewayRun, clock } = owner;
  const connectionId = `${gatewayId}/spool/${from.segment}/${from.offset}/${index}`;
  const whose = { tenant, gatewayId, gatewayRun, stationId: '', protocol: '' };
  return {
    origin: { ...whose, connectionId, source: 'TAP' },
    position: { seq: 0, recordedAt: Math.round(clock() * 1000) },
  };
};

/**
 * The events of a stretch of the spool. A line that cannot be read is told by an UNRECORDED event:
 * at its own number where its head is left, else together with those next to it, as the tap's own.
 */
export const readStretch = (stretch: Stretch, owner: Owner): ReadStretch => {
  const events: OcppEvent[] = [];
  let torn = 0;
  let row = 0;
  const tellRow = (end: number): void => {
    if (row === 0) return;
    const whose = nobodys(owner, stretch, end - row);
    const from = events.at(-1)?.recordedAt ?? whose.position.recordedAt;
    events.push(stated(whose, { events: row, from }));
    row = 0;
  };
  stretch.lines.forEach((line, index) => {
    const event = eventOfLine(line);
    const whose = event === null ? whoseIs(line) : null;
    torn += Number(event === null);
    if (event === null && whose === null) {
      row++;
      return;
    }
    tellRow(index);
    if (event !== null) events.push(event);
    if (whose !== null) events.push(stated(whose, { events: 1, from: whose.position.recordedAt }));
  });
  tellRow(stretch.lines.length);
  return { events, torn };
};
