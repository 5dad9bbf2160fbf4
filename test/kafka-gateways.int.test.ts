// Gateways and the tap on a real Kafka: commands across processes, and what a kill must not lose.

import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openDesk } from '../ingest/control/desk.ts';
import { openCounter } from '../ingest/control/order.ts';
import { openSealer } from '../ingest/control/seal.ts';
import { startGateway } from '../ingest/gateway.ts';
import { silent } from '../lib/logger.ts';
import { openCodecs } from '../log/avro.ts';
import { readAll } from '../log/contract.ts';
import { openKafkaLog } from '../log/kafka.ts';
import { type EventLog, ocppTopic } from '../log/port.ts';
import { fileRegistry } from '../log/registry.ts';
import { startOnKafka } from './gateway-processes.ts';
import { startSenders } from './kills.ts';
import { startKafka } from './servers/kafka.ts';
import { booksOf, strikeAll, unrecordedIn } from './tap-blows.ts';
import { startTapOnKafka } from './tap-on-kafka.ts';
import { connectStation } from './wire-station.ts';

const kafka = await startKafka();
afterAll(() => kafka?.stop());
const brokers = kafka?.brokers ?? [];

let names = 0;
const newName = (): string => `${process.pid}.${names++}`;

describe.runIf(kafka !== null)('two gateways on one Kafka', () => {
  test('each send the commands of the stations that they hold, asked for at a third place', async () => {
    const codecs = await openCodecs(fileRegistry());
    const openLog = async (): Promise<EventLog> => {
      const log = await openKafkaLog({ brokers, schemas: codecs, session_timeout_ms: 7_000 });
      onTestFinished(() => log.close());
      return log;
    };
    const secret = 'for tests';
    const startOne = async () => {
      const gateway = await startGateway({
        log: await openLog(),
        codec: codecs.ocpp,
        commandCodec: codecs.ledger,
        logger: silent,
        host: '127.0.0.1',
        port: 0,
        gatewayId: 'g',
        secret,
      });
      onTestFinished(() => gateway.stop());
      return gateway;
    };
    const [one, other] = [await startOne(), await startOne()];
    const [clock, ledger] = [Date.now, codecs.ledger];
    const named = { name: newName(), logger: silent, clock };
    const desk = await openDesk({ log: await openLog(), codec: ledger, ...named });
    onTestFinished(() => desk.stop());
    const counter = openCounter({ desk, sealer: openSealer(secret), clock });
    const ids = [`A.${newName()}`, `B.${newName()}`];
    for (const [i, { port, run }] of [one, other].entries()) {
      const stationId = ids[i] ?? '';
      const station = await connectStation(`ws://127.0.0.1:${port}/${stationId}`, 'ocpp1.6');
      const order = { tenant: 'default', stationId, name: 'clear-cache', values: {}, by: 't' };
      const command = await counter.ask({ ...order, expiresAt: clock() + 60_000 });
      if ('refused' in command) throw new Error(command.reasons.join(' '));
      expect(await station.next()).toBe(`[2,"${command.commandId}","ClearCache",{}]`);
      station.send(JSON.stringify([3, command.commandId, { status: 'Accepted' }]));
      const ended = await counter.settled(command, 30_000);
      expect(ended).toMatchObject({ state: 'answered', claim: { run } });
    }
  }, 90_000);
});

describe.runIf(kafka !== null)('one gateway of two processes on Kafka', () => {
  test('loses nothing that it confirmed when one of them is killed under load', async () => {
    const { codecs, log, processes, stop } = await startOnKafka(brokers);
    onTestFinished(stop);
    const senders = startSenders([`L.${newName()}`, `L.${newName()}`], processes.url);
    const more = async (): Promise<void> => {
      const before = senders.count();
      await vi.waitFor(() => expect(senders.count()).toBeGreaterThan(before + 20), 60_000);
    };
    await more();
    process.kill((await processes.health()).processes[0]?.pid ?? 0, 'SIGKILL');
    await more();
    await senders.stop();
    const heard = new Set(
      (await readAll(log, ocppTopic)).map(({ value }) => codecs.ocpp.decode(value).messageId),
    );
    const lost = senders.confirmed.flatMap(({ ids }) => ids).filter((id) => !heard.has(id));
    expect(lost).toEqual([]);
  }, 150_000);
});

describe.runIf(kafka?.isOurs === true)('a tap on Kafka before a CSMS of another maker', () => {
  test('loses no transaction message by kill -9 of the broker, of the CSMS, or of itself', async () => {
    const [one, other, talker] = [`T.${newName()}`, `T.${newName()}`, `T.${newName()}`];
    const tap = await startTapOnKafka(brokers, [one, other]);
    onTestFinished(tap.stop);
    if (kafka === null) return;
    const unrecorded = await strikeAll(tap, kafka, talker);
    const books = booksOf(await tap.events(), [one, other]);
    console.log(JSON.stringify({ ...books.counts, unrecorded, heard: tap.heard().length }));
    expect(tap.heard().filter((id) => !books.asked.has(id))).toEqual([]);
    expect(tap.confirmed.filter((id) => !books.answered.has(id))).toEqual([]);
    // Of each message there is one event; one may be there twice, and the tables count one.
    const { frames, events, fromStation, toStation } = books.counts;
    expect([books.asked.size, books.answered.size]).toEqual([fromStation, toStation]);
    expect(frames).toBeGreaterThanOrEqual(events);
    expect(books.inTables).toEqual({ fromStation, toStation, missing: 0 });
    expect(unrecordedIn(await tap.events(), talker)).toBe(unrecorded);
  }, 240_000);
});
