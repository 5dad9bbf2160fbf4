// Gateways that are killed (-9) while they command a station: nothing is ever sent twice.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Command, isOver } from '../ingest/control/command.ts';
import { type Desk, openDesk } from '../ingest/control/desk.ts';
import { openCounter } from '../ingest/control/order.ts';
import { openSealer } from '../ingest/control/seal.ts';
import { silent } from '../lib/logger.ts';
import { openCodecs } from '../log/avro.ts';
import { openEmbeddedLog } from '../log/embedded.ts';
import { fileRegistry } from '../log/registry.ts';
import { inFolder, runCommand, startCommand } from './command.ts';
import { freePorts } from './servers/java.ts';
import { connectStation, type WireStation } from './wire-station.ts';

const folder = mkdtempSync(join(tmpdir(), 'laddbok-command-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secret = 'for tests';

/** A station that answers every CALL, and remembers each that came, over all its connections. */
const listening = (url: string) => {
  const received: string[] = [];
  const waiting: (() => void)[] = [];
  const serve = async (station: WireStation): Promise<void> => {
    for (;;) {
      const text = await Promise.race([station.next(), station.closed]);
      if (typeof text !== 'string') return;
      const [, id] = JSON.parse(text) as readonly [number, string];
      received.push(id);
      for (const tell of waiting.splice(0)) tell();
      station.send(JSON.stringify([3, id, { status: 'Accepted' }]));
    }
  };
  return {
    received,
    /** Resolves at the next CALL that comes. */
    call: (): Promise<void> => new Promise((resolve) => waiting.push(resolve)),
    connect: async (): Promise<WireStation> => {
      const station = await connectStation(url, 'ocpp1.6');
      void serve(station);
      return station;
    },
  };
};

/** Resolves once a command is in that state, or beyond. */
const reached = async (desk: Desk, wanted: (command: Command) => boolean): Promise<void> => {
  const isThere = (): boolean => desk.ofStation('default/CP1').some(wanted);
  while (!isThere()) await desk.changed();
};

test('a gateway killed at any moment sends no command twice, and each command ends', async () => {
  const codecs = await openCodecs(fileRegistry());
  const log = await openEmbeddedLog({ folder: join(folder, 'log'), schemas: codecs });
  const clock = Date.now;
  const { ledger: codec } = codecs;
  const desk = await openDesk({ log, codec, name: 'test', logger: silent, clock });
  const counter = openCounter({ desk, sealer: openSealer(secret), clock });
  const [port = 0] = await freePorts(1);
  const settings = inFolder(folder, { LADDBOK_GATEWAY_PORT: String(port), LADDBOK_SECRET: secret });
  const station = listening(`ws://127.0.0.1:${port}/CP1`);

  const ask = async (): Promise<Command> => {
    const order = { tenant: 'default', stationId: 'CP1', name: 'clear-cache', values: {}, by: 't' };
    const command = await counter.ask({ ...order, expiresAt: Date.now() + 120_000 });
    if ('refused' in command) throw new Error(command.reasons.join(' '));
    return command;
  };
  const run = async (until: (asked: Command) => Promise<unknown>): Promise<Command[]> => {
    const gateway = startCommand(['gateway'], settings);
    await gateway.heard(/^Stations connect to/);
    await station.connect();
    const asked = [await ask(), await ask(), await ask()];
    await until(asked[0] as Command);
    gateway.process.kill('SIGKILL');
    await gateway.ended;
    return asked;
  };
  const named =
    ({ commandId }: Command, wanted: (command: Command) => boolean) =>
    (one: Command): boolean =>
      one.commandId === commandId && wanted(one);

  const asked = [
    ...(await run(async () => undefined)),
    ...(await run((one) =>
      reached(
        desk,
        named(one, ({ state }) => state !== 'waiting'),
      ),
    )),
    ...(await run(() => station.call())),
    ...(await run((one) =>
      reached(
        desk,
        named(one, ({ sentAt }) => sentAt !== null),
      ),
    )),
  ];
  const all = [...asked, ...(await run((one) => reached(desk, named(one, isOver))))];

  const last = startCommand(['gateway'], settings);
  await last.heard(/^Stations connect to/);
  await station.connect();
  const ends = await Promise.all(all.map((command) => counter.settled(command, 60_000)));
  const line = ['command', 'CP1', 'clear-cache', '--wait', '--json'];
  const { code, out } = await runCommand(line, settings);
  const told = JSON.parse(out.join('')) as { readonly command_id: string };
  expect([code, told]).toMatchObject([0, { state: 'answered', answer: { status: 'Accepted' } }]);
  last.process.kill('SIGTERM');
  await last.ended;
  await desk.stop();
  await log.close();

  expect(new Set(station.received).size).toBe(station.received.length);
  const states = new Set(ends.map(({ state }) => state));
  expect([...states].filter((state) => state !== 'answered' && state !== 'unknown')).toEqual([]);
  const answered = ends.filter(({ state }) => state === 'answered');
  const ids = answered.map(({ commandId }) => commandId);
  expect(ids.filter((id) => !station.received.includes(id))).toEqual([]);
  expect(ends.filter(({ state }) => state === 'unknown').length).toBeLessThanOrEqual(5);
}, 120_000);
