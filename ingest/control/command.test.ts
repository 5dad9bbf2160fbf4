// One command and its turn, as pure folds: whose word holds, and who may speak when.

import { describe, expect, test } from 'vitest';
import { after, type Command } from './command.ts';
import { type CallsOptions, openCalls, type Outcome, type OutgoingCall } from './calls.ts';
import { verdictOn } from './janitor.ts';
import type { CommandRecord } from './record.ts';
import { openSealer } from './seal.ts';
import { openShelf } from './shelf.ts';
import { type Held, turnOf } from './turn.ts';

const of = { tenant: 't', stationId: 'CP1', commandId: 'c1', at: 1_000, by: 'gw' };
const told = {
  asked: {
    ...of,
    kind: 'CommandAsked',
    name: 'reset',
    shown: {},
    sealed: 'sealed',
    expiresAt: 5_000,
    timeout_ms: 30_000,
    campaignId: '',
  },
  claimed: { ...of, kind: 'CommandClaimed', run: 'r1', connectionId: 'k1', until: 40_000 },
  sent: { ...of, kind: 'CommandSent', protocol: 'ocpp1.6', action: 'Reset', eventId: 'k1/3' },
  answered: {
    ...of,
    kind: 'CommandEnded',
    ending: 'answered',
    status: 'Accepted',
    errorCode: '',
    detail: '',
    sealedAnswer: 'x',
    eventId: 'k1/4',
  },
  expired: { ...of, kind: 'CommandExpired' },
  cancelled: { ...of, kind: 'CommandCancelled' },
} as const satisfies Readonly<Record<string, CommandRecord>>;

const unknown: CommandRecord = { ...told.answered, ending: 'unknown', status: '' };

const folded = (...records: readonly CommandRecord[]): Command => {
  let command: Command | undefined;
  for (const record of records) command = after(command, record);
  if (command === undefined) throw new Error('nothing was asked for');
  return command;
};

describe('of two words about a command', () => {
  test('the first claim holds', () => {
    const second: CommandRecord = { ...told.claimed, run: 'r2', connectionId: 'k2' };
    expect(folded(told.asked, told.claimed, second).claim).toMatchObject({ run: 'r1' });
  });

  test('a withdrawal before the claim holds, and after it does nothing', () => {
    expect(folded(told.asked, told.cancelled, told.claimed)).toMatchObject({ state: 'cancelled' });
    expect(folded(told.asked, told.claimed, told.cancelled)).toMatchObject({ state: 'claimed' });
    expect(folded(told.asked, told.expired, told.claimed)).toMatchObject({ state: 'expired' });
  });

  test('an answer is worth more than the word that none had come', () => {
    expect(folded(told.asked, told.claimed, unknown, told.sent, told.answered)).toMatchObject({
      state: 'answered',
      status: 'Accepted',
    });
    expect(folded(told.asked, told.claimed, told.answered, unknown).state).toBe('answered');
  });

  test('asked for twice is asked for once', () => {
    const again: CommandRecord = { ...told.asked, name: 'unlock', at: 2_000 };
    expect(folded(told.asked, again)).toMatchObject({ name: 'reset', askedAt: 1_000 });
  });

  test('a record without its order is nothing', () => {
    expect(after(undefined, told.claimed)).toBeUndefined();
  });

  test('what was sealed is forgotten once it is over', () => {
    expect(folded(told.asked).sealed).toBe('sealed');
    expect(folded(told.asked, told.cancelled).sealed).toBe('');
  });
});

describe('in whatever order records lie in the log, a command', () => {
  const orders = (records: readonly CommandRecord[]): readonly (readonly CommandRecord[])[] =>
    records.length < 2
      ? [records]
      : records.flatMap((first, i) =>
          orders(records.toSpliced(i, 1)).map((rest) => [first, ...rest]),
        );
  const other: CommandRecord = { ...told.claimed, run: 'r2', connectionId: 'k2' };
  const all = orders([told.claimed, other, told.cancelled, told.expired, told.sent, unknown]);

  test('that is withdrawn or expired was claimed by nobody', () => {
    const ends = all.map((records) => folded(told.asked, ...records));
    expect(ends).toHaveLength(720);
    const given = ends.filter(({ state }) => state === 'cancelled' || state === 'expired');
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter(({ claim }) => claim !== null)).toEqual([]);
  });

  test('is over in the end, and an answer is the last word', () => {
    for (const records of all) {
      const states = [folded(told.asked, ...records, told.answered).state];
      expect(['answered', 'cancelled', 'expired']).toContain(states[0]);
    }
  });
});

describe('a turn', () => {
  const held: Held = { run: 'r1', connectionId: 'k1', openedAt: 500 };
  const waiting = (commandId: string): Command => folded({ ...told.asked, commandId });

  test('is claimed by the first that waits', () => {
    expect(turnOf([waiting('a'), waiting('b')], held, 2_000)).toMatchObject({
      do: 'claim',
      command: { commandId: 'a' },
    });
  });

  test('is not given while another command is under way', () => {
    const sent = folded(told.asked, told.claimed, told.sent);
    expect(turnOf([sent, waiting('b')], held, 2_000)).toEqual({ do: 'nothing' });
  });

  test('is used for a claim of our own that came back from the log', () => {
    expect(turnOf([folded(told.asked, told.claimed)], held, 2_000)).toMatchObject({ do: 'send' });
  });

  test('is not used for the claim of another gateway', () => {
    const other = folded(told.asked, { ...told.claimed, run: 'r2' });
    expect(turnOf([other], held, 2_000)).toEqual({ do: 'nothing' });
  });

  test('goes on where the station has left the connection that the claim was for', () => {
    const old = folded(told.asked, { ...told.claimed, run: 'r2', at: 100 });
    expect(turnOf([old], held, 2_000)).toMatchObject({ do: 'giveUp' });
  });

  test('goes on where a gateway has let its time pass', () => {
    const other = folded(told.asked, { ...told.claimed, run: 'r2' });
    expect(turnOf([other], held, 40_001)).toMatchObject({ do: 'giveUp' });
  });

  test('ends what has waited too long', () => {
    expect(turnOf([waiting('a')], held, 5_001)).toMatchObject({ do: 'expire' });
  });
});

