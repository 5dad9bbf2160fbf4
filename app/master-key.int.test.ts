// One master key for a log: another one is refused, a lost one is told of, and can be replaced.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ledgerTopic } from '../log/port.ts';
import type { LedgerEvent } from '../schemas/events.gen.ts';
import { jsonCodec } from '../test/json-codec.ts';
import { openRecordingLog } from '../test/recording-log.ts';
import { parseConfig } from './config.ts';
import { adoptMaster, holdMaster, masterOf } from './master-key.ts';

/** Two machines on one log; each has a data folder, and so a master key, of its own. */
const twoMachines = () => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-master-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = openRecordingLog();
  const ledger = { log, ledger: jsonCodec<LedgerEvent>() };
  const machine = (name: string, more: Readonly<Record<string, string>> = {}) => ({
    config: parseConfig({ LADDBOK_DATA: join(folder, name), ...more }),
    at: 1_000,
  });
  return { log, ledger, machine, folder };
};

test('a second process with another key is refused, and told where the right one belongs', async () => {
  const { ledger, machine, log } = twoMachines();
  const first = machine('first');
  await holdMaster(ledger, first);
  await holdMaster(ledger, first);
  expect(log.records(ledgerTopic)).toHaveLength(1);
  const key = masterOf(first.config);
  await holdMaster(ledger, machine('second', { LADDBOK_MASTER_KEY: key }));
  await expect(
    holdMaster(ledger, machine('third', { LADDBOK_MASTER_KEY: 'some other key' })),
  ).rejects.toMatchObject({
    code: 'MASTER_KEY_DIFFERS',
    message: expect.stringContaining('the key here is another one'),
  });
  expect(Buffer.from(log.records(ledgerTopic)[0]?.value ?? []).toString()).not.toContain(key);
});

test('where the key is lost none is made in silence, and the way on is named', async () => {
  const { ledger, machine, folder } = twoMachines();
  const own = machine('own');
  await holdMaster(ledger, own);
  rmSync(join(folder, 'own', 'master-key'));
  await expect(holdMaster(ledger, own)).rejects.toThrow(
    /there is none here\. Put that key back into .*own\/master-key.*`laddbok ledger adopt-key`/,
  );
  await adoptMaster(ledger, own);
  await holdMaster(ledger, own);
  // Whoever still has the old key is the one who differs now.
  await expect(
    holdMaster(ledger, machine('other', { LADDBOK_MASTER_KEY: 'the old one' })),
  ).rejects.toMatchObject({ code: 'MASTER_KEY_DIFFERS' });
});
