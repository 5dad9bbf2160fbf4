// The tap's way into the log: onto the spool before anything goes on, from there into the log.

import { setTimeout as pause } from 'node:timers/promises';
import { type Bell, bell } from '../../lib/bell.ts';
import { AppError, messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import { type EventCodec, type EventLog, type NewRecord, ocppTopic } from '../../log/port.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { keyOf } from '../event.ts';
import { lineOf } from './line-of-event.ts';
import { type Spool, type Stretch, openSpool } from './spool.ts';
import { type Owner, readStretch, tornEvent } from './torn.ts';
import { openUnrecorded } from './unrecorded.ts';
import { redactSecrets } from '../redact/redact.ts';

export interface OpenLog {
  readonly log: EventLog;
  readonly codec: EventCodec<OcppEvent>;
}

export interface TapJournalOptions {
  /** The log, once it could be opened: stations do not wait for that. */
  readonly log: Promise<OpenLog>;
  readonly logger: Logger;
  readonly folder: string;
  readonly spool_bytes: number;
  /** Whose name stands under what the spool lost. */
  readonly owner: Owner;
  /** Replaces persons by pseudonyms, before anything is written; nothing is where none is given. */
  readonly seal?: (event: OcppEvent) => OcppEvent;
}

export interface TapJournal {
  /**
   * Takes events in their order. When it returns they are with the system and outlive this process,
   * or are counted as unrecorded. Never throws: whatever happens here, traffic goes on.
   */
  write(events: readonly OcppEvent[]): void;
  stats(): TapJournalStats;
  /** Waits until the log holds everything, so long at most; what it does not, stays on the disk. */
  close(wait_ms: number): Promise<void>;
}

export interface TapJournalStats {
  /** Not in the log yet. */
  readonly spooled_bytes: number;
  readonly recorded: number;
  readonly unrecorded: number;
  /** Lines of the spool that could not be read again; `unrecorded` has them as well. */
  readonly torn: number;
  /** Whether what is said now is not recorded, or was not and could not be told yet. */
  readonly isLosing: boolean;
}

/** What goes into the log with one append. */
const append_bytes = 1024 * 1024;
/** How often the disk is asked to hold what waits also through a power cut. */
const sync_ms = 250;

const whyUnrecorded = 'the spool was full, or its disk or that of the keys refused';

const whatToDo =
  'nothing after a power cut: each is told as UNRECORDED and what follows them is kept; ' +
  'else look for a failing disk, and for who writes into the folder';

/** Onto the spool, with what was lost before told first. */
const openIntake = (
  spool: Spool,
  { logger, seal = (event) => event }: Pick<TapJournalOptions, 'logger' | 'seal'>,
) => {
  const lost = openUnrecorded();
  const count = { recorded: 0, unrecorded: 0, torn: 0 };
  const bytesOf = (events: readonly OcppEvent[]): Buffer =>
    Buffer.from(events.map((event) => `${lineOf(event)}\n`).join(''));
  const tellLost = (): boolean => {
    if (lost.isEmpty()) return true;
    const statements = lost.statements(whyUnrecorded);
    if (!spool.append(bytesOf(statements))) return false;
    logger.warn('Events could not be recorded; traffic went on.', { events: count.unrecorded });
    lost.clear();
    return true;
  };
  /** Null where it cannot be sealed now: what may not be written in clear is not written. */
  const covered = (events: readonly OcppEvent[]): Buffer | null => {
    try {
      return bytesOf(events.map((event) => seal(redactSecrets(event))));
    } catch (thrown) {
      logger.error('Persons could not be sealed.', { why: messageOf(thrown) });
      return null;
    }
  };
  return {
    count,
    isLosing: (): boolean => !lost.isEmpty(),
    tellLost,
    take: (events: readonly OcppEvent[]): void => {
      const bytes = covered(events);
      if (bytes !== null && tellLost() && spool.append(bytes)) {
        count.recorded += events.length;
        return;
      }
      if (lost.isEmpty()) logger.error('The spool takes no events: they are counted.');
      count.unrecorded += events.length;
      for (const event of events) lost.note(event);
    },
    note: (event: OcppEvent): void => {
      count.unrecorded++;
      lost.note(event);
    },
    tear: (lines: number): void => {
      if (lines === 0) return;
      if (count.torn === 0) logger.error('Lines of the spool cannot be read.', { todo: whatToDo });
      count.torn += lines;
      count.unrecorded += lines;
    },
  };
};

type Intake = ReturnType<typeof openIntake>;

interface Shipping {
  readonly spool: Spool;
  readonly intake: Intake;
  readonly more: Bell;
  readonly isOver: () => boolean;
  readonly logger: Logger;
  readonly owner: Owner;
}

/** Appends what it can; a record that the log never will take does not stop those behind it. */
const appendEach = async (
  { log }: OpenLog,
  records: readonly Shipped[],
  { intake, logger }: Shipping,
): Promise<void> => {
  for (const [record, event] of records) {
    try {
      await log.append(ocppTopic, [record]);
    } catch (thrown) {
      if (isClosed(thrown)) throw thrown;
      logger.error('The log refused an event for good.', { why: messageOf(thrown) });
      intake.note(event);
    }
  }
};

const isClosed = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.code === 'LOG_CLOSED';

type Shipped = readonly [NewRecord, OcppEvent];

const shippedAs = ({ codec }: OpenLog, event: OcppEvent): Shipped => {
  const key = keyOf(event.tenant, event.stationId === '' ? event.gatewayId : event.stationId);
  return [{ key, value: codec.encode(event) }, event];
};

/** What a stretch holds, as records; where it cannot be read, what is told of that. */
const recordsOf = (open: OpenLog, stretch: Stretch, { owner, intake }: Shipping): Shipped[] => {
  const { events, torn } = readStretch(stretch, owner);
  let unwritable = 0;
  const records = events.map((event) => {
    try {
      return shippedAs(open, event);
    } catch {
      // JSON it was, but what the disk has left of it is no event.
      unwritable++;
      return shippedAs(open, tornEvent(event));
    }
  });
  intake.tear(torn + unwritable);
  return records;
};

/** How long a disk that cannot be read now is left alone. */
const reread_ms = 1000;

/** The next stretch; `trouble` where the disk cannot be read, which is told once. */
const openReader = ({ spool, logger }: Shipping) => {
  let isTroubled = false;
  return (): Stretch | null | 'trouble' => {
    try {
      const stretch = spool.next(append_bytes);
      isTroubled = false;
      return stretch;
    } catch (thrown) {
      if (!isTroubled)
        logger.error('The spool cannot be read, and waits until it can.', {
          why: messageOf(thrown),
        });
      isTroubled = true;
      return 'trouble';
    }
  };
};

/** From the spool into the log, oldest first, until over or the log is closed. */
const ship = async (open: OpenLog, shipping: Shipping): Promise<void> => {
  const { spool, more, isOver, intake } = shipping;
  const read = openReader(shipping);
  while (!isOver()) {
    const rung = more.next();
    intake.tellLost();
    const stretch = read();
    if (stretch === null || stretch === 'trouble') {
      await (stretch === null ? rung : Promise.race([rung, pause(reread_ms)]));
      continue;
    }
    const records = recordsOf(open, stretch, shipping);
    try {
      await open.log.append(
        ocppTopic,
        records.map(([record]) => record),
      );
    } catch (thrown) {
      if (isClosed(thrown)) return;
      await appendEach(open, records, shipping);
    }
    if (isOver()) return;
    spool.advance(stretch.to);
    more.ring();
  }
};

export const openTapJournal = (options: TapJournalOptions): TapJournal => {
  const { logger, folder, spool_bytes, owner } = options;
  const spool = openSpool({ folder, spool_bytes });
  const intake = openIntake(spool, options);
  const more = bell();
  let over = false;
  let dirty = false;
  const isOver = (): boolean => over;
  const shipping = options.log
    .then((open) => ship(open, { spool, intake, more, isOver, logger, owner }))
    .catch((thrown: unknown) =>
      logger.error('Nothing more of the spool goes into the log.', { why: messageOf(thrown) }),
    );
  const syncing = setInterval(() => {
    if (dirty && spool.waiting_bytes() > 0) spool.sync();
    dirty = false;
  }, sync_ms);

  const emptied = async (): Promise<void> => {
    while (spool.waiting_bytes() > 0 && !isOver()) await more.next();
  };

  return {
    write: (events) => {
      if (events.length === 0) return;
      intake.take(events);
      dirty = true;
      more.ring();
    },
    stats: () => ({
      spooled_bytes: spool.waiting_bytes(),
      ...intake.count,
      isLosing: intake.isLosing(),
    }),
    close: async (wait_ms) => {
      const giveUp = setTimeout(() => {
        over = true;
        more.ring();
      }, wait_ms);
      await emptied();
      clearTimeout(giveUp);
      over = true;
      more.ring();
      // An append that hangs with the log that is away must not hold the end of the process.
      if (spool.waiting_bytes() === 0) await shipping;
      clearInterval(syncing);
      spool.sync();
      spool.close();
    },
  };
};
