// The life of one busy port, as events: what a station of one port makes of years.

import { type Origin, eventOf } from '../ingest/event.ts';
import { parseFrame } from '../ingest/frame.ts';
import { day_ms } from '../lib/time.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { fleet } from '../simulator/fleet.ts';
import { simulateHistory } from '../simulator/history.ts';
import type { RecordedLine } from '../simulator/history.ts';
import type { QuirkName } from '../simulator/quirks.ts';
import type { Temper } from '../simulator/station.ts';

const from = Date.UTC(2021, 0, 1);

/** Visits enough for a quarter of a million frames in five years, and a network as it is by the roadside. */
const busy: Temper = {
  arrivals_per_day: 2.65,
  linkLosses_per_day: 0.5,
  faults_per_day: 0.05,
  reboots_per_day: 0.05,
  longOutage: true,
};

/** The eighth model is a direct current charger of one port that speaks 2.0.1, the seventh 1.6. */
const models = { 'ocpp1.6': 6, 'ocpp2.0.1': 7 } as const;

export interface BusyPort {
  readonly days: number;
  readonly protocol: keyof typeof models;
  readonly quirks?: readonly QuirkName[];
}

/** An event of a line, its frame not held against any schema: that is what imports spend time on. */
const told = (line: RecordedLine, callAction: string) => {
  if (!('frame' in line))
    return { kind: line.kind === 'connected' ? 'CONNECTED' : 'DISCONNECTED' } as const;
  const { frame, direction } = line;
  const parsed = parseFrame(frame, line.protocol);
  return {
    kind: 'FRAME',
    direction: direction === 'from_station' ? 'FROM_STATION' : 'TO_STATION',
    frame,
    messageType: parsed.type,
    messageId: parsed.messageId,
    action: parsed.type === 2 ? parsed.action : callAction,
    verdict: parsed.type === 0 ? 'MALFORMED' : 'UNCHECKED',
  } as const;
};

const originOf = (line: RecordedLine): Origin => ({
  tenant: 'default',
  stationId: line.station_id,
  connectionId: line.connection_id,
  gatewayId: 'gateway-1',
  gatewayRun: 'run-1',
  protocol: line.protocol,
  source: 'GATEWAY',
});

/** The events of the port's traffic, each answer right after its call. */
export const busyPort = function* (order: BusyPort): Generator<OcppEvent, void, undefined> {
  const { days, protocol, quirks = [] } = order;
  const stations = fleet({ seed: 'busy port', stations: 8, quirks })
    .slice(models[protocol], models[protocol] + 1)
    .map((profile) => ({ ...profile, temper: busy }));
  const to = from + days * day_ms;
  let action = '';
  let seq = 0;
  for (const line of simulateHistory({ seed: 'busy port', stations, from, to }).lines) {
    const said = told(line, action);
    action = said.kind === 'FRAME' ? said.action : '';
    const recordedAt = Date.parse(line.recorded_at) * 1000;
    yield eventOf(originOf(line), { seq: ++seq, recordedAt }, said);
  }
};

/** Events between two checkpoints of a station's state. */
export const checkpointEvery = 1_000;

/** What the state of one station may take, stored: 64 KB. */
export const state_bytes_max = 64 * 1024;
