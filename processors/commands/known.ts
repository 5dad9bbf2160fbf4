// What the room `commands` knows of a station besides its commands.

import type { Fact, FactOf } from '../facts.ts';
import type { Known } from './effects.ts';
import { isOperative, version_chars } from './effects.ts';

export const nothingKnown: Known = { sessions: [], operative: {}, version: '' };

/** Open sessions remembered, for commands that name their transaction. */
export const openSessionsLimit = 32;
/** Ports whose state is remembered. */
export const portsLimit = 64;
/** Longest transaction id held: as long as the target of a command. */
export const target_chars = 64;

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
      const { sessionId, port } = fact;
      const transactionId = fact.transactionId.slice(0, target_chars);
      const sessions = [...known.sessions, { sessionId, transactionId, port }];
      return { ...known, sessions: sessions.slice(-openSessionsLimit) };
    }
    case 'SessionIdentified':
      return {
        ...known,
        sessions: known.sessions.map((one) =>
          one.sessionId === fact.sessionId
            ? { ...one, transactionId: fact.transactionId.slice(0, target_chars) }
            : one,
        ),
      };
    case 'SessionEnded':
      return {
        ...known,
        sessions: known.sessions.filter((one) => one.sessionId !== fact.sessionId),
      };
    case 'StationBooted': {
      const version = fact.firmwareVersion.slice(0, version_chars);
      return version === '' || version === known.version ? known : { ...known, version };
    }
    case 'PortStatusReported': {
      const is = isOperative(fact.status);
      const before = known.operative[fact.port];
      const isNew = before === undefined && Object.keys(known.operative).length < portsLimit;
      if (before === is || (before === undefined && !isNew)) return known;
      return { ...known, operative: { ...known.operative, [fact.port]: is } };
    }
  }
};
