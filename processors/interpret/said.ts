// What one message says by itself, in neutral words, before it is joined with what came earlier.

import type { DoubtCode } from '../doubts.ts';
import type { Fact } from '../facts.ts';
import type { OtherQuantity } from '../facts/meter.ts';
import type { PortStatus } from '../facts/status.ts';
import type { StartTrigger } from '../facts/transaction.ts';
import type { SaidBattery } from './battery/said.ts';
import type { SaidSamples } from './samples/tell.ts';
import type { SaidSigned } from './signed/tell.ts';

/** A register of another quantity: thousandths of watt-hours, or of var-hours. */
export interface OtherRegister {
  readonly quantity: OtherQuantity;
  readonly register_mwh: number;
}

interface At {
  readonly at: number;
}

export type Said =
  | (At & {
      readonly type: 'Booted';
      readonly vendor: string;
      readonly model: string;
      readonly serialNumber: string;
      readonly firmwareVersion: string;
      readonly reason: string;
    })
  | (At & { readonly type: 'HeartbeatAgreed'; readonly interval_s: number })
  | (At & {
      readonly type: 'PortStatus';
      readonly port: number;
      readonly connectorId: number;
      readonly status: PortStatus;
      readonly statusReported: string;
      readonly errorCode: string;
      readonly errorCodeReported?: string;
      readonly vendorErrorCode: string;
      readonly vendorId?: string;
      readonly info: string;
    })
  | (At & {
      readonly type: 'Fault';
      readonly port: number;
      readonly errorCode: string;
      readonly vendorErrorCode: string;
      readonly vendorId?: string;
      readonly info: string;
      readonly active: boolean;
    })
  | (At & {
      readonly type: 'TransactionBegan';
      readonly port: number;
      readonly connectorId: number;
      /** Empty in 1.6, where the answer brings it. */
      readonly transactionId: string;
      readonly idToken: string;
      readonly tokenType: string;
      readonly trigger: StartTrigger;
      /** 2.x: the remote start that this answers to; empty where none is named. */
      readonly remoteStartId: string;
      readonly register_mwh: number | null;
      readonly evidence: 'StartTransaction' | 'TransactionEvent';
    })
  | (At & {
      readonly type: 'TransactionNamed';
      /** Id of the message that this answers. */
      readonly messageId: string;
      /** Empty in 2.x, where the station names it. */
      readonly transactionId: string;
      /** What the back end said to the token; empty where it said nothing. */
      readonly verdict: string;
    })
  | (At & {
      readonly type: 'TransactionContinued';
      readonly transactionId: string;
      /** Null where it was not said, as in all but the first message of a connected vehicle. */
      readonly port: number | null;
      readonly connectorId: number;
      readonly chargingState: string;
      readonly idToken: string;
      readonly tokenType: string;
    })
  | (At & {
      /** How a message of a transaction came: its number in the series, or by a queue. */
      readonly type: 'TransactionCounted';
      readonly transactionId: string;
      /** Null in 1.6, which does not number. */
      readonly seqNo: number | null;
      readonly offline: boolean;
    })
  | (At & {
      readonly type: 'TransactionFinished';
      readonly transactionId: string;
      readonly port: number | null;
      readonly idToken: string;
      readonly register_mwh: number | null;
      readonly stopReason: string;
      readonly evidence: 'StopTransaction' | 'TransactionEvent';
      /** Readings that the stop brings; they come before it. */
      readonly readings: readonly SaidOf<'MeterRead'>[];
    })
  | (At & {
      readonly type: 'AuthorizeAsked';
      readonly messageId: string;
      readonly idToken: string;
      readonly tokenType: string;
    })
  | (At & {
      readonly type: 'AuthorizeAnswered';
      readonly messageId: string;
      readonly verdict: string;
    })
  | (At & {
      readonly type: 'MeterRead';
      /** Null where only the transaction tells it. */
      readonly port: number | null;
      /** Empty where the values belong to no transaction. */
      readonly transactionId: string;
      readonly register_mwh: number | null;
      readonly power_mw: number | null;
      readonly soc_mpercent: number | null;
      /** Imported in the interval that ends here; absent where not said. */
      readonly interval_mwh?: number;
      /** Registers beside that of import; absent where none was said. */
      readonly others?: readonly OtherRegister[];
    })
  | SaidBattery
  | SaidSamples
  | SaidSigned
  | (At & {
      readonly type: 'Doubt';
      readonly code: DoubtCode;
      readonly port: number;
      readonly detail: string;
    })
  /** A fact that holds whatever came before. */
  | (At & { readonly type: 'Tells'; readonly fact: Fact });

/** A frame whose payload was read. */
export interface Message {
  readonly payload: unknown;
  readonly messageId: string;
  /** The text as on the wire, for what JSON.parse does not keep. */
  readonly frame: string;
  /** When the gateway saw it, milliseconds UTC. */
  readonly receivedAt: number;
  readonly eventId: string;
  /** The CALL that it answers; null where it is no answer, or the CALL is not known. */
  readonly call: { readonly id: string; readonly note: string } | null;
}

/** What one kind of message says. One file an action; the file name is the action. */
export type Interpreter = (message: Message) => readonly Said[];

export type SaidOf<T extends Said['type']> = Extract<Said, { readonly type: T }>;
