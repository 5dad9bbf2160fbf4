// What the room `sessions` promises.

import { test } from 'vitest';
import type { FactOf } from '../facts.ts';
import { given } from '../spec.ts';
import sessions, { openSessionsLimit } from './index.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}Z`);

const started: FactOf<'SessionStarted'> = {
  type: 'SessionStarted',
  at: at('10:00:00'),
  port: 1,
  sessionId: 's1',
  connectorId: 1,
  transactionId: '',
  idToken: 'TOKEN',
  register_mwh: 1_000_000,
  evidence: 'StartTransaction',
  kind: 'transaction',
  tokenType: '',
  trigger: 'unknown',
  startKnown: true,
  model: 'M-1',
  firmwareVersion: '1.2.3',
};

const delivered = (to: string, energy_mwh: number): FactOf<'EnergyDelivered'> => ({
  type: 'EnergyDelivered',
  at: at(to),
  port: 1,
  sessionId: 's1',
  from: at('10:00:00'),
  to: at(to),
  energy_mwh,
  registerFrom_mwh: 1_000_000,
  registerTo_mwh: 1_000_000 + energy_mwh,
});

const sampled = (
  time: string,
  power_mw: number | null,
  soc_mpercent: number | null,
): FactOf<'MeterSampled'> => ({
  type: 'MeterSampled',
  at: at(time),
  port: 1,
  sessionId: 's1',
  power_mw,
  soc_mpercent,
});

const ended: FactOf<'SessionEnded'> = {
  type: 'SessionEnded',
  at: at('11:00:00'),
  port: 1,
  sessionId: 's1',
  register_mwh: 1_700_000,
  stopReason: 'EVDisconnected',
  evidence: 'StopTransaction',
};

test('a session is there from its start on, open and with no energy', () => {
  given(sessions)
    .when(started)
    .thenRows({
      session_id: 's1',
      state: 'open',
      started_at: at('10:00:00'),
      ended_at: null,
      energy_wh: 0,
      register_start_wh: 1_000_000,
      id_token: 'TOKEN',
    });
});

test('energy adds up over the readings', () => {
  given(sessions, started, delivered('10:10:00', 400))
    .when(delivered('10:20:00', 300))
    .thenRows({ energy_wh: 700, readings: 2, register_end_wh: 1_000_300 });
});

test('the answer of the back end names the transaction', () => {
  given(sessions, started)
    .when({ type: 'SessionIdentified', at: 0, port: 1, sessionId: 's1', transactionId: '7' })
    .thenRows({ session_id: 's1', transaction_id: '7' });
});

test('the highest power, and the charge at both ends, are kept', () => {
  given(sessions, started, sampled('10:05:00', 9_000, 40_000), sampled('10:10:00', 11_000, 45_000))
    .when(sampled('10:15:00', 12_000, null))
    .thenRows({ power_w_max: 12_000, soc_percent_start: 40_000, soc_percent_end: 45_000 });
});

test('a sample below the peak, without a charge, changes nothing', () => {
  given(sessions, started, sampled('10:05:00', 9_000, 40_000))
    .when(sampled('10:15:00', 3_000, null))
    .thenNothing();
});

test('an ended session says when, why and by what evidence', () => {
  given(sessions, started, delivered('10:10:00', 400))
    .when(ended)
    .thenRows({
      state: 'ended',
      ended_at: at('11:00:00'),
      stop_reason: 'EVDisconnected',
      end_evidence: 'StopTransaction',
      energy_wh: 400,
    });
});

test('what belongs to no session changes none', () => {
  given(sessions, started)
    .when({ ...delivered('10:10:00', 400), sessionId: null })
    .thenNothing();
});

test('a station that never stops its sessions does not fill the state: the oldest is let go', () => {
  const ids = Array.from({ length: openSessionsLimit + 1 }, (_, i) => `s${i}`);
  const starts = ids.map((sessionId) => ({ ...started, sessionId }));
  given(sessions, ...starts)
    .when({ ...ended, sessionId: 's0' })
    .thenNothing();
  given(sessions, ...starts)
    .when({ ...ended, sessionId: 's1' })
    .thenRows({ session_id: 's1', state: 'ended' });
});
