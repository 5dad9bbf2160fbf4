// How calls and answers are paired, in both directions, and what is said of those that do not fit.

import { expect, test } from 'vitest';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { Fact, FactOf, FactType } from '../facts.ts';
import { iso, tape } from '../tape.ts';
import { interpret } from './interpret.ts';
import { openCommandsLimit } from './pairing.ts';
import type { StationState } from './state.ts';
import { unknownStation } from './state.ts';

const run = (events: readonly OcppEvent[]) => {
  let state: StationState = unknownStation;
  const facts: Fact[] = [];
  for (const event of events) {
    const told = interpret(state, event);
    state = told.state;
    facts.push(...told.facts);
  }
  return { state, facts };
};

const only = <T extends FactType>(events: readonly OcppEvent[], type: T) =>
  run(events).facts.filter((fact): fact is FactOf<T> => fact.type === type);

const open16 = tape('ocpp1.6').connected('10:00:00');
const open21 = tape('ocpp2.1').connected('10:00:00');

test('a command and its answer are one exchange, though the answer does not name the action', () => {
  const { events } = open16
    .ask('10:00:01', 'Reset', { type: 'Hard' })
    .reply('10:00:03', { status: 'Accepted' });
  expect(only(events, 'CommandIssued')).toMatchObject([
    { commandId: 'c1/2', action: 'Reset', detail: 'type=Hard', expects: 'boot' },
  ]);
  expect(only(events, 'CommandAnswered')).toMatchObject([
    { commandId: 'c1/2', action: 'Reset', status: 'Accepted', accepted: true, latency_ms: 2_000 },
  ]);
});

test('a CALLERROR answers a command with its code', () => {
  const { events } = open16
    .ask('10:00:01', 'GetLog', {})
    .reply('10:00:02', { error: 'NotSupported' });
  expect(only(events, 'CommandAnswered')).toMatchObject([
    { status: '', accepted: false, errorCode: 'NotSupported' },
  ]);
});

test('an answer cut short answers all the same, and says neither yes nor no', () => {
  const { events } = open16.ask('10:00:01', 'GetConfiguration', {}).add('10:00:02', {
    direction: 'FROM_STATION',
    frame: '[3,"o2",{"configurationKey":[',
    messageId: 'o2',
    verdict: 'MALFORMED',
  });
  expect(only(events, 'CommandAnswered')).toMatchObject([{ errorCode: 'AnswerUnreadable' }]);
  expect(only(events, 'Doubted')).toMatchObject([{ code: 'frame_unreadable' }]);
});

test('a second answer changes nothing and is flagged; so is an answer to nothing', () => {
  const { events } = open16
    .ask('10:00:01', 'ClearCache', {})
    .reply('10:00:02', { status: 'Accepted' })
    .reply('10:00:03', { status: 'Rejected' })
    .add('10:00:04', {
      direction: 'FROM_STATION',
      frame: '[3,"stray",{}]',
      messageType: 3,
      messageId: 'stray',
    });
  expect(only(events, 'CommandAnswered')).toMatchObject([{ status: 'Accepted' }]);
  expect(only(events, 'Doubted').map(({ code }) => code)).toEqual([
    'answer_duplicate',
    'answer_orphan',
  ]);
});

test('an answer later than a minute counts and is flagged', () => {
  const { events } = open16
    .ask('10:00:01', 'ClearCache', {})
    .reply('10:01:02', { status: 'Accepted' });
  expect(only(events, 'CommandAnswered')).toMatchObject([{ latency_ms: 61_000 }]);
  expect(only(events, 'Doubted')).toMatchObject([
    { code: 'answer_late', detail: 'ClearCache after 61000 ms' },
  ]);
});

test('a command is lost with its connection: an answer on the next is to nothing', () => {
  const { events } = open16
    .ask('10:00:01', 'ClearCache', {})
    .disconnected('10:00:02')
    .add('10:00:05', { kind: 'CONNECTED', connectionId: 'c2' })
    .add('10:00:06', {
      connectionId: 'c2',
      direction: 'FROM_STATION',
      frame: '[3,"o2",{"status":"Accepted"}]',
      messageType: 3,
      messageId: 'o2',
    });
  expect(only(events, 'CommandUnanswered')).toMatchObject([
    { commandId: 'c1/2', why: 'connection_lost' },
  ]);
  expect(only(events, 'CommandAnswered')).toEqual([]);
  expect(only(events, 'Doubted')).toMatchObject([{ code: 'answer_orphan' }]);
});

