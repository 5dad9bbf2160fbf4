// What interpretation says of a station's frames, the same words for OCPP 1.6, 2.0.1 and 2.1.

import type { CommandFact } from './facts/command.ts';
import type { BatteryFact } from './facts/battery.ts';
import type { ClockFact } from './facts/clock.ts';
import type { ConnectionFact } from './facts/connection.ts';
import type { DeviceFact } from './facts/device.ts';
import type { FirmwareFact } from './facts/firmware.ts';
import type { KeptFact } from './facts/kept.ts';
import type { LogFact } from './facts/log.ts';
import type { MeterFact } from './facts/meter.ts';
import type { PaymentFact } from './facts/payment.ts';
import type { QualityFact } from './facts/quality.ts';
import type { ReservationFact } from './facts/reservation.ts';
import type { SecurityFact } from './facts/security.ts';
import type { SignedFact } from './facts/signed.ts';
import type { StatusFact } from './facts/status.ts';
import type { TransactionFact } from './facts/transaction.ts';

export type Fact =
  | ClockFact
  | CommandFact
  | ConnectionFact
  | DeviceFact
  | FirmwareFact
  | KeptFact
  | LogFact
  | MeterFact
  | PaymentFact
  | QualityFact
  | ReservationFact
  | SecurityFact
  | BatteryFact
  | SignedFact
  | StatusFact
  | TransactionFact;

export type FactType = Fact['type'];
export type FactOf<T extends FactType> = Extract<Fact, { readonly type: T }>;
