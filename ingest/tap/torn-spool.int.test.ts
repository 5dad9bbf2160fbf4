// A spool that a power cut or a failing disk has damaged: what can be read of it goes into the log.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Logger } from '../../lib/logger.ts';
import { openCodecs } from '../../log/avro.ts';
import { ocppTopic } from '../../log/port.ts';
import { fileRegistry } from '../../log/registry.ts';
import { type RecordingLog, openRecordingLog } from '../../test/recording-log.ts';
import { eventOf } from '../event.ts';
import { type OpenLog, openTapJournal } from './journal.ts';

const whose = { tenant: 'default', stationId: 'CS-1', gatewayId: 'tap-1', gatewayRun: 'run-1' };

const frame = (seq: number) =>
  eventOf(
    { ...whose, connectionId: 'c1', protocol: 'ocpp1.6', source: 'TAP' },
    { seq, recordedAt: 1_000_000 + seq },
    { kind: 'FRAME', direction: 'FROM_STATION', frame: `[2,"${seq}","Heartbeat",{}]` },
  );

/** A spool in which so many frames wait for a log that was never there. */
const spoolOf = async (count: number): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-torn-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const journal = open(folder, new Promise(() => undefined));
  for (let seq = 0; seq < count; seq++) journal.write([frame(seq)]);
  await journal.close(0);
  return folder;
};

const said: string[] = [];
const logger: Logger = {
  info: () => undefined,
  warn: () => undefined,
  error: (message, fields) => void said.push(`${message} ${String(fields?.['todo'])}`),
};

const open = (folder: string, log: Promise<OpenLog>) =>
  openTapJournal({
    log,
    logger,
    folder,
    spool_bytes: 1_000_000,
    owner: { tenant: 'default', gatewayId: 'tap-1', gatewayRun: 'run-2', clock: () => 5_000 },
  });

const shipped = async (folder: string, log: RecordingLog) => {
  const { ocpp } = await openCodecs(fileRegistry());
  said.length = 0;
  const journal = open(folder, Promise.resolve({ log, codec: ocpp }));
  await journal.close(10_000);
  const events = log.records(ocppTopic).map(({ value }) => ocpp.decode(value));
  return { events, stats: journal.stats() };
};

const damage = (folder: string, change: (text: string) => string): void => {
  const name = readdirSync(folder).find((one) => one.endsWith('.jsonl')) ?? '';
  const path = join(folder, name);
  writeFileSync(path, change(readFileSync(path, 'latin1')), 'latin1');
};

test('lines that cannot be read are told where they stood, and all others are in the log', async () => {
  const folder = await spoolOf(8);
  damage(folder, (text) =>
    text
      .split('\n')
      .map((line, seq) => {
        if (seq === 1) return line.slice(0, line.indexOf('"direction"'));
        if (seq === 3 || seq === 4) return '\0'.repeat(line.length);
        // Still JSON, and no event any more.
        if (seq === 5) return line.replace('"FRAME"', '"FRAMF"');
        return line;
      })
      .join('\n')
      .slice(0, -100),
  );
  writeFileSync(join(folder, 'cursor'), '\0'.repeat(34));
  const { events, stats } = await shipped(folder, openRecordingLog());
  const tellings = events.map(({ kind, connectionId, seq }) => `${kind} ${connectionId}/${seq}`);
  expect(tellings).toEqual([
    'FRAME c1/0',
    'UNRECORDED c1/1',
    'FRAME c1/2',
    'UNRECORDED tap-1/spool/1/0/3/0',
    'UNRECORDED c1/5',
    'FRAME c1/6',
    'UNRECORDED c1/7',
  ]);
  const lost = events.flatMap(({ kind, frame: text }) =>
    kind === 'UNRECORDED' ? [(JSON.parse(text ?? '') as { events: number }).events] : [],
  );
  expect(lost).toEqual([1, 2, 1, 1]);
  expect(stats).toMatchObject({ torn: 5, unrecorded: 5, spooled_bytes: 0 });
  expect(said).toEqual([
    expect.stringMatching(/^Lines of the spool cannot be read\. nothing after a power cut: each/),
  ]);
});

test('what a file lost at its end does not hold up the files after it', async () => {
  const folder = await spoolOf(3);
  damage(folder, (text) => text.slice(0, 40));
  const later = open(folder, new Promise(() => undefined));
  later.write([frame(3)]);
  await later.close(0);
  const { events, stats } = await shipped(folder, openRecordingLog());
  expect(events.map(({ kind, stationId }) => [kind, stationId])).toEqual([
    ['UNRECORDED', ''],
    ['FRAME', 'CS-1'],
  ]);
  expect(stats).toMatchObject({ torn: 1, unrecorded: 1 });
});
