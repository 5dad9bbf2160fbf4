// Stops: of an open session, of one that ended by inference or was stopped, or of an unheard one.

import type { Fact } from '../../facts.ts';
import { recall } from '../meter/redraw.ts';
import { treated } from '../meter/treatment.ts';
import { readRegister } from '../registers.ts';
import type { SaidOf } from '../said.ts';
import type { EndedSession, OpenSession, StationState, Told } from '../state.ts';
import { openUnheard } from './begin-unheard.ts';
import { correctEnd, end, isInferred } from './end.ts';
import { endedByTraits, endedWith, namesNone } from './find.ts';
import { openAt, openByTraits, openOfStop, standsAt } from './find.ts';
import type { Source } from './keep.ts';
import { doubted, inTurn, nothing, reopen } from './keep.ts';
import { place } from './place.ts';
import { readAtPort } from './read.ts';
import { rememberStop, wasTold } from './told-stops.ts';

type Stop = SaidOf<'TransactionFinished'>;

export const finished = (state: StationState, said: Stop, source: Source): Told<Fact> => {
  const told = finishedOnce(state, said, source);
  return { state: rememberStop(told.state, said), facts: told.facts };
};

const finishedOnce = (state: StationState, said: Stop, source: Source): Told<Fact> => {
  const known = openOfStop(state, said);
  if (known !== null) {
    const { at, port } = said;
    return inTurn(state, place(known, { at, port, connectorId: 0 }), (placed) =>
      stop(latest(placed, known), said)(placed),
    );
  }
  const over = endedWith(state, said.transactionId);
  if (over !== null) return stopAgain(state, over, said);
  if (said.evidence === 'StopTransaction') {
    const likely = openByTraits(state, said);
    const repeated = endedByTraits(state, said);
    // To the watt-hour the register of a stop that was told is that stop, unless it is also where
    // the register of an open session stands.
    const again = likely === null || !standsAt(state, likely, said.register_mwh);
    if (repeated !== null && again) return stopAgain(state, repeated, said);
    if (likely !== null) return stopByTraits(state, likely, said);
  }
  if (wasTold(state, said)) return forgotten(state, said);
  return finishedUnheard(state, said, source);
};

const stop =
  (session: OpenSession, said: Stop) =>
  (state: StationState): Told<Fact> =>
    inTurn(state, readCourse(session, said), readStop(session, said), (read) =>
      end(latest(read, session), ending(said))(read),
    );

/** The port has moved on: what a stop tells of its register lies between readings of that time. */
const recallCourse =
  ({ port }: OpenSession, { at, register_mwh, readings }: Stop) =>
  (before: StationState): Told<Fact> => {
    const { edgeUnit, registerUnit } = before.treatment;
    const told = [
      ...readings.map((one) => ({ ...one, unit: registerUnit })),
      { at, register_mwh, unit: edgeUnit },
    ];
    const levels = told.flatMap((one) =>
      one.register_mwh === null
        ? []
        : [{ at: one.at, port, register_mwh: treated(one.register_mwh, one.unit) }],
    );
    return inTurn(before, ...levels.map((level) => (state: StationState) => recall(state, level)));
  };

/** A stop with the register that it tells, itself or by the last reading that it brings. */
const ending = (said: Stop): Stop => {
  const last = said.readings.findLast((one) => one.register_mwh !== null);
  return { ...said, register_mwh: said.register_mwh ?? last?.register_mwh ?? null };
};

/** A session after readings, which may have given it its baseline. */
const latest = (state: StationState, session: OpenSession): OpenSession =>
  state.sessions.find((one) => one.sessionId === session.sessionId) ?? session;

/** Readings that come with the stop are of the session, whatever id they name. */
const readCourse =
  ({ port, transactionId }: OpenSession, { readings }: Stop) =>
  (state: StationState): Told<Fact> =>
    port === 0
      ? nothing(state)
      : inTurn(
          state,
          ...readings.map(
            (reading) => (before: StationState) =>
              readAtPort(before, { ...reading, port, transactionId }),
          ),
        );

