// Events of many stations that charge at once: what a busy log holds.

import { minute_ms } from '../lib/time.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';

const start = Date.UTC(2026, 0, 1);

const common: Omit<OcppEvent, 'eventId' | 'stationId' | 'connectionId' | 'seq' | 'recordedAt'> = {
  tenant: 'default',
  gatewayId: 'gateway-1',
  gatewayRun: '01940000-0000-7000-8000-000000000000',
  kind: 'FRAME',
  direction: 'FROM_STATION',
  protocol: 'ocpp1.6',
  frame: null,
  frameBytes: null,
  messageType: 2,
  messageId: '',
  action: '',
  verdict: 'VALID',
  verdictErrors: [],
  redactions: [],
  close: null,
  refusal: null,
  remoteAddress: '',
  source: 'GATEWAY',
};

export interface Place {
  readonly station: number;
  readonly seq: number;
  readonly at: number;
}

const eventAt = ({ station, seq, at }: Place, more: Partial<OcppEvent>): OcppEvent => {
  const connectionId = `01940000-0000-7000-8000-${String(station).padStart(12, '0')}`;
  return {
    ...common,
    eventId: `${connectionId}/${seq}`,
    stationId: `CS-${String(station).padStart(5, '0')}`,
    connectionId,
    seq,
    recordedAt: at * 1000,
    ...more,
  };
};

export const callAndAnswer = (
  place: Place,
  [action, payload, answer]: readonly [string, object, object],
): readonly OcppEvent[] => {
  const messageId = `${place.station}-${place.seq}`;
  const named = { messageId, action };
  return [
    eventAt(place, { ...named, frame: JSON.stringify([2, messageId, action, payload]) }),
    eventAt(
      { ...place, seq: place.seq + 1 },
      {
        ...named,
        direction: 'TO_STATION',
        messageType: 3,
        frame: JSON.stringify([3, messageId, answer]),
      },
    ),
  ];
};

type Sample = readonly [measurand: string, unit: string, value: string, phase?: string];

const sampled = ([measurand, unit, value, phase]: Sample) => ({
  value,
  context: 'Sample.Periodic',
  format: 'Raw',
  measurand,
  ...(phase === undefined ? {} : { phase }),
  location: 'Outlet',
  unit,
});

/** A meterValue of seven samples, about a thousand bytes. */
export const meterValue = (at: number, register_wh: number) => ({
  timestamp: new Date(at).toISOString(),
  sampledValue: [
    sampled(['Energy.Active.Import.Register', 'Wh', register_wh.toFixed(3)]),
    sampled(['Power.Active.Import', 'W', '7412.5']),
    sampled(['Current.Import', 'A', '10.8', 'L1']),
    sampled(['Current.Import', 'A', '10.7', 'L2']),
    sampled(['Current.Import', 'A', '10.9', 'L3']),
    sampled(['Voltage', 'V', '230.4', 'L1-N']),
    sampled(['SoC', 'Percent', '41']),
  ],
});

interface Fleet {
  readonly stations: number;
  readonly samples: number;
}

/** A session on every station, sampled once a minute; one wave holds all stations at one instant. */
export function* chargingEvents({ stations, samples }: Fleet): Generator<readonly OcppEvent[]> {
  const all = Array.from({ length: stations }, (_, station) => station);
  const timestamp = new Date(start).toISOString();
  const begin = { connectorId: 1, idTag: 'TOKEN', meterStart: 0, timestamp };
  const accepted = { transactionId: 7, idTagInfo: { status: 'Accepted' } };
  yield all.flatMap((station) =>
    callAndAnswer({ station, seq: 1, at: start }, ['StartTransaction', begin, accepted]),
  );
  for (let i = 1; i <= samples; i++) {
    const at = start + i * minute_ms;
    const payload = {
      connectorId: 1,
      transactionId: 7,
      meterValue: [meterValue(at, i * 123.456)],
    };
    yield all.flatMap((station) =>
      callAndAnswer({ station, seq: 1 + 2 * i, at }, ['MeterValues', payload, {}]),
    );
  }
}
