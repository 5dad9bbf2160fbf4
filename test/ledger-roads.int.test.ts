// What people decide goes in by the command and by the API, and comes out by both times.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ledgerCommand } from '../app/commands/ledger.ts';
import { verifyCommand } from '../app/commands/verify.ts';
import { type Config, parseConfig } from '../app/config.ts';
import { openApi, openPump } from '../app/parts.ts';
import { openLogFor, openStoreFor } from '../app/wire.ts';
import { silent } from '../lib/logger.ts';
import { inTemporaryFolder } from './pipeline.ts';

type Flags = Readonly<Record<string, string | boolean>>;

const runner = (config: Config) => {
  return async (args: readonly string[], flags: Flags = {}) => {
    const out: string[] = [];
    const print = (line: string): void => void out.push(line);
    const code = await ledgerCommand.run({ args, flags, config, logger: silent, print });
    return { code, out };
  };
};

const sites = [
  'site_id,name,time_zone,is_public,funding,operational_at',
  'S1,North,Europe/Stockholm,true,NEVI;STATE,2025-06-01',
  'S2,"South, by the sea",Europe/Stockholm,yes,,',
  '',
].join('\r\n');
const ports = [
  'station_id,port,site_id,power_w_max,current_type,connectors,evse_id',
  'CP1,1,S1,150000,DC,IEC_62196_T2_COMBO,SE*ABC*E1*1',
  'CP1,2,S1,150000,DC,IEC_62196_T2_COMBO;CHADEMO,SE*ABC*E1*2',
  'CP2,1,S9,22000,AC,IEC_62196_T2,SE*ABC*E1*1',
  'CP3,x,S1,22000,AC',
].join('\n');

interface Answered {
  readonly status: number;
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly errors: readonly Readonly<Record<string, unknown>>[];
}

/** Runs pump and API over a data folder; nobody else has it meanwhile. */
const serving = async (
  config: Config,
  work: (ask: (path: string, body?: unknown) => Promise<Answered>) => Promise<void>,
): Promise<void> => {
  const ending = new AbortController().signal;
  const { log, ocpp, ledger } = await openLogFor(config, { logger: silent });
  const store = await openStoreFor(config);
  const ground = { config, logger: silent, ending, log, codec: ocpp, ledger };
  const pump = await openPump(ground, store);
  const api = await openApi(ground, { store, pump });
  try {
    await work(async (path, body) => {
      const isCsv = typeof body === 'string';
      const headers = { 'content-type': isCsv ? 'text/csv' : 'application/json' };
      const posted = { method: 'POST', headers, body: isCsv ? body : JSON.stringify(body) };
      const init = body === undefined ? {} : posted;
      const answer = await fetch(`http://127.0.0.1:${api.port}${path}`, init);
      const read = (await answer.json()) as Partial<Answered>;
      return { status: answer.status, data: read.data ?? [], errors: read.errors ?? [] };
    });
  } finally {
    await api.close();
    await pump.stop();
    await store.close();
    await log.close();
  }
};

const exclusion = {
  exclusion_id: 'X1',
  station_id: 'CP1',
  port: 1,
  reason: 'vandalism',
  evidence: 'case 7',
  valid_from: '2026-02-01T10:00:00Z',
  valid_to: '2026-02-01T14:00:00Z',
};

const names = (answer: Answered, column: string): readonly unknown[] =>
  answer.data.map((row) => row[column]);

const commandPart = async (folder: string, config: Config): Promise<void> => {
  const run = runner(config);
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const sitesFile = await file('sites.csv', sites);
  const looked = await run(['import', sitesFile], { kind: 'sites', 'dry-run': true });
  expect(looked.out.at(-1)).toBe('0 recorded, 2 would be, 0 known before, 0 faults.');
  expect((await run(['import', sitesFile], { kind: 'sites' })).code).toBe(0);
  expect((await run(['import', sitesFile], { kind: 'sites' })).out.at(-1)).toBe(
    '0 recorded, 2 known before, 0 faults.',
  );
  const portsFile = await file('ports.csv', ports);
  const wrong = await run(['import', portsFile], { kind: 'ports' });
  expect(wrong.code).toBe(1);
  expect(wrong.out.filter((line) => line.startsWith('line'))).toEqual([
    'line 4: site_id: There is no site S9: register it first.',
    'line 4: evse_id: Port CP1/1 has it as well.',
    'line 5: has 5 fields where the header has 7',
  ]);
  expect((await run(['show', 'ports'])).out).toEqual([]);
  const skipping = await run(['import', portsFile], { kind: 'ports', 'skip-bad': true });
  expect(skipping.out.at(-1)).toBe('2 recorded, 0 known before, 3 faults.');
  const shown = await run(['show', 'ports']);
  expect(shown.out.map((line) => JSON.parse(line) as object)).toMatchObject([
    { kind: 'ports', station_id: 'CP1', port: 1, connectors: ['IEC_62196_T2_COMBO'] },
    { kind: 'ports', station_id: 'CP1', port: 2 },
  ]);
  await expect(run(['import', sitesFile], { kind: 'places' })).rejects.toThrow(/no kind "places"/);
  await expect(run(['import', join(folder, 'none.csv')], { kind: 'sites' })).rejects.toThrow(
    /cannot be read/,
  );
};

