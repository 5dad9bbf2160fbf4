// Commands from the order to the station and back, over real sockets, gateways and logs.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Gateway, startGateway } from '../gateway.ts';
import { silent } from '../../lib/logger.ts';
import { commandsTopic, type EventLog, ocppTopic } from '../../log/port.ts';
import type { LedgerEvent, OcppEvent } from '../../schemas/events.gen.ts';
import { jsonCodec } from '../../test/json-codec.ts';
import { openRecordingLog, type RecordingLog } from '../../test/recording-log.ts';
import { connectStation, type WireStation } from '../../test/wire-station.ts';
import type { Command } from './command.ts';
import { openDesk } from './desk.ts';
import { type Counter, openCounter, type Order } from './order.ts';
import { readRecord } from './record.ts';
import { openSealer } from './seal.ts';

const ocpp = jsonCodec<OcppEvent>();
const ledger = jsonCodec<LedgerEvent>();
const secret = 'for tests';
const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const gateway = async (log: EventLog): Promise<Gateway> => {
  const started = await startGateway({
    log,
    codec: ocpp,
    commandCodec: ledger,
    logger: silent,
    host: '127.0.0.1',
    port: 0,
    gatewayId: 'g',
    secret,
  });
  endings.push(() => started.stop());
  return started;
};

const counter = async (log: EventLog, name = 'api'): Promise<Counter> => {
  const clock = Date.now;
  const desk = await openDesk({ log, codec: ledger, name, logger: silent, clock });
  endings.push(() => desk.stop());
  return openCounter({ desk, sealer: openSealer(secret), clock });
};

const station = (at: Gateway, id = 'CP1', protocol = 'ocpp1.6'): Promise<WireStation> =>
  connectStation(`ws://127.0.0.1:${at.port}/${id}`, protocol);

const order = (name: string, values: object, more: Partial<Order> = {}): Order => ({
  tenant: 'default',
  stationId: 'CP1',
  name,
  values: values as Order['values'],
  by: 'operator-1',
  ...more,
});

const asked = async (of: Counter, what: Order): Promise<Command> => {
  const command = await of.ask(what);
  if ('refused' in command) throw new Error(command.reasons.join(' '));
  return command;
};

/** Reads the CALL that comes next and answers it. */
const answers = async (at: WireStation, payload: object): Promise<readonly unknown[]> => {
  const call = JSON.parse(await at.next()) as readonly unknown[];
  at.send(JSON.stringify([3, call[1], payload]));
  return call;
};

const frames = (log: RecordingLog): readonly OcppEvent[] =>
  log
    .records(ocppTopic)
    .map(({ value }) => ocpp.decode(value))
    .filter(({ kind }) => kind === 'FRAME');

const kinds = (log: RecordingLog): readonly string[] =>
  log.records(commandsTopic).map(({ value }) => ledger.decode(value).kind);

