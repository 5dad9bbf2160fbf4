// Stations that others wrote, from npm, each charging one car from boot to stop.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { RPCClient } from 'ocpp-rpc';

export interface Visit {
  /** The gateway, without the station: `ws://host:9000`. */
  readonly gateway: string;
  readonly stationId: string;
  /** Start of the charge, milliseconds UTC; it ends ten minutes later. */
  readonly from: number;
}

/** When the last answer came, by `performance.now()`. */
export interface Answered {
  readonly answered_ms: number;
}

const connected = async ({ gateway, stationId }: Visit, protocol: string): Promise<RPCClient> => {
  const options = { endpoint: gateway, identity: stationId, protocols: [protocol] };
  // Its types ask for every option; its constructor has defaults.
  const all = { ...options, strictMode: true } as ConstructorParameters<typeof RPCClient>[0];
  const client = new RPCClient(all);
  await client.connect();
  return client;
};

const clock = (from: number) => (minute: number) => new Date(from + minute * 60_000).toISOString();

/** What the vehicle of `chargesOver16` takes: 1,345 Wh, in milliwatt-hours. */
export const energyOver16_mwh = 1_345_000;

/** `ocpp-rpc` over OCPP 1.6; reports a ground failure of connector 2 on the way. */
export const chargesOver16 = async (visit: Visit): Promise<Answered> => {
  const at = clock(visit.from);
  const client = await connected(visit, 'ocpp1.6');
  await client.call('BootNotification', { chargePointVendor: 'Elbil', chargePointModel: 'One' });
  const status = { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: at(0) };
  await client.call('StatusNotification', status);
  const fault = { connectorId: 2, errorCode: 'GroundFailure', status: 'Faulted', timestamp: at(0) };
  await client.call('StatusNotification', fault);
  await client.call('Authorize', { idTag: 'TAG' });
  const start = { connectorId: 1, idTag: 'TAG', timestamp: at(0), meterStart: 1000 };
  const { transactionId } = (await client.call('StartTransaction', start)) as {
    transactionId: number;
  };
  const sampled = [{ timestamp: at(5), sampledValue: [{ value: '1500.25' }] }];
  await client.call('MeterValues', { connectorId: 1, transactionId, meterValue: sampled });
  await client.call('StopTransaction', { transactionId, timestamp: at(10), meterStop: 2345 });
  const answered_ms = performance.now();
  await client.close();
  return { answered_ms };
};

/** What the vehicle of `chargesOver201` takes: 1,222.125 Wh, in milliwatt-hours. */
export const energyOver201_mwh = 1_222_125;

/** `ocpp-rpc` over OCPP 2.0.1. */
export const chargesOver201 = async (visit: Visit): Promise<Answered> => {
  const at = clock(visit.from);
  const client = await connected(visit, 'ocpp2.0.1');
  const chargingStation = { model: 'Two', vendorName: 'Elbil' };
  await client.call('BootNotification', { reason: 'PowerUp', chargingStation });
  const idToken = { idToken: 'TAG', type: 'ISO14443' };
  await client.call('Authorize', { idToken });
  const event = (eventType: string, seqNo: number, value: number): object => ({
    eventType,
    seqNo,
    timestamp: at(seqNo * 5),
    triggerReason: 'ChargingStateChanged',
    transactionInfo: { transactionId: `tx-${visit.stationId}` },
    evse: { id: 1, connectorId: 1 },
    meterValue: [{ timestamp: at(seqNo * 5), sampledValue: [{ value }] }],
  });
  await client.call('TransactionEvent', { ...event('Started', 0, 1000.5), idToken });
  await client.call('TransactionEvent', event('Updated', 1, 1500.75));
  await client.call('TransactionEvent', event('Ended', 2, 2222.625));
  const answered_ms = performance.now();
  await client.close();
  return { answered_ms };
};

/** `em-ocpp-chargepoint-simulator` over OCPP 1.6, in its batch mode: takes what `ocpp-rpc` does. */
export const chargesOverEm = async ({ gateway, stationId, from }: Visit): Promise<void> => {
  const at = clock(from);
  const main = createRequire(import.meta.url).resolve(
    'em-ocpp-chargepoint-simulator/build/src/main.js',
  );
  const child = spawn(process.execPath, [main, '--stdin'], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(`
    const cp = await connect('${gateway}/${stationId}', '${stationId}');
    await cp.sendBootnotification({ chargePointVendor: 'V', chargePointModel: 'M' });
    await cp.sendAuthorize({ idTag: 'TAG' });
    const { transactionId } = await cp.startTransaction({
      connectorId: 1, idTag: 'TAG', meterStart: 1000, timestamp: '${at(0)}' });
    await cp.meterValues({ connectorId: 1, transactionId,
      meterValue: [{ timestamp: '${at(5)}', sampledValue: [{ value: 1500 }] }] });
    await cp.stopTransaction({ transactionId, meterStop: 2345, timestamp: '${at(10)}' });
    cp.close();
    process.exit(0);
  `);
  await once(child, 'close');
};