test('a registry goes in by CSV, exclusions by the API, and the past stays as it was', () =>
  inTemporaryFolder(async (folder) => {
    const data = join(folder, 'data');
    await mkdir(data);
    const config = parseConfig({
      LADDBOK_DATA: data,
      LADDBOK_SECRET: 'for tests',
      LADDBOK_API_PORT: '0',
    });
    await commandPart(folder, config);
    await serving(config, async (ask) => {
      await vi.waitFor(async () => {
        expect(names(await ask('/v1/ports'), 'port')).toEqual([1, 2]);
      }, 10_000);
      expect(await ask('/v1/sites?site_id=S1')).toMatchObject({
        data: [{ name: 'North', funding: ['NEVI', 'STATE'], is_public: true }],
      });
      const looked = await ask('/v1/ledger/exclusions?dry_run=true', { entries: [exclusion] });
      expect(looked).toMatchObject({ status: 200, data: [{ status: 'fit' }] });
      const told = await ask('/v1/ledger/exclusions', { entries: [exclusion] });
      expect(told).toMatchObject({ status: 201, data: [{ kind: 'ExclusionDeclared' }] });
      const again = await ask('/v1/ledger/exclusions', { entries: [exclusion] });
      expect(again).toMatchObject({ status: 200, data: [{ status: 'known' }] });
      const bad = { ...exclusion, exclusion_id: 'X2', reason: 'rain', port: 9 };
      expect(await ask('/v1/ledger/exclusions', { entries: [exclusion, bad] })).toMatchObject({
        status: 422,
        errors: [{ parameter: 'entries[1].reason' }, { parameter: 'entries[1].port' }],
      });
      const csv =
        'exclusion_id,station_id,reason,evidence,valid_from,valid_to\nX3,CP1,rain,e,2026-02-01,x\n';
      expect(await ask('/v1/ledger/exclusions', csv)).toMatchObject({
        status: 422,
        errors: [{ parameter: 'line 2 valid_to' }, { parameter: 'line 2 reason' }],
      });
      await vi.waitFor(async () => {
        expect(names(await ask('/v1/exclusions'), 'exclusion_id')).toEqual(['X1']);
      }, 10_000);
      const known = encodeURIComponent(String(told.data[0]?.['recorded_at']));
      const taken = { entries: [{ exclusion_id: 'X1' }] };
      expect((await ask('/v1/ledger/exclusions/withdraw', taken)).status).toBe(201);
      await vi.waitFor(async () => {
        expect((await ask('/v1/exclusions')).data).toEqual([]);
      }, 10_000);
      const then = await ask(`/v1/exclusions?known_at=${known}`);
      expect(names(then, 'exclusion_id')).toEqual(['X1']);
      expect(
        names(await ask('/v1/exclusions?history=true'), 'withdrawn').toSorted(
          (a, b) => Number(a) - Number(b),
        ),
      ).toEqual([false, true]);
      const at = (instant: string) => `/v1/exclusions?known_at=${known}&valid_at=${instant}`;
      expect((await ask(at('2026-02-01T14:00:00Z'))).data).toEqual([]);
      expect((await ask(at('2026-02-01T13:59:59Z'))).data).toHaveLength(1);
      expect((await ask('/v1/exclusions?valid_at=noon&history=true')).status).toBe(400);
      expect((await ask('/v1/exclusions?tenant=other&history=true')).data).toEqual([]);
    });
    const said: string[] = [];
    const print = (line: string): void => void said.push(line);
    const verdict = await verifyCommand.run({ args: [], flags: {}, config, logger: silent, print });
    expect([verdict, ...said]).toEqual([0, '6 events, 6 rows, 0 differences.']);
  }));
