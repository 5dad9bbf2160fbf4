// Says in plain words what is missing or wrong, before anything is started.

import { existsSync, lstatSync, readdirSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import path, { dirname, join } from 'node:path';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { day_ms } from '../lib/time.ts';
import { type EventLog, ocppTopic } from '../log/port.ts';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';
import { openFold } from './fold.ts';
import { retentionOf } from './retention.ts';
import { findRunning } from './running.ts';
import { hasServer, openCodecsFor, openLogFor, openStoreToRead } from './wire.ts';

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

type Check = readonly [what: string, check: () => Promise<string>];

/** Disk that the embedded log and store should have left. */
const roomy_bytes = 2 * 1024 ** 3;

/** The data folder, or what is there of the way to it: a first start makes the rest. */
const existing = (folder: string): string =>
  existsSync(folder) ? folder : existing(dirname(folder));

const disk = (config: Config): string => {
  const { bavail, bsize } = statfsSync(existing(dataPath(config)));
  const free_gib = (bavail * bsize) / 1024 ** 3;
  if (bavail * bsize < roomy_bytes) throw new Error(`only ${free_gib.toFixed(1)} GiB are free`);
  return `${free_gib.toFixed(0)} GiB free`;
};

/** Bytes of the files in a folder and those within; 0 where there is none. */
const bytesIn = (folder: string): number =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + diskOf(join(entry.parentPath, entry.name)), 0)
    : 0;

/** On the disk: LMDB's files and the store's are sparse, and some vanish while we look. */
const diskOf = (file: string): number =>
  (lstatSync(file, { throwIfNoEntry: false })?.blocks ?? 0) * 512;

const mebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

/** What each class takes of the disk, and how long it is kept. */
const keptOf = (config: Config): string => {
  const { log_days, archive_days, samples_days } = retentionOf(config);
  const term = (days: number): string => (days === 0 ? 'kept for ever' : `kept ${days} days`);
  const archive = config.LADDBOK_ARCHIVE;
  return [
    `log ${mebibytes(bytesIn(dataPath(config, 'log')))}, ${term(log_days)}`,
    `tables ${mebibytes(bytesIn(dataPath(config, 'store')))}, meter_values ${term(samples_days)}`,
    archive === ''
      ? 'no archive'
      : `archive ${mebibytes(bytesIn(path.resolve(archive)))}, ${term(archive_days)}`,
  ].join('; ');
};

/** A log that forgets by itself must be archived before it does. */
const expiryOf = async (log: EventLog, config: Config): Promise<string> => {
  const age_ms = await log.expiry_ms(ocppTopic);
  if (age_ms === null) return 'forgets nothing by itself';
  const forgets = `forgets after ${(age_ms / day_ms).toFixed(1)} days (retention.ms)`;
  if (config.LADDBOK_ARCHIVE !== '') return `${forgets}, archived by \`laddbok retain\``;
  throw new Error(`it ${forgets}: set retention.ms=-1 on ${ocppTopic}, or LADDBOK_ARCHIVE`);
};

const portFree = (host: string, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => reject(error));
    server.listen(port, host, () => server.close(() => resolve(`${host}:${port} is free`)));
  });

const logOf = async (config: Config, logger: Logger): Promise<string> => {
  const { log } = await openLogFor(config, { logger });
  try {
    const { clusterId, partitions } = await log.identity(ocppTopic);
    const ends = await log.ends(ocppTopic);
    const events = ends.reduce((sum, end) => sum + end.high - end.low, 0);
    const said = `${log.engine} log ${clusterId}, ${partitions} partitions, ${events} events`;
    return `${said}, ${await expiryOf(log, config)}`;
  } finally {
    await log.close();
  }
};

const storeOf = async (config: Config, endpoint: string): Promise<string> => {
  const store = await openStoreToRead(config, endpoint);
  try {
    const [row] = await store.query<{ v: string }>({ sql: 'SELECT version() AS v', params: {} });
    return `${store.engine} ${row?.v ?? ''}`;
  } finally {
    await store.close();
  }
};

/** Runs every check; none stops the others. */
export const examine = async (config: Config, logger: Logger): Promise<readonly Finding[]> => {
  const running = findRunning(config);
  const ports = (): readonly Check[] =>
    [
      ['gateway port', config.LADDBOK_HOST, config.LADDBOK_GATEWAY_PORT] as const,
      ['API port', config.LADDBOK_API_HOST, config.LADDBOK_API_PORT] as const,
      ...(hasServer(config)
        ? []
        : [['ClickHouse port', '127.0.0.1', config.LADDBOK_CLICKHOUSE_PORT] as const]),
    ].map(([what, host, port]) => [what, () => portFree(host, port)]);
  const checks: readonly Check[] = [
    ['Node.js', async () => process.version],
    ['disk', async () => disk(config)],
    ['kept', async () => keptOf(config)],
    ['rooms', async () => (await openFold()).rooms.map((room) => room.name).join(', ')],
    ['schemas', async () => `fingerprint ${(await openCodecsFor(config)).ocpp.fingerprint}`],
    ['log', () => logOf(config, logger)],
    ['store', () => storeOf(config, running?.clickhouse ?? '')],
    ...(running === null ? ports() : []),
  ];
  const findings: Finding[] = [];
  for (const [what, check] of checks) {
    findings.push(
      await check().then(
        (detail) => ({ what, ok: true, detail }),
        (error: unknown) => ({ what, ok: false, detail: sentence(error) }),
      ),
    );
  }
  const state =
    running === null ? 'nothing runs on this data folder' : `runs as process ${running.pid}`;
  return [...findings, { what: 'running', ok: true, detail: state }];
};

const sentence = (error: unknown): string =>
  error instanceof AppError ? `${error.code}: ${error.message}` : messageOf(error);
