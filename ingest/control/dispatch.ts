// Takes up the commands of the stations that this gateway holds, and tells the log their end.

import { messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { CallError, CallResult } from '../frame.ts';
import { keyOf } from '../event.ts';
import type { Protocol } from '../protocol.ts';
import type { OutgoingCall, Outcome } from './calls.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';
import type { CommandEnded, CommandRecord, CommandSent } from './record.ts';
import type { Sealer } from './seal.ts';
import { type Turn, turnOf } from './turn.ts';
import { sayIn, type Values } from './vocabulary.ts';

/** A connection to a station, as far as commands need it. */
export interface Line {
  readonly key: string;
  readonly connectionId: string;
  readonly protocol: Protocol;
  /** Milliseconds UTC. */
  readonly openedAt: number;
  call(call: OutgoingCall): void;
}

export interface DispatchOptions {
  readonly desk: Pick<Desk, 'append' | 'ofStation' | 'onChange'>;
  readonly sealer: Sealer;
  readonly run: string;
  readonly logger: Logger;
  /** Milliseconds UTC. */
  readonly clock: () => number;
}

export interface Dispatcher {
  entered(line: Line): void;
  left(line: Line): void;
  /** Takes nothing more up. What is under way goes on. */
  halt(): void;
  /** Resolves once all that was told is in the log. */
  settled(): Promise<void>;
}

/** From a claim over the answer's time to its record: what has not ended by then never will. */
export const claimSlack_ms = 10_000;
/** A larger answer is not copied; its frame is in the log. */
const answer_chars_max = 256 * 1024;

type Ended = Pick<CommandEnded, 'ending'> &
  Partial<Pick<CommandEnded, 'status' | 'errorCode' | 'detail' | 'sealedAnswer' | 'eventId'>>;

const statusOf = ({ payload }: CallResult): string => {
  const { status } = payload;
  return typeof status === 'string' ? status.slice(0, 64) : '';
};

const errorEnded = (frame: CallError, eventId: string): Ended => ({
  ending: 'error',
  errorCode: frame.code.slice(0, 64),
  detail: frame.description.slice(0, 255),
  eventId,
});

const answerEnded = (frame: CallResult, eventId: string, sealer: Sealer): Ended => {
  const told = { ending: 'answered', status: statusOf(frame), eventId } as const;
  const { length } = JSON.stringify(frame.payload);
  if (length <= answer_chars_max)
    return { ...told, sealedAnswer: sealer.sealForTheLog(frame.payload) };
  return { ...told, detail: `The answer has ${length} characters; see its event.` };
};

const endedBy = (outcome: Outcome, wasSent: boolean, sealer: Sealer): Ended => {
  if (outcome.type === 'timeout')
    return { ending: 'timeout', detail: 'The station did not answer in time.' };
  if (outcome.type === 'lost') {
    return wasSent
      ? { ending: 'unknown', detail: `It was sent, and then ${outcome.why}.` }
      : { ending: 'refused', detail: `It was not sent: ${outcome.why}.` };
  }
  const { frame, eventId } = outcome;
  return frame.type === 3 ? answerEnded(frame, eventId, sealer) : errorEnded(frame, eventId);
};

/** What a line is at, so that each thing is done once. */
interface Seat {
  readonly line: Line;
  doing: string;
}

const otherSecret = 'It was sealed under another secret: give API and gateways one LADDBOK_SECRET.';
const lostClaim = 'Its gateway took it up and was gone before it told what came of it.';

/** Writes what becomes of commands, in the name of this run. */
const openTeller = ({ desk, run, logger, clock }: DispatchOptions) => {
  const telling = new Set<Promise<void>>();
  const of = ({ tenant, stationId, commandId }: Command) => ({
    tenant,
    stationId,
    commandId,
    at: clock(),
    by: run,
  });
  const tell = (told: CommandRecord): void => {
    const written: Promise<void> = desk.append(told).then(
      () => void telling.delete(written),
      (thrown: unknown) => {
        telling.delete(written);
        const fields = { command: told.commandId, kind: told.kind, why: messageOf(thrown) };
        logger.error('The log did not take the record of a command.', fields);
      },
    );
    telling.add(written);
  };
  const nothing = { status: '', errorCode: '', detail: '', sealedAnswer: '', eventId: '' };
  return {
    expire: (command: Command): void => tell({ ...of(command), kind: 'CommandExpired' }),
    end: (command: Command, told: Ended): void =>
      tell({ ...of(command), kind: 'CommandEnded', ...nothing, ...told }),
    claim: (command: Command, { connectionId }: Line): void => {
      const until = clock() + command.timeout_ms + claimSlack_ms;
      tell({ ...of(command), kind: 'CommandClaimed', run, connectionId, until });
    },
    sent: (command: Command, frame: Pick<CommandSent, 'protocol' | 'action' | 'eventId'>): void =>
      tell({ ...of(command), kind: 'CommandSent', ...frame }),
    settled: async (): Promise<void> => {
      await Promise.all(telling);
    },
  };
};

type Teller = ReturnType<typeof openTeller>;

/** Says a command on a line. Only one whose claim was read back comes here: it is the first. */
const sender = ({ sealer, clock }: DispatchOptions, teller: Teller) => {
  const refuse = (command: Command, detail: string): void =>
    teller.end(command, { ending: 'refused', detail });
  return (command: Command, line: Line): void => {
    const { commandId, name, askedAt, timeout_ms } = command;
    const { protocol } = line;
    if (clock() > (command.claim?.until ?? 0))
      return refuse(command, 'The log was away until it was too late.');
    const values = sealer.unseal(command.sealed) as Values | null;
    if (values === null) return refuse(command, otherSecret);
    const saying = sayIn(protocol, { name, values, commandId, askedAt });
    if ('unsayable' in saying) return refuse(command, saying.unsayable);
    let wasSent = false;
    line.call({
      ...saying,
      messageId: commandId,
      timeout_ms,
      onSent: (eventId) => {
        wasSent = true;
        teller.sent(command, { protocol, action: saying.action, eventId });
      },
      onOutcome: (outcome) => teller.end(command, endedBy(outcome, wasSent, sealer)),
    });
  };
};

/** Claimed by this run for another connection than the one it has now: it cannot be sent any more. */
const isLeftBehind = ({ state, claim }: Command, run: string, line: Line | undefined): boolean =>
  state === 'claimed' && claim?.run === run && claim.connectionId !== line?.connectionId;

const leftBehind: Ended = {
  ending: 'refused',
  detail: 'It was not sent: the connection ended before.',
};

export const openDispatcher = (options: DispatchOptions): Dispatcher => {
  const { desk, run, clock } = options;
  const seats = new Map<string, Seat>();
  const teller = openTeller(options);
  const send = sender(options, teller);
  let halted = false;

  const act = ({ do: what, command }: Exclude<Turn, { do: 'nothing' }>, line: Line): void => {
    if (what === 'claim') teller.claim(command, line);
    else if (what === 'send') send(command, line);
    else if (what === 'expire') teller.expire(command);
    else teller.end(command, { ending: 'unknown', detail: lostClaim });
  };

  const look = (key: string): void => {
    const seat = seats.get(key);
    if (seat === undefined || halted) return;
    const { connectionId, openedAt } = seat.line;
    const turn = turnOf(desk.ofStation(key), { run, connectionId, openedAt }, clock());
    if (turn.do === 'nothing') return;
    const doing = `${turn.do} ${turn.command.commandId}`;
    if (seat.doing === doing) return;
    seat.doing = doing;
    act(turn, seat.line);
  };

  desk.onChange((command) => {
    const key = keyOf(command.tenant, command.stationId);
    if (isLeftBehind(command, run, seats.get(key)?.line)) teller.end(command, leftBehind);
    else look(key);
  });

  return {
    entered: (line) => {
      seats.set(line.key, { line, doing: '' });
      look(line.key);
    },
    left: (line) => {
      if (seats.get(line.key)?.line === line) seats.delete(line.key);
      // What was begun on the line has told its end before; of two ends the first holds.
      for (const command of desk.ofStation(line.key)) {
        if (isLeftBehind(command, run, seats.get(line.key)?.line)) teller.end(command, leftBehind);
      }
    },
    halt: () => {
      halted = true;
    },
    settled: teller.settled,
  };
};
