// Says in plain words what is missing or wrong, before anything is started.

import { existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { ocppTopic } from '../log/port.ts';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';
import { openFold } from './fold.ts';
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
    return `${log.engine} log ${clusterId}, ${partitions} partitions, ${events} events`;
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
