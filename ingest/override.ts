// An OVERRIDE event: what people state about how the frames of a station are read.

import type { OcppEvent } from '../schemas/events.gen.ts';
import { eventOf } from './event.ts';

export interface Statement {
  readonly tenant: string;
  readonly stationId: string;
  /** Unique to the statement: it stands alone in a connection of its own. */
  readonly connectionId: string;
  /** Microseconds since 1970 UTC. */
  readonly recordedAt: number;
  /** What is stated, as JSON. */
  readonly frame: string;
}

export const overrideOf = ({ recordedAt, frame, ...whose }: Statement): OcppEvent =>
  eventOf(
    { ...whose, gatewayId: '', gatewayRun: '', protocol: '', source: 'GATEWAY' },
    { seq: 0, recordedAt },
    { kind: 'OVERRIDE', frame },
  );
