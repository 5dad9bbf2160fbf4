// Persons in a running Laddbok: nowhere in clear, erased for good, and no number moves for it.

import {
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { parseConfig } from '../app/config.ts';
import type { Erasure } from '../app/erase.ts';
import { erase, reveal } from '../app/erase.ts';
import { purgeOnce } from '../app/erasures.ts';
import { tablesOf } from '../app/pump.ts';
import { openGateway } from '../app/parts.ts';
import { codecThatSeals, openPersons } from '../app/persons.ts';
import { verify } from '../app/verify.ts';
import { importLines } from '../ingest/import.ts';
import { silent } from '../lib/logger.ts';
import type { Logger } from '../lib/logger.ts';
import { readAll } from '../log/contract.ts';
import { ocppTopic } from '../log/port.ts';
import { cdrs } from '../processors/ledger/table.ts';
import type { Pipeline } from './pipeline.ts';
import { embeddedLog, foldInto, hashes, project, withPipeline } from './pipeline.ts';

const token = '04DEADBEEF77';

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });

/** Files in which one of the texts stands, as it is sent or in small letters. */
const filesWith = (folder: string, texts: readonly string[]): readonly string[] =>
  filesIn(folder).filter((file) => {
    const bytes = readFileSync(file).toString('latin1').toUpperCase();
    return texts.some((text) => bytes.includes(text));
  });

