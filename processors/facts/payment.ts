// Facts of cost and payment as the messages of OCPP say them; no bill is made from them.

import type { OfPort } from './fact.ts';

export interface PaymentReported extends OfPort {
  readonly type: 'PaymentReported';
  /** Message that said it. */
  readonly message: string;
  readonly kind: 'cost' | 'settlement' | 'web_payment';
  readonly transactionId: string;
  /** Thousandths of the currency of the tariff; null where no amount was said. */
  readonly amount_milli: number | null;
  /** PaymentStatus of a settlement, as `Settled`; else empty. */
  readonly status: string;
  /** Reference of the payment service provider; else empty. */
  readonly reference: string;
}

export type PaymentFact = PaymentReported;