const readStop =
  (session: OpenSession, { at, register_mwh }: Stop) =>
  (state: StationState): Told<Fact> =>
    register_mwh === null || session.port === 0
      ? nothing(state)
      : readRegister(state, {
          at,
          port: session.port,
          register_mwh,
          session: latest(state, session),
        });

const stopByTraits = (state: StationState, session: OpenSession, said: Stop): Told<Fact> => {
  const { transactionId } = said;
  const about = { at: said.at, port: session.port };
  const { sessionId, port } = session;
  const named: Fact = { type: 'SessionIdentified', at: said.at, port, sessionId, transactionId };
  if (namesNone(state, transactionId)) {
    const facts = [doubted(about, 'transaction_id_unset', transactionId)];
    return inTurn(state, stop(session, said), (ended) => ({ state: ended, facts }));
  }
  // An id that the back end gave stays, whatever else the station calls it.
  const adopts = namesNone(state, session.transactionId);
  const facts = adopts
    ? [named, doubted(about, 'transaction_id_adopted', transactionId)]
    : [doubted(about, 'session_unknown', transactionId)];
  const taken = adopts ? { ...session, transactionId } : session;
  return inTurn(state, stop(taken, said), (ended) => ({ state: ended, facts }));
};

/** A stop of a session that has ended: the first one told counts, an inferred end does not. */
const stopAgain = (state: StationState, ended: EndedSession, said: Stop): Told<Fact> => {
  const { session } = ended;
  const about = { at: said.at, port: session.port };
  if (!isInferred(ended)) {
    return { state, facts: [doubted(about, 'stop_repeated', differenceOf(ended, said))] };
  }
  const whole = { ...about, since: session.startedAt };
  const late = doubted(whole, 'stop_late', `${ended.evidence} had ended it at ${ended.endedAt}`);
  const next = openAt(state, session.port) ?? laterThan(state, ended);
  if (next === null) {
    const opened = reopen(state, ended);
    return inTurn(opened, stop(session, said), (told) => ({ state: told, facts: [late] }));
  }
  const overlap =
    said.at > next.startedAt ? [doubted(about, 'sessions_overlap', next.sessionId)] : [];
  return inTurn(state, recallCourse(session, said), correctEnd(session, ending(said)), (told) => ({
    state: told,
    facts: [late, ...overlap],
  }));
};

/** A session that ran on the port after another one: the register has moved on with it. */
const laterThan = (state: StationState, { session }: EndedSession): OpenSession | null =>
  state.endedSessions.find(
    (one) => one.session.port === session.port && one.session.startedAt > session.startedAt,
  )?.session ?? null;

/** A stop of a session that is no longer remembered: some stations tell it again for weeks. */
const forgotten = (state: StationState, said: Stop): Told<Fact> => ({
  state,
  facts: [doubted({ at: said.at, port: said.port ?? 0 }, 'stop_repeated', said.transactionId)],
});

const differenceOf = (ended: EndedSession, said: Stop): string => {
  const differences: string[] = [];
  if (said.at !== ended.endedAt) differences.push(`${said.at - ended.endedAt} ms`);
  if (said.register_mwh !== null && said.register_mwh !== ended.register_mwh) {
    differences.push(`${said.register_mwh} mWh for ${ended.register_mwh ?? 'none'}`);
  }
  if (said.stopReason !== ended.stopReason) {
    differences.push(`${said.stopReason} for ${ended.stopReason}`);
  }
  return differences.length === 0 ? 'the same' : differences.join(', ');
};

/** What a stop says of a start that was lost: it was no later than the first reading. */
const unheardOf = (said: Stop) => ({
  ...said,
  at: Math.min(said.at, ...said.readings.map((reading) => reading.at)),
  connectorId: 0,
  tokenType: '',
});

/** A stop whose start was lost: of its energy only that is known which comes with the stop. */
const finishedUnheard = (state: StationState, said: Stop, source: Source): Told<Fact> =>
  inTurn(
    state,
    (before) => openUnheard(before, unheardOf(said), source),
    (opened) => {
      const session = opened.sessions.find((one) => one.sessionId === source.sessionId());
      return session === undefined ? nothing(opened) : stop(session, said)(opened);
    },
  );