describe('a command', () => {
  test('reaches its station, and its answer comes back', async () => {
    const log = openRecordingLog();
    const [at, desk] = [await gateway(log), await counter(log)];
    const cp = await station(at);
    const command = await asked(desk, order('remote-start', { id_token: 'TAG', port: 1 }));
    const call = await answers(cp, { status: 'Accepted' });
    expect(call.slice(2)).toEqual(['RemoteStartTransaction', { idTag: 'TAG', connectorId: 1 }]);
    expect(await desk.settled(command, 5_000)).toMatchObject({
      state: 'answered',
      status: 'Accepted',
      action: 'RemoteStartTransaction',
      protocol: 'ocpp1.6',
      askedBy: 'operator-1',
    });
    expect(kinds(log)).toEqual(['CommandAsked', 'CommandClaimed', 'CommandSent', 'CommandEnded']);
    expect(frames(log)).toMatchObject([
      { direction: 'TO_STATION', messageType: 2, messageId: command.commandId, verdict: 'VALID' },
      { direction: 'FROM_STATION', messageType: 3, action: 'RemoteStartTransaction' },
    ]);
  });

  test('lies in the log of commands without the token that it carries', async () => {
    const log = openRecordingLog();
    const [at, desk] = [await gateway(log), await counter(log)];
    const cp = await station(at);
    const command = await asked(desk, order('remote-start', { id_token: 'SECRET-TAG', port: 1 }));
    expect((await answers(cp, { status: 'Accepted' }))[1]).toBe(command.commandId);
    const done = await desk.settled(command, 5_000);
    expect(done.shown).toEqual({ port: 1 });
    const told = log.records(commandsTopic).map(({ value }) => Buffer.from(value).toString());
    expect(told.filter((one) => one.includes('SECRET-TAG'))).toEqual([]);
    expect(desk.answerOf(done)).toEqual({ status: 'Accepted' });
  });

  test('waits until the one before it is answered', async () => {
    const log = openRecordingLog();
    const [at, desk] = [await gateway(log), await counter(log)];
    const cp = await station(at);
    const first = await asked(desk, order('clear-cache', {}));
    const second = await asked(desk, order('reset', {}));
    const [, id, action] = JSON.parse(await cp.next()) as [number, string, string];
    expect([id, action]).toEqual([first.commandId, 'ClearCache']);
    // The station speaks meanwhile, and is answered; the second command still waits.
    cp.send('[2,"h","Heartbeat",{}]');
    expect(await cp.next()).toMatch(/^\[3,"h",/);
    expect(cp.unread()).toEqual([]);
    cp.send(JSON.stringify([3, id, { status: 'Accepted' }]));
    expect((await answers(cp, { status: 'Accepted' }))[1]).toBe(second.commandId);
    expect(await desk.settled(second, 5_000)).toMatchObject({ state: 'answered' });
  });

  test('that is not answered in time says so, and the next has its turn', async () => {
    const log = openRecordingLog();
    const [at, desk] = [await gateway(log), await counter(log)];
    const cp = await station(at);
    const first = await asked(desk, order('clear-cache', {}, { timeout_ms: 50 }));
    const second = await asked(desk, order('clear-cache', {}));
    const [, id] = JSON.parse(await cp.next()) as [number, string];
    expect(await desk.settled(first, 5_000)).toMatchObject({ state: 'timeout' });
    await answers(cp, { status: 'Accepted' });
    expect(await desk.settled(second, 5_000)).toMatchObject({ state: 'answered' });
    cp.send(JSON.stringify([3, id, { status: 'Rejected' }]));
    await vi.waitFor(async () => {
      const late = await desk.find('default', 'CP1', first.commandId);
      expect(late).toMatchObject({ state: 'answered', status: 'Rejected' });
    });
  });

  test('that the station cannot do brings its CALLERROR', async () => {
    const log = openRecordingLog();
    const [at, desk] = [await gateway(log), await counter(log)];
    const cp = await station(at);
    const command = await asked(desk, order('clear-cache', {}));
    const [, id] = JSON.parse(await cp.next()) as [number, string];
    cp.send(JSON.stringify([4, id, 'NotSupported', 'no cache here', {}]));
    expect(await desk.settled(command, 5_000)).toMatchObject({
      state: 'error',
      errorCode: 'NotSupported',
      detail: 'no cache here',
    });
  });

  test('that the version of the station cannot say is refused, and nothing is sent', async () => {
    const log = openRecordingLog();
    const [at, desk] = [await gateway(log), await counter(log)];
    await station(at);
    const command = await asked(desk, order('reset', { mode: 'on_idle' }));
    expect(await desk.settled(command, 5_000)).toMatchObject({
      state: 'refused',
      detail: 'OCPP 1.6 knows no reset on_idle: give mode soft or hard.',
    });
    expect(frames(log)).toEqual([]);
  });

  test('for a station that nobody holds expires, and is not sent when the station comes', async () => {
    const log = openRecordingLog();
    const [at, desk] = [await gateway(log), await counter(log)];
    const expiresAt = Date.now() + 100;
    const command = await asked(desk, order('clear-cache', {}, { expiresAt }));
    expect(await desk.settled(command, 10_000)).toMatchObject({ state: 'expired' });
    const cp = await station(at);
    cp.send('[2,"h","Heartbeat",{}]');
    expect(await cp.next()).toMatch(/^\[3,"h",/);
  });

  test('waits for its station as long as was asked for', async () => {
    const log = openRecordingLog();
    const [at, desk] = [await gateway(log), await counter(log)];
    const expiresAt = Date.now() + 60_000;
    const command = await asked(desk, order('clear-cache', {}, { expiresAt }));
    const cp = await station(at);
    await answers(cp, { status: 'Accepted' });
    expect(await desk.settled(command, 5_000)).toMatchObject({ state: 'answered' });
  });

  test('that was cancelled while it waited is never sent', async () => {
    const log = openRecordingLog();
    const [at, desk] = [await gateway(log), await counter(log)];
    const expiresAt = Date.now() + 60_000;
    const command = await asked(desk, order('clear-cache', {}, { expiresAt }));
    await desk.cancel(command, 'operator-2');
    expect(await desk.settled(command, 5_000)).toMatchObject({ state: 'cancelled' });
    const cp = await station(at);
    cp.send('[2,"h","Heartbeat",{}]');
    expect(await cp.next()).toMatch(/^\[3,"h",/);
  });

  test('asked for twice under one id is sent once', async () => {
    const log = openRecordingLog();
    const [at, one, other] = [await gateway(log), await counter(log), await counter(log, 'b')];
    const cp = await station(at);
    const commandId = 'the-same-command';
    await Promise.all(
      [one, other].map((desk) => asked(desk, order('clear-cache', {}, { commandId }))),
    );
    await answers(cp, { status: 'Accepted' });
    await vi.waitFor(async () =>
      expect(await one.find('default', 'CP1', commandId)).toMatchObject({ state: 'answered' }),
    );
    cp.send('[2,"h","Heartbeat",{}]');
    expect(await cp.next()).toMatch(/^\[3,"h",/);
  });
});

describe('of two gateways on one log', () => {
  test('the one that holds the station sends the command', async () => {
    const log = openRecordingLog();
    const [one, other] = [await gateway(log), await gateway(log)];
    const desk = await counter(log);
    const [a, b] = [await station(one, 'A'), await station(other, 'B', 'ocpp2.0.1')];
    const toB = await asked(desk, order('clear-cache', {}, { stationId: 'B' }));
    const toA = await asked(desk, order('clear-cache', {}, { stationId: 'A' }));
    expect((await answers(b, { status: 'Accepted' }))[1]).toBe(toB.commandId);
    expect((await answers(a, { status: 'Accepted' }))[1]).toBe(toA.commandId);
    expect(await desk.settled(toB, 5_000)).toMatchObject({
      state: 'answered',
      claim: { run: other.run },
    });
    expect(await desk.settled(toA, 5_000)).toMatchObject({
      state: 'answered',
      claim: { run: one.run },
    });
  });

  test('one alone sends it, though the station has a socket at both', async () => {
    const log = openRecordingLog();
    const [one, other] = [await gateway(log), await gateway(log)];
    const desk = await counter(log);
    const sockets = [await station(one), await station(other)];
    const command = await asked(desk, order('clear-cache', {}));
    const sent = await Promise.race(sockets.map((socket) => socket.next()));
    expect(sent).toBe(`[2,"${command.commandId}","ClearCache",{}]`);
    await vi.waitFor(() =>
      expect(kinds(log).filter((kind) => kind === 'CommandClaimed')).toHaveLength(2),
    );
    expect(frames(log)).toHaveLength(1);
  });
});

describe('a gateway that dies', () => {
  test('between claim and sending: nothing is sent, by nobody, and the command is unknown', async () => {
    const log = openRecordingLog();
    const desk = await counter(log);
    const command = await asked(desk, order('clear-cache', {}, { timeout_ms: 20 }));
    // What a gateway writes before it is killed: its claim, and nothing after.
    const claimed = log.append(commandsTopic, [
      {
        key: 'default/CP1',
        value: ledger.encode({
          eventId: 'claim',
          tenant: 'default',
          kind: 'CommandClaimed',
          subject: 'CP1',
          validFrom: null,
          validTo: null,
          recordedAt: Date.now() * 1000,
          recordedBy: 'dead',
          body: JSON.stringify({
            commandId: command.commandId,
            run: 'dead',
            connectionId: 'dead-1',
            until: Date.now() + 60_000,
          }),
        }),
      },
    ]);
    await claimed;
    // The station comes back, to another gateway; the next command has its turn at once.
    const cp = await station(await gateway(log));
    const next = await asked(desk, order('clear-cache', {}));
    expect((await answers(cp, { status: 'Accepted' }))[1]).toBe(next.commandId);
    expect(await desk.settled(command, 5_000)).toMatchObject({ state: 'unknown' });
    expect(await desk.settled(next, 5_000)).toMatchObject({ state: 'answered' });
    expect(frames(log).filter(({ messageType }) => messageType === 2)).toHaveLength(1);
  });

  test('a link that breaks before the answer leaves the command unknown', async () => {
    const log = openRecordingLog();
    const [at, desk] = [await gateway(log), await counter(log)];
    const cp = await station(at);
    const command = await asked(desk, order('reset', {}));
    await cp.next();
    cp.socket.terminate();
    expect(await desk.settled(command, 5_000)).toMatchObject({ state: 'unknown' });
  });
});

test('each record of a command is read back as it was written', async () => {
  const log = openRecordingLog();
  const desk = await counter(log);
  const command = await asked(desk, order('clear-cache', {}));
  const [record] = log.records(commandsTopic);
  expect(record === undefined ? null : readRecord(record.value, ledger)).toMatchObject({
    kind: 'CommandAsked',
    commandId: command.commandId,
    by: 'operator-1',
  });
});
