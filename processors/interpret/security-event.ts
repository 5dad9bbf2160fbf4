// Security events and requests for certificates; 1.6 (whitepaper) and 2.x write them alike.

import { hour_ms } from '../../lib/time.ts';
import { field, textOf } from './json.ts';
import type { Interpreter, Said } from './said.ts';
import { shownText_chars } from './secrets.ts';
import { tells } from './tells.ts';
import { whenOf } from './when.ts';

/** A security event told this long after it happened was kept by the station meanwhile. */
export const lateSecurityEvent_ms = hour_ms;

export const securityEvent: Interpreter = ({ payload, receivedAt }) => {
  const when = whenOf(field(payload, 'timestamp'), receivedAt);
  const late_ms = receivedAt - when.at;
  const late = late_ms >= lateSecurityEvent_ms;
  const securityType = textOf(field(payload, 'type')).slice(0, 64);
  const doubt: Said = {
    type: 'Doubt',
    code: 'security_event_late',
    at: when.at,
    port: 0,
    detail: `${securityType} ${late_ms} ms late`,
  };
  return [
    ...when.doubts,
    ...(late ? [doubt] : []),
    tells({
      type: 'SecurityEventReported',
      at: when.at,
      message: 'SecurityEventNotification',
      securityType,
      techInfo: textOf(field(payload, 'techInfo')).slice(0, shownText_chars),
      late,
    }),
  ];
};

/** The request itself is not kept: it is long, and says nothing but the name of the station. */
export const certificateRequest: Interpreter = ({ payload, receivedAt }) => [
  tells({
    type: 'SecurityEventReported',
    at: receivedAt,
    message: 'SignCertificate',
    // The certificate of the station is what an absent type means.
    securityType:
      textOf(field(payload, 'certificateType')).slice(0, 64) || 'ChargingStationCertificate',
    techInfo: '',
    late: false,
  }),
];