test('the same id on another connection, or in the other direction, is another message', () => {
  const { events } = open16
    .add('10:00:01', {
      direction: 'FROM_STATION',
      frame: '[2,"1","Heartbeat",{}]',
      messageType: 2,
      messageId: '1',
      action: 'Heartbeat',
    })
    .add('10:00:01', {
      direction: 'TO_STATION',
      frame: '[2,"1","ClearCache",{}]',
      messageType: 2,
      messageId: '1',
      action: 'ClearCache',
    })
    .add('10:00:02', {
      direction: 'TO_STATION',
      frame: '[3,"1",{}]',
      messageType: 3,
      messageId: '1',
      action: 'Heartbeat',
    })
    .add('10:00:03', {
      direction: 'FROM_STATION',
      frame: '[3,"1",{"status":"Accepted"}]',
      messageType: 3,
      messageId: '1',
    });
  expect(only(events, 'CommandAnswered')).toMatchObject([
    { action: 'ClearCache', latency_ms: 2_000 },
  ]);
  expect(only(events, 'Doubted')).toEqual([]);
});

test('an id that is still open for another action is flagged, and the later message answered', () => {
  const command = (time: string, action: string) =>
    [
      time,
      {
        direction: 'TO_STATION',
        messageType: 2,
        messageId: 'x',
        action,
        frame: `[2,"x","${action}",{}]`,
      },
    ] as const;
  const { events } = open16
    .add(...command('10:00:01', 'ClearCache'))
    .add(...command('10:00:02', 'GetLocalListVersion'))
    .reply('10:00:03', { listVersion: 4 });
  expect(only(events, 'Doubted')).toMatchObject([
    { code: 'message_id_reused', detail: 'ClearCache, GetLocalListVersion' },
  ]);
  expect(only(events, 'CommandUnanswered')).toMatchObject([{ why: 'id_reused' }]);
  expect(only(events, 'CommandAnswered')).toMatchObject([
    { action: 'GetLocalListVersion', info: 'listVersion=4' },
  ]);
});

test('a station that never answers fills no memory', () => {
  let endless = open16;
  for (let i = 0; i < openCommandsLimit + 5; i++)
    endless = endless.ask('10:00:01', 'ClearCache', {});
  const { state, facts } = run(endless.events);
  expect(state.exchanges.commands).toHaveLength(openCommandsLimit);
  expect(facts.filter(({ type }) => type === 'CommandUnanswered')).toHaveLength(5);
});

test('a CALLRESULTERROR of 2.1 is about an answer that was given', () => {
  const refused = { frame: '[5,"o2","FormatViolation","no date",{}]', messageType: 5 } as const;
  const asked = open21.ask('10:00:01', 'GetVariables', {}).reply('10:00:02', {});
  const { events } = asked.add('10:00:03', {
    ...refused,
    direction: 'TO_STATION',
    messageId: 'o2',
  });
  expect(only(events, 'CommandResultRefused')).toMatchObject([
    { commandId: 'c1/2', errorCode: 'FormatViolation' },
  ]);
  const ours = open21
    .call('10:00:01', 'Heartbeat', {}, {})
    .add('10:00:02', { ...refused, direction: 'FROM_STATION', messageId: 'm2' });
  expect(only(ours.events, 'Doubted')).toMatchObject([
    { code: 'answer_refused', detail: 'FormatViolation no date' },
  ]);
});

test('a SEND of 2.1 is read though nothing answers it', () => {
  const { events } = open21.add('10:00:01', {
    direction: 'FROM_STATION',
    messageType: 6,
    messageId: 's1',
    action: 'NotifyPeriodicEventStream',
    frame: JSON.stringify([
      6,
      's1',
      'NotifyPeriodicEventStream',
      {
        id: 7,
        pending: 0,
        basetime: iso('10:00:00'),
        data: [
          { t: 0, v: '21' },
          { t: 5, v: '22' },
        ],
      },
    ]),
  });
  expect(only(events, 'NoticeGiven')).toMatchObject([
    { subject: '7', detail: 'pending=0 values=2 last=22' },
  ]);
  expect(run(events).state.exchanges.calls).toEqual([]);
});

test('a command that no version knows is a command all the same, and shows nothing of its payload', () => {
  const { events } = open16.ask('10:00:01', 'MakeCoffee', { pin: '1234' });
  expect(only(events, 'CommandIssued')).toMatchObject([{ action: 'MakeCoffee', detail: '' }]);
});

test('answers to frames that could not be read are answers to something', () => {
  const { events } = open16
    .add('10:00:01', { direction: 'FROM_STATION', frame: '[2,"9",', verdict: 'MALFORMED' })
    .add('10:00:01', {
      direction: 'TO_STATION',
      frame: '[4,"9","FormationViolation","",{}]',
      messageType: 4,
      messageId: '9',
    });
  expect(only(events, 'Doubted').map(({ code }) => code)).toEqual(['frame_unreadable']);
});
