// Facts of security: what a station noticed, and certificates that it asks for.

import type { Common } from './fact.ts';

export interface SecurityEventReported extends Common {
  readonly type: 'SecurityEventReported';
  /** Message that told it: SecurityEventNotification or SignCertificate. */
  readonly message: string;
  /** As `SettingSystemTime`; for SignCertificate the kind of certificate. */
  readonly securityType: string;
  readonly techInfo: string;
  /** Whether it was told much later than it happened. */
  readonly late: boolean;
}

export type SecurityFact = SecurityEventReported;
