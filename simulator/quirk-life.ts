// The recorded life of a station as quirks see it: exchanges, connections and stray frames.

import { fields, textOf } from './quirk-payload.ts';
import type { Fields } from './quirk-payload.ts';
import type { Happening } from './happening.ts';
import type { Protocol } from './station.ts';

/** A call of the station with the answer that it got. */
export interface Exchange {
  readonly kind: 'exchange';
  readonly connectionId: string;
  readonly protocol: Protocol;
  readonly at: number;
  /** From the call to its answer; null where none came. */
  readonly answered_ms: number | null;
  readonly id: string | number;
  readonly action: string;
  readonly payload: unknown;
  readonly answer: unknown;
  /** The text in place of the call, where it is not what JSON makes of the fields above. */
  readonly text?: (text: string) => string;
  /** The answer is an error with this code. */
  readonly error?: string;
}

export type Passage = Exchange | Happening;
export type Life = readonly Passage[];

const exchangeOf = (
  happening: Happening,
  [, id, action, payload]: readonly unknown[],
): Exchange => ({
  kind: 'exchange',
  connectionId: happening.connectionId,
  protocol: happening.protocol,
  at: happening.at,
  answered_ms: null,
  id: typeof id === 'number' ? id : textOf(id),
  action: textOf(action),
  payload,
  answer: null,
});

/** Null where a quirk of the text made it something else than JSON. */
const parsed = (text: string): readonly unknown[] | null => {
  try {
    return JSON.parse(text) as readonly unknown[];
  } catch {
    return null;
  }
};

/** Happenings with each call and the answer that follows it joined to one exchange. */
export const lifeOf = (happenings: Iterable<Happening>): Life => {
  const life: Passage[] = [];
  for (const happening of happenings) {
    if (happening.kind !== 'frame') {
      life.push(happening);
      continue;
    }
    const frame = parsed(happening.frame);
    if (frame === null) {
      life.push(happening);
      continue;
    }
    if (happening.direction === 'from_station') {
      life.push(exchangeOf(happening, frame));
      continue;
    }
    const call = life.at(-1);
    if (call?.kind === 'exchange')
      life[life.length - 1] = { ...call, answered_ms: happening.at - call.at, answer: frame[2] };
  }
  return life;
};

const framed = (exchange: Exchange): readonly Happening[] => {
  const { connectionId, protocol, at, id, action, payload, answered_ms } = exchange;
  const line = { kind: 'frame', connectionId, protocol } as const;
  const text = JSON.stringify([2, id, action, payload]);
  const frame = exchange.text?.(text) ?? text;
  const call = { ...line, at, direction: 'from_station', frame } as const;
  if (answered_ms === null) return [call];
  const reply =
    exchange.error === undefined ? [3, id, exchange.answer] : [4, id, exchange.error, '', {}];
  const answer = { at: at + answered_ms, direction: 'to_station', frame: JSON.stringify(reply) };
  return [call, { ...line, ...answer, direction: 'to_station' }];
};

/** The happenings of a life, in order of time. */
export const happeningsOf = (life: Life): readonly Happening[] =>
  life
    .flatMap((one) => (one.kind === 'exchange' ? framed(one) : [one]))
    .toSorted((a, b) => a.at - b.at);

type Change = (exchange: Exchange, place: Place | null) => Exchange | Life;

/**
 * A life of which each exchange is changed, repeated or dropped. The change is made anew for each
 * station, so that it can remember.
 */
export const eachExchange =
  (make: () => Change) =>
  (life: Life): Life => {
    const change = make();
    const placeOf = sessionTracker();
    return life.flatMap((one) => {
      if (one.kind !== 'exchange') return [one];
      return change(one, placeOf(one));
    });
  };

/** The same where nothing needs remembering. */
export const plainly = (change: Change): ((life: Life) => Life) => eachExchange(() => change);

/** Where in which session an exchange stands. */
export interface Place {
  readonly port: number;
  /** Counts the sessions of the station from 0. */
  readonly session: number;
  readonly part: 'start' | 'middle' | 'end';
}

const parts = { Started: 'start', Updated: 'middle', Ended: 'end' } as const;

/** Follows the transactions of a station through its exchanges. */
const sessionTracker = (): ((exchange: Exchange) => Place | null) => {
  const known = new Map<string, Omit<Place, 'part'>>();
  let sessions = 0;
  const begun = (id: string, port: number): Place => {
    const place = known.get(id) ?? { port, session: sessions++ };
    known.set(id, place);
    return { ...place, part: 'start' };
  };
  const within = (id: unknown, part: Place['part']): Place | null => {
    const place = known.get(textOf(id));
    return place === undefined ? null : { ...place, part };
  };
  return (exchange) => {
    const payload = fields(exchange.payload);
    switch (exchange.action) {
      case 'StartTransaction':
        return begun(textOf(fields(exchange.answer)['transactionId']), portIn(payload));
      case 'MeterValues':
        return within(payload['transactionId'], 'middle');
      case 'StopTransaction':
        return within(payload['transactionId'], 'end');
      case 'TransactionEvent': {
        const id = textOf(fields(payload['transactionInfo'])['transactionId']);
        const part = parts[textOf(payload['eventType']) as keyof typeof parts];
        return part === 'start' ? begun(id, portIn(payload)) : within(id, part);
      }
      default:
        return null;
    }
  };
};

/** The port that a payload names; 0 where it names none. */
export const portIn = (payload: Fields): number =>
  Number(payload['connectorId'] ?? payload['evseId'] ?? fields(payload['evse'])['id'] ?? 0);

/** The exchange with other fields in its payload. */
export const saying = (exchange: Exchange, more: Fields): Exchange => ({
  ...exchange,
  payload: { ...fields(exchange.payload), ...more },
});

/** The exchange with another text on the wire. */
export const written = (exchange: Exchange, text: (text: string) => string): Exchange => ({
  ...exchange,
  text: (honest) => text(exchange.text?.(honest) ?? honest),
});

/** The exchange once more, a while later, under an id of its own. */
export const again = (exchange: Exchange, after_ms: number, mark = 'again'): Exchange => ({
  ...exchange,
  id: `${exchange.id}-${mark}`,
  at: exchange.at + after_ms,
});

/**
 * A life whose exchanges were moved in time: each goes over the connection that is open at its
 * instant, or waits for the next one; what never gets one is not said.
 */
export const settled = (life: Life): Life => {
  const done: Passage[] = [];
  let waiting: Exchange[] = [];
  let open: Happening | null = null;
  for (const one of life.toSorted((a, b) => a.at - b.at)) {
    if (one.kind === 'exchange') {
      if (open === null) waiting.push(one);
      else done.push({ ...one, connectionId: open.connectionId });
      continue;
    }
    done.push(one);
    if (one.kind === 'disconnected') open = null;
    if (one.kind !== 'connected') continue;
    open = one;
    for (const [index, late] of waiting.entries())
      done.push({ ...late, connectionId: one.connectionId, at: one.at + 500 + index * 100 });
    waiting = [];
  }
  return done;
};