const charge = (frames: readonly unknown[]) => async (port: number, protocol: string) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/CS-1`, protocol);
  await new Promise((resolve) => socket.once('open', resolve));
  for (const frame of frames) {
    const answered = new Promise((resolve) => socket.once('message', resolve));
    socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    await answered;
  }
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close();
  await closed;
};

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 8, minute)).toISOString();

const of16 = charge([
  [2, '1', 'BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' }],
  [2, '2', 'Authorize', { idTag: token }],
  [2, '3', 'StartTransaction', { connectorId: 1, idTag: token, meterStart: 0, timestamp: at(0) }],
  [2, '4', 'DataTransfer', { vendorId: 'v', data: JSON.stringify({ idTag: token }) }],
  [
    2,
    '5',
    'StatusNotification',
    { connectorId: 1, errorCode: 'NoError', status: 'Charging', info: `tag=${token}` },
  ],
  `[2,"6","Authorize",{"idTag":"${token}"`,
]);

const of2 = charge([
  [
    2,
    '7',
    'TransactionEvent',
    {
      eventType: 'Started',
      timestamp: at(5),
      triggerReason: 'Authorized',
      seqNo: 0,
      transactionInfo: { transactionId: 'T-1' },
      evse: { id: 2, connectorId: 1 },
      idToken: { idToken: token.toLowerCase(), type: 'ISO14443' },
    },
  ],
]);

interface Said {
  readonly logger: Logger;
  readonly text: () => string;
}

const listening = (): Said => {
  let said = '';
  const note = (message: string, fields?: unknown): void => {
    said += `${message} ${JSON.stringify(fields ?? {})}\n`;
  };
  return { logger: { info: note, warn: note, error: note }, text: () => said };
};

const configIn = (folder: string) =>
  parseConfig({
    LADDBOK_DATA: folder,
    LADDBOK_GATEWAY_PORT: '0',
    LADDBOK_PARTITIONS: '12',
  });

const sessionsOf = ({ store }: Pipeline) =>
  store.query<{ readonly id_token: string }>({
    sql: "SELECT id_token FROM sessions WHERE id_token != ''",
    params: {},
  });

interface Rig extends Pipeline {
  readonly folder: string;
  readonly config: ReturnType<typeof configIn>;
}

/** A pipeline whose keys lie beside its log and its store, under one folder. */
const withRig = (
  work: (rig: Rig) => Promise<void>,
  open: typeof embeddedLog = embeddedLog,
): Promise<void> => {
  let folder = '';
  return withPipeline(
    (pipeline) => work({ ...pipeline, folder, config: configIn(join(folder, 'data')) }),
    (given, codecs) => {
      folder = given;
      return open(given, codecs);
    },
  );
};

/** Two visits of one driver, one of each version, through a real gateway and into the tables. */
const visited = async (rig: Rig, logger: Logger): Promise<void> => {
  const { config, log, codecs } = rig;
  const { ocpp, ledger } = codecs;
  const gateway = await openGateway({ config, logger, log, codec: ocpp, ledger });
  onTestFinished(() => gateway.stop());
  await of16(gateway.port, 'ocpp1.6');
  await of2(gateway.port, 'ocpp2.0.1');
  await gateway.stop();
  await project(rig);
};

const opened = async ({ log, codecs, config }: Rig): Promise<string> => {
  const { sealer } = openPersons(config, silent);
  const records = await readAll(log, ocppTopic);
  return records.map(({ value }) => sealer.open(codecs.ocpp.decode(value)).frame ?? '').join('\n');
};

it('no token is left in the log, the tables and what is said; both versions know one person', () =>
  withRig(async (rig) => {
    const { logger, text } = listening();
    await visited(rig, logger);
    const sessions = await sessionsOf(rig);
    expect(sessions).toHaveLength(2);
    expect(sessions[0]?.id_token).toMatch(/^P[0-9A-Z]{19}$/);
    expect(sessions[1]?.id_token).toBe(sessions[0]?.id_token);
    expect(filesWith(rig.folder, [token])).toEqual([]);
    expect(text().toUpperCase()).not.toContain(token);
    const clear = await opened(rig);
    expect(clear).toContain(`[2,"6","Authorize",{"idTag":"${token}"`);
    expect(clear).toContain(`tag=${token}`);
  }));

const erasureOf = (rig: Rig, by: string, dryRun: boolean): Erasure => ({
  log: rig.log,
  ledger: rig.codecs.ledger,
  codec: rig.codecs.ocpp,
  store: rig.store,
  tables: tablesOf(rig.fold),
  persons: openPersons(rig.config, silent),
  tenant: 'default',
  subject: token,
  by,
  at: Date.now(),
  dryRun,
  exports: [join(rig.folder, 'exports')],
});

/** A bill of the driver, as the ledger keeps it. */
const billed = async ({ store }: Rig, pseudonym: string): Promise<void> => {
  const row = {
    tenant: 'default',
    cdr_id: 'C1',
    entry_id: 'E1',
    kind: 'CdrIssued',
    valid_from: 0,
    valid_to: null,
    recorded_at: 0,
    recorded_by: 'billing',
    withdrawn: false,
    credit: false,
    credit_reference_id: '',
    replaces_cdr_id: '',
    session_id: 'S1',
    site_id: '',
    station_id: 'CP1',
    port: 1,
    token: pseudonym,
    tariff_id: '',
    period_id: '1970-01',
    adjusts_period_id: '',
    currency: 'EUR',
    energy_wh: 0,
    duration_s: 0,
    total_excl_vat: 0,
    total_incl_vat: 0,
    session_version: '',
    cdr: '{}',
  };
  await store.write([{ table: cdrs, set: 1, epoch: 1, rows: [{ row, partition: 0, offset: 0 }] }]);
};

/** Erases, restores the keys from a backup, and looks at all that could have moved. */
const erasing = async (rig: Rig): Promise<void> => {
  await visited(rig, silent);
  const [visit] = await sessionsOf(rig);
  await billed(rig, visit?.id_token ?? '');
  const before = await hashes(rig);
  const exports = join(rig.folder, 'exports');
  mkdirSync(exports);
  const [session] = await sessionsOf(rig);
  writeFileSync(join(exports, 'sessions.csv'), `id_token\n${session?.id_token}\n`);
  for (const name of ['sites.csv', 'sessions.parquet']) writeFileSync(join(exports, name), 'x');
  const keys = join(rig.folder, 'data', 'keys');
  const backup = join(rig.folder, 'backup');
  cpSync(keys, backup, { recursive: true });

  const dry = await erase(erasureOf(rig, 'a look', true));
  expect(dry).toMatchObject({ dry_run: true, key_held: true, key_destroyed: false });
  expect(await reveal(erasureOf(rig, 'an admin', false))).toContain(token);

  const certificate = await erase(erasureOf(rig, 'an admin', false));
  expect(certificate).toMatchObject({ key_destroyed: true, store: dry.store });
  expect(certificate.exports).toEqual({
    files: 2,
    with_person: [join(exports, 'sessions.csv')],
    not_readable: [join(exports, 'sessions.parquet')],
  });
  expect(certificate.log).toEqual({ events: 5, sealed_originals: 5, events_in_clear: 0 });
  expect(certificate.store).toMatchObject({ sessions: 2, cdrs: 1 });
  expect(await reveal(erasureOf(rig, 'an admin', false))).toEqual([]);

  rmSync(keys, { recursive: true });
  cpSync(backup, keys, { recursive: true });
  const { log, codecs, config } = rig;
  const persons = openPersons(config, silent);
  expect(await purgeOnce({ log, ledger: codecs.ledger }, persons)).toBe(1);
  expect(await reveal(erasureOf(rig, 'an admin', false))).toEqual([]);

  expect(await hashes(rig)).toEqual(before);
  expect(await verify(foldInto(rig))).toMatchObject({ differences: 0 });
};

it('hole 17: an erased person stays erased after a restore of the keys, and no row moves for it', () =>
  withRig(async (rig) => {
    await erasing(rig);
    expect(filesWith(join(rig.folder, 'data'), [token])).toEqual([]);
  }));

it('recorded traffic is sealed like live traffic, and importing it again changes nothing', () =>
  withRig(async (rig) => {
    const { log, codecs, config } = rig;
    const line = JSON.stringify({
      recorded_at: at(0),
      station_id: 'CS-1',
      direction: 'from_station',
      protocol: 'ocpp1.6',
      frame: JSON.stringify([
        2,
        '1',
        'StartTransaction',
        { connectorId: 1, idTag: token, meterStart: 0, timestamp: at(0) },
      ]),
    });
    const codec = codecThatSeals(codecs.ocpp, openPersons(config, silent));
    await importLines({ lines: [line], log, codec });
    await project(rig);
    const once = await hashes(rig);
    await importLines({ lines: [line], log, codec });
    await project(rig);
    expect(await sessionsOf(rig)).toMatchObject([{ id_token: expect.stringMatching(/^P/) }]);
    expect((await hashes(rig))['sessions']).toBe(once['sessions']);
    expect(filesWith(rig.folder, [token])).toEqual([]);
  }));
