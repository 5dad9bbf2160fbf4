// What interpretation says of a station's frames, the same words for OCPP 1.6, 2.0.1 and 2.1.

import type { ClockFact } from './facts/clock.ts';
import type { ConnectionFact } from './facts/connection.ts';
import type { KeptFact } from './facts/kept.ts';
import type { MeterFact } from './facts/meter.ts';
import type { QualityFact } from './facts/quality.ts';
import type { StatusFact } from './facts/status.ts';
import type { TransactionFact } from './facts/transaction.ts';

export type Fact =
  ClockFact | KeptFact | ConnectionFact | MeterFact | QualityFact | StatusFact | TransactionFact;

export type FactType = Fact['type'];
export type FactOf<T extends FactType> = Extract<Fact, { readonly type: T }>;
