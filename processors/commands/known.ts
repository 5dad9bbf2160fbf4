// What the room `commands` knows of a station besides its commands.

import type { Fact, FactOf } from '../facts.ts';
import type { Known } from './effects.ts';
import { isOperative } from './effects.ts';

export const nothingKnown: Known = { sessions: [], operative: {}, version: '' };

/** Open sessions remembered, for commands that name their transaction. */
export const openSessionsLimit = 32;
/** Ports whose state is remembered. */
export const portsLimit = 64;

type Learned = FactOf<
  'SessionStarted' | 'SessionIdentified' | 'SessionEnded' | 'StationBooted' | 'PortStatusReported'
>;

/** Whether a fact says something that commands are judged by. */
export const isLearned = (fact: Fact): fact is Learned =>
  fact.type === 'SessionStarted' ||
  fact.type === 'SessionIdentified' ||
  fact.type === 'SessionEnded' ||
  fact.type === 'StationBooted' ||
  fact.type === 'PortStatusReported';

/** The same object where nothing is new. */
export const learn = (known: Known, fact: Learned): Known => {
  switch (fact.type) {
    case 'SessionStarted': {
      const { sessionId, transactionId, port } = fact;
      const sessions = [...known.sessions, { sessionId, transactionId, port }];
      return { ...known, sessions: sessions.slice(-openSessionsLimit) };
    }
    case 'SessionIdentified':
      return {
        ...known,
        sessions: known.sessions.map((one) =>
          one.sessionId === fact.sessionId ? { ...one, transactionId: fact.transactionId } : one,
        ),
      };
    case 'SessionEnded':
      return {
        ...known,
        sessions: known.sessions.filter((one) => one.sessionId !== fact.sessionId),
      };
    case 'StationBooted':
      return fact.firmwareVersion === '' || fact.firmwareVersion === known.version
        ? known
        : { ...known, version: fact.firmwareVersion };
    case 'PortStatusReported': {
      const is = isOperative(fact.status);
      const before = known.operative[fact.port];
      const isNew = before === undefined && Object.keys(known.operative).length < portsLimit;
      if (before === is || (before === undefined && !isNew)) return known;
      return { ...known, operative: { ...known.operative, [fact.port]: is } };
    }
  }
};
