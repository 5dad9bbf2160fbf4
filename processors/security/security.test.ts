// What the room `security` promises, and the flag of events that were kept back.

import { expect, test } from 'vitest';
import { foldTape } from '../../test/fold-tape.ts';
import { at, iso, tape } from '../tape.ts';

const event = (time: string, type: string) =>
  ['SecurityEventNotification', { type, timestamp: iso(time), techInfo: 'x' }, {}] as const;

test.each(['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'])('a security event is a row in %s', (protocol) => {
  const told = foldTape(
    tape(protocol)
      .connected('10:00:00')
      .call('10:00:05', ...event('10:00:04', 'SettingSystemTime'))
      .call('10:00:06', 'SignCertificate', { csr: '-----BEGIN CERTIFICATE REQUEST-----' }, {}),
  );
  expect(told.rows('security_events')).toMatchObject([
    { type: 'SettingSystemTime', happened_at: at('10:00:04'), tech_info: 'x', late: false },
    { type: 'ChargingStationCertificate', message: 'SignCertificate' },
  ]);
  expect(JSON.stringify(told.rows('security_events'))).not.toContain('BEGIN');
  expect(told.rows('quality_flags')).toEqual([]);
});

test('Q49 a security event replayed hours later keeps its own time and is flagged', () => {
  const told = foldTape(
    tape('ocpp1.6')
      .connected('14:00:00')
      .call('14:00:05', ...event('10:00:00', 'TamperDetectionActivated'))
      .call('14:00:06', ...event('13:00:07', 'ResetOrReboot')),
  );
  expect(told.rows('security_events')).toMatchObject([
    { happened_at: at('10:00:00'), told_at: at('14:00:05'), late: true },
    { happened_at: at('13:00:07'), late: false },
  ]);
  expect(told.rows('quality_flags')).toMatchObject([
    { code: 'security_event_late', detail: 'TamperDetectionActivated 14405000 ms late' },
  ]);
});
