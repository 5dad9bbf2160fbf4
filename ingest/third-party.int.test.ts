// Clients that others wrote charge a car through the gateway, from boot to stop.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { RPCClient } from 'ocpp-rpc';
import { afterEach, describe, expect, test } from 'vitest';
import { type GatewayRig, startRig } from '../test/gateway-rig.ts';

let current: GatewayRig | null = null;

const rigged = async (): Promise<GatewayRig> => {
  current = await startRig();
  return current;
};

afterEach(async () => {
  await current?.gateway.stop();
  current = null;
});

const at = (minute: number): string => `2026-01-31T12:${String(minute).padStart(2, '0')}:00Z`;

/** The CALLs and the types of their answers, as they stand in the log. */
const exchanges = (of: GatewayRig, stationId: string): readonly string[] =>
  of
    .eventsOf(stationId)
    .filter(({ kind }) => kind === 'FRAME')
    .map(({ action, messageType, verdict }) => `${action} ${messageType} ${verdict}`);

const inPairs = (actions: readonly string[]): readonly string[] =>
  actions.flatMap((action) => [`${action} 2 VALID`, `${action} 3 VALID`]);

describe('ocpp-rpc', () => {
  const connected = async (protocol: string, identity: string) => {
    const rig = await rigged();
    const endpoint = rig.url('');
    // Its types ask for every option; its constructor has defaults.
    const options = { endpoint, identity, protocols: [protocol], strictMode: true };
    const client = new RPCClient(options as ConstructorParameters<typeof RPCClient>[0]);
    await client.connect();
    return { client, rig };
  };

  test('completes a session over OCPP 1.6', async () => {
    const { client, rig } = await connected('ocpp1.6', 'RPC16');
    const boot = { chargePointVendor: 'V', chargePointModel: 'M' };
    expect(await client.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' });
    await client.call('Authorize', { idTag: 'TAG' });
    const start = { connectorId: 1, idTag: 'TAG', timestamp: at(0), meterStart: 1000 };
    const { transactionId } = (await client.call('StartTransaction', start)) as {
      transactionId: number;
    };
    const sampled = [{ timestamp: at(5), sampledValue: [{ value: '1500' }] }];
    await client.call('MeterValues', { connectorId: 1, transactionId, meterValue: sampled });
    await client.call('StopTransaction', { transactionId, timestamp: at(9), meterStop: 2000 });
    await client.close();
    await rig.told('RPC16', 'DISCONNECTED');
    expect(exchanges(rig, 'RPC16')).toEqual(
      inPairs([
        'BootNotification',
        'Authorize',
        'StartTransaction',
        'MeterValues',
        'StopTransaction',
      ]),
    );
  });

  test('completes a session over OCPP 2.0.1', async () => {
    const { client, rig } = await connected('ocpp2.0.1', 'RPC201');
    const boot = { reason: 'PowerUp', chargingStation: { model: 'M', vendorName: 'V' } };
    expect(await client.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' });
    const idToken = { idToken: 'TAG', type: 'ISO14443' };
    await client.call('Authorize', { idToken });
    const event = (eventType: string, seqNo: number, more: object): object => ({
      eventType,
      seqNo,
      timestamp: at(seqNo),
      transactionInfo: { transactionId: 'tx-1' },
      meterValue: [{ timestamp: at(seqNo), sampledValue: [{ value: 1000 + seqNo }] }],
      ...more,
    });
    const started = event('Started', 0, { triggerReason: 'Authorized', idToken });
    const status = { idTokenInfo: { status: 'Accepted' } };
    expect(await client.call('TransactionEvent', started)).toEqual(status);
    const updated = event('Updated', 1, { triggerReason: 'MeterValuePeriodic' });
    expect(await client.call('TransactionEvent', updated)).toEqual({});
    await client.call('TransactionEvent', event('Ended', 2, { triggerReason: 'RemoteStop' }));
    await client.close();
    await rig.told('RPC201', 'DISCONNECTED');
    const transaction = ['TransactionEvent', 'TransactionEvent', 'TransactionEvent'];
    expect(exchanges(rig, 'RPC201')).toEqual(
      inPairs(['BootNotification', 'Authorize', ...transaction]),
    );
  });
});

describe('em-ocpp-chargepoint-simulator', () => {
  // It sends `value` as a number, which the schema does not allow and stations do (quirk Q12).
  test('completes a session over OCPP 1.6, in its batch mode', async () => {
    const rig = await rigged();
    const main = createRequire(import.meta.url).resolve(
      'em-ocpp-chargepoint-simulator/build/src/main.js',
    );
    const child = spawn(process.execPath, [main, '--stdin'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const output = text(child.stdout);
    child.stdin.end(`
      const cp = await connect('${rig.url('EM16')}', 'EM16');
      await cp.sendBootnotification({ chargePointVendor: 'V', chargePointModel: 'M' });
      await cp.sendAuthorize({ idTag: 'TAG' });
      const { transactionId } = await cp.startTransaction({
        connectorId: 1, idTag: 'TAG', meterStart: 1000, timestamp: '${at(0)}' });
      await cp.meterValues({ connectorId: 1, transactionId,
        meterValue: [{ timestamp: '${at(5)}', sampledValue: [{ value: 1500 }] }] });
      await cp.stopTransaction({ transactionId, meterStop: 2000, timestamp: '${at(9)}' });
      cp.close();
      process.exit(0);
    `);
    await rig.told('EM16', 'DISCONNECTED');
    child.kill();
    await output;
    const calls = ['BootNotification', 'Authorize', 'StartTransaction'];
    expect(exchanges(rig, 'EM16')).toEqual([
      ...inPairs(calls),
      'MeterValues 2 INVALID',
      'MeterValues 3 VALID',
      ...inPairs(['StopTransaction']),
    ]);
  });
});
