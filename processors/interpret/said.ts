// What one message says by itself, in neutral words, before it is joined with what came earlier.

import type { DoubtCode } from '../doubts.ts';
import type { PortStatus } from '../facts/status.ts';

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
      readonly vendorErrorCode: string;
      readonly info: string;
    })
  | (At & {
      readonly type: 'Fault';
      readonly port: number;
      readonly errorCode: string;
      readonly vendorErrorCode: string;
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
      readonly register_mwh: number | null;
      readonly evidence: 'StartTransaction' | 'TransactionEvent';
    })
  | (At & {
      readonly type: 'TransactionNamed';
      /** Id of the StartTransaction that this answers. */
      readonly messageId: string;
      readonly transactionId: string;
    })
  | (At & {
      readonly type: 'TransactionContinued';
      readonly transactionId: string;
      readonly chargingState: string;
      readonly idToken: string;
    })
  | (At & {
      readonly type: 'TransactionFinished';
      readonly transactionId: string;
      readonly port: number | null;
      readonly idToken: string;
      readonly register_mwh: number | null;
      readonly stopReason: string;
      readonly evidence: 'StopTransaction' | 'TransactionEvent';
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
    })
  | (At & {
      readonly type: 'Doubt';
      readonly code: DoubtCode;
      readonly port: number;
      readonly detail: string;
    });

/** A frame whose payload was read. */
export interface Message {
  readonly payload: unknown;
  readonly messageId: string;
  /** When the gateway saw it, milliseconds UTC. */
  readonly receivedAt: number;
}

/** What one kind of message says. One file an action; the file name is the action. */
export type Interpreter = (message: Message) => readonly Said[];
