// Registered meter keys as orders in the log: appended, and read back by the fold's own rules.

import { eventOf, keyOf } from '../ingest/event.ts';
import { uuid7 } from '../ingest/uuid7.ts';
import { partitionOf } from '../lib/hash.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import { ocppTopic } from '../log/port.ts';
import { meterKeyOrdered } from '../processors/interpret/signed/keys.ts';
import type { MeterKey } from '../processors/interpret/signed/state.ts';
import { unknownStation } from '../processors/interpret/state.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';

/** The log, and whose station it is about. */
export interface MeterKeyLog {
  readonly log: EventLog;
  readonly codec: EventCodec<OcppEvent>;
  readonly tenant: string;
  readonly stationId: string;
}

export interface MeterKeyOrder extends MeterKey {
  readonly action: 'add' | 'withdraw';
  /** Who gives the order, as a gateway names itself. */
  readonly by: string;
  /** Milliseconds UTC. */
  readonly at: number;
}

/** Appends an order and resolves once it is durable. It counts for what comes after it. */
export const orderMeterKey = async (to: MeterKeyLog, order: MeterKeyOrder): Promise<void> => {
  const { tenant, stationId, log, codec } = to;
  const connectionId = uuid7(order.at);
  const event = eventOf(
    {
      tenant,
      stationId,
      connectionId,
      gatewayId: order.by,
      gatewayRun: connectionId,
      protocol: '',
      source: 'GATEWAY',
    },
    { seq: 1, recordedAt: order.at * 1000 },
    {
      kind: 'OVERRIDE',
      frame: JSON.stringify({
        type: 'meterPublicKey',
        action: order.action,
        port: order.port,
        meterSerial: order.meterSerial,
        key: order.publicKey,
      }),
    },
  );
  await log.append(ocppTopic, [{ key: keyOf(tenant, stationId), value: codec.encode(event) }]);
};

const records_max = 5_000;

/** The keys that count for a station at the end of the log. Reads the partition of the station. */
export const listMeterKeys = async (of: MeterKeyLog): Promise<readonly MeterKey[]> => {
  const key = keyOf(of.tenant, of.stationId);
  const ends = await of.log.ends(ocppTopic);
  const partition = partitionOf(key, ends.length);
  const end = ends.find((one) => one.partition === partition);
  let state = unknownStation;
  if (end === undefined) return [];
  const range = { topic: ocppTopic, partition, from: end.low, to: end.high };
  for await (const batch of of.log.scan({ ...range, maxRecords: records_max })) {
    for (const record of batch.records) {
      if (record.key !== key) continue;
      const event = of.codec.decode(record.value);
      if (event.kind === 'OVERRIDE') state = meterKeyOrdered(state, event)?.state ?? state;
    }
  }
  return state.signed?.registered ?? [];
};