describe('the janitor', () => {
  test('lets expire what waits, and tells that it is unknown what was taken up', () => {
    expect(verdictOn(folded(told.asked), 5_000, 'j')).toBeNull();
    expect(verdictOn(folded(told.asked), 5_001, 'j')).toMatchObject({ kind: 'CommandExpired' });
    const claimed = folded(told.asked, told.claimed);
    expect(verdictOn(claimed, 40_000, 'j')).toBeNull();
    expect(verdictOn(claimed, 40_001, 'j')).toMatchObject({ ending: 'unknown', by: 'j' });
  });
});

describe('our CALLs on a connection', () => {
  /** Effects in order; frames are durable, and time passes, when the test says so. */
  const rigged = () => {
    const effects: string[] = [];
    const due: (() => void)[] = [];
    const alarms: (() => void)[] = [];
    const send: CallsOptions['send'] = ({ messageId }, settled) => {
      effects.push(`record ${messageId}`);
      due.push(() => settled(true, `e/${messageId}`));
    };
    const timer: CallsOptions['timer'] = (delay_ms, then) => {
      effects.push(`clock ${delay_ms}`);
      alarms.push(then);
      return () => void effects.push('clock off');
    };
    const calls = openCalls({ send, timer });
    const named = (outcome: Outcome): string =>
      outcome.type === 'answer' ? `answer ${outcome.frame.type}` : outcome.type;
    const ask = (messageId: string): void => {
      const call: OutgoingCall = {
        messageId,
        action: 'Reset',
        payload: {},
        timeout_ms: 7,
        onSent: () => void effects.push(`sent ${messageId}`),
        onOutcome: (outcome) => void effects.push(`${messageId}: ${named(outcome)}`),
      };
      calls.call(call);
    };
    const answer = (messageId: string): void =>
      calls.hear({ type: 3, messageId, messageIdJson: `"${messageId}"`, payload: {} }, 'e');
    return {
      calls,
      effects,
      ask,
      answer,
      durable: () => due.shift()?.(),
      ring: () => alarms.at(-1)?.(),
    };
  };

  test('leave one at a time, the next after the answer', () => {
    const { effects, ask, answer, durable } = rigged();
    ask('a');
    ask('b');
    durable();
    answer('a');
    durable();
    expect(effects).toEqual([
      'record a',
      'sent a',
      'clock 7',
      'clock off',
      'a: answer 3',
      'record b',
      'sent b',
      'clock 7',
    ]);
  });

  test('give way when their time is over, and hear a late answer all the same', () => {
    const { effects, ask, answer, durable, ring } = rigged();
    ask('a');
    ask('b');
    durable();
    ring();
    answer('a');
    expect(effects.slice(3)).toEqual(['clock off', 'a: timeout', 'record b', 'a: answer 3']);
  });

  test('are lost with the connection, those that wait also', () => {
    const { calls, effects, ask, durable } = rigged();
    ask('a');
    ask('b');
    durable();
    calls.gone();
    ask('c');
    expect(effects.slice(3)).toEqual(['clock off', 'a: lost', 'b: lost', 'c: lost']);
  });

  test('hear nothing in answers to what was never asked', () => {
    const { effects, ask, answer, durable } = rigged();
    ask('a');
    durable();
    answer('x');
    expect(effects).toEqual(['record a', 'sent a', 'clock 7']);
  });
});

describe('what is remembered', () => {
  test('is bounded: of what ended the last, of what is open all', () => {
    const shelf = openShelf({ ended_perStation: 2, stations: 10 });
    for (const commandId of ['a', 'b', 'c', 'd', 'e']) {
      shelf.take({ ...told.asked, commandId });
      if (commandId !== 'a') shelf.take({ ...told.cancelled, commandId });
    }
    expect(shelf.ofStation('t/CP1').map(({ commandId }) => commandId)).toEqual(['a', 'd', 'e']);
    expect(shelf.open().map(({ commandId }) => commandId)).toEqual(['a']);
  });

  test('lets go of the stations that were quiet longest', () => {
    const shelf = openShelf({ ended_perStation: 2, stations: 2 });
    for (const stationId of ['A', 'B', 'C']) {
      shelf.take({ ...told.asked, stationId });
      shelf.take({ ...told.cancelled, stationId });
    }
    expect(['A', 'B', 'C'].map((id) => shelf.ofStation(`t/${id}`).length)).toEqual([0, 1, 1]);
  });
});

test('what is sealed opens with the same secret alone', () => {
  const sealed = openSealer('one').sealForTheLog({ id_token: 'TAG' });
  expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('TAG');
  expect(openSealer('one').unseal(sealed)).toEqual({ id_token: 'TAG' });
  expect(openSealer('another').unseal(sealed)).toBeNull();
  expect(openSealer('one').unseal('AAAA')).toBeNull();
});
