// Meter keys as people register them: by the command, through the log, to the verdict stored.

import { expect, test } from 'vitest';
import { silent } from '../lib/logger.ts';
import { importInto, inTemporaryFolder, project, withPipeline } from '../test/pipeline.ts';
import { meter, otherMeter, recordingOf, signedSession } from '../test/signing-meter.ts';
import { meterKey } from './commands/meter-key.ts';
import { parseConfig } from './config.ts';
import { listMeterKeys, orderMeterKey } from './meter-keys.ts';

const order = { port: 1, meterSerial: '', by: 'desk', at: Date.parse('2026-03-01T09:00:00Z') };

test('a registered key is what the sessions after it are checked with, in the stored tables', () =>
  withPipeline(async (pipeline) => {
    const { log, codecs, store } = pipeline;
    const of = { log, codec: codecs.ocpp, tenant: 'default', stationId: 'CS-1' };
    await orderMeterKey(of, { ...order, action: 'add', publicKey: otherMeter.spki });
    await orderMeterKey(of, { ...order, action: 'add', publicKey: meter.spki });
    await orderMeterKey(of, { ...order, action: 'withdraw', publicKey: otherMeter.spki });
    expect(await listMeterKeys(of)).toEqual([{ port: 1, meterSerial: '', publicKey: meter.spki }]);
    await importInto(pipeline, recordingOf(signedSession()));
    await project(pipeline);
    const rows = await store.query({
      sql:
        'SELECT signed_verdict, toString(difference_wh) AS difference, objections ' +
        'FROM laddbok.session_signatures',
      params: {},
    });
    expect(rows).toEqual([{ signed_verdict: 'valid', difference: '10', objections: [] }]);
  }));

test('the command adds, lists and withdraws a key, and refuses what is none', () =>
  inTemporaryFolder(async (folder) => {
    const config = parseConfig({ LADDBOK_DATA: folder });
    const run = async (args: readonly string[], flags: Readonly<Record<string, string>> = {}) => {
      const out: string[] = [];
      const print = (line: string): void => {
        out.push(line);
      };
      const code = await meterKey.run({ args, flags, config, logger: silent, print });
      return { code, out };
    };
    const key = { port: '2', key: meter.spki };
    await expect(run(['add', 'CS-1'], { key: 'nonsense' })).rejects.toThrow(/no public key/);
    await expect(run(['forget', 'CS-1'])).rejects.toThrow(/say `add`/);
    await expect(run(['add', 'CS-1'], { ...key, port: '-1' })).rejects.toThrow(/no whole number/);
    expect(await run(['add', 'CS-1'], key)).toMatchObject({ code: 0 });
    expect(await run(['add', 'CS-1'], key)).toEqual({
      code: 0,
      out: ['That key is registered already.'],
    });
    expect((await run(['list', 'CS-1'])).out).toEqual([`port 2, any meter: ${meter.spki}`]);
    expect((await run(['list', 'CS-2'])).out).toEqual(['No meter key is registered for CS-2.']);
    expect(await run(['withdraw', 'CS-1'], key)).toMatchObject({ code: 0 });
    expect(await run(['withdraw', 'CS-1'], key)).toMatchObject({ code: 1 });
  }));
