// Facts of meter values that a meter signed, and of the keys that they are checked with.

import type { OfPort } from './fact.ts';

/** What checking the signature of a meter value came to. */
export type SignedVerdict =
  /** Good, by a key that was registered for the station. */
  | 'valid'
  /** Good, by a key that only the station itself named. */
  | 'valid_self_declared'
  /** Not by the key: changed on the way, or signed by something else. */
  | 'invalid'
  | 'key_unknown'
  | 'malformed'
  /** A format or an algorithm that is not known. */
  | 'unsupported'
  /** Not looked at: it is neither the first nor the last of a session, or there were too many. */
  | 'unchecked';

/** One reading out of a signed document. */
export interface SignedReading {
  /** By the clock of the meter; null where it cannot be read. */
  readonly at: number | null;
  readonly register_mwh: number;
  /** OBIS code of the register. */
  readonly register: string;
  /** S synchronised, I informative, R relative, U unknown; empty where not said. */
  readonly timeStatus: string;
  /** State of the meter: G is good. */
  readonly meterStatus: string;
  /** E where the energy, t where the time must not be billed. */
  readonly errorFlags: string;
}

/** What a signed document says. Source: OCMF 1.4.1. */
export interface SignedDocument {
  readonly formatVersion: string;
  readonly gatewaySerial: string;
  readonly meterVendor: string;
  readonly meterModel: string;
  readonly meterSerial: string;
  /** `T12` is the twelfth document about transactions, `F3` the third about none. */
  readonly pagination: string;
  /** Whether a user was assigned; null where it is not said. */
  readonly identified: boolean | null;
  readonly identificationLevel: string;
  readonly identificationType: string;
  readonly readings: number;
  /** Whether a reading tells of an exception, after which none may be billed. */
  readonly exception: boolean;
  /** Import register at the begin of the transaction, at its end, and as last read. */
  readonly start: SignedReading | null;
  readonly end: SignedReading | null;
  readonly last: SignedReading | null;
}

export interface SignedValueRead extends OfPort {
  readonly type: 'SignedValueRead';
  readonly sessionId: string | null;
  /** As the message names it; empty where it names none. */
  readonly transactionId: string;
  /** Place among the signed values of the frame. */
  readonly ordinal: number;
  /** OCPP reading context, as Transaction.Begin. */
  readonly context: string;
  /** OCMF, or what the message calls it. */
  readonly format: string;
  readonly encoding: 'plain' | 'base64' | 'hex';
  readonly signingMethod: string;
  /** As it came; empty where it is longer than is taken in, and in the frame alone. */
  readonly text: string;
  readonly verdict: SignedVerdict;
  readonly reason: string;
  /** The key that it was checked with, as it was written; empty where none. */
  readonly publicKey: string;
  readonly document: SignedDocument | null;
}

/** People registered the key of a meter, or withdrew it. Port 0 is every port of the station. */
export interface MeterKeyChanged extends OfPort {
  readonly type: 'MeterKeyChanged';
  /** Empty where the key is that of any meter of the port. */
  readonly meterSerial: string;
  readonly publicKey: string;
  readonly registered: boolean;
}

export type SignedFact = SignedValueRead | MeterKeyChanged;
