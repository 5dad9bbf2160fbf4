// What the room `quirks` promises: evidence that cards are learned from, and which card holds.

import { test } from 'vitest';
import type { FactOf } from '../facts.ts';
import { given } from '../spec.ts';
import quirks from './index.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}Z`);

const started = (time: string, register_mwh: number | null): FactOf<'SessionStarted'> => ({
  type: 'SessionStarted',
  at: at(time),
  port: 1,
  sessionId: time,
  kind: 'transaction',
  connectorId: 1,
  transactionId: '1',
  idToken: '',
  tokenType: '',
  trigger: 'unknown',
  startKnown: true,
  register_mwh,
  model: '',
  firmwareVersion: '',
  evidence: 'StartTransaction',
});

const delivered = (time: string, energy_mwh: number, registerTo_mwh: number | null) =>
  ({
    type: 'EnergyDelivered',
    at: at(time),
    port: 1,
    sessionId: null,
    from: at(time) - 600_000,
    to: at(time),
    energy_mwh,
    registerFrom_mwh: 0,
    registerTo_mwh,
  }) as const;

const power = (time: string, power_mw: number) =>
  ({
    type: 'MeterSampled',
    at: at(time),
    port: 1,
    sessionId: null,
    power_mw,
    soc_mpercent: null,
  }) as const;

const boot = {
  type: 'StationBooted',
  at: at('09:00:00'),
  vendor: 'V',
  model: 'M',
  serialNumber: '',
  firmwareVersion: '',
  reason: '',
} as const;

test('a start at zero after a register above zero speaks for a register of the session', () => {
  given(quirks, delivered('10:00:00', 5_000, 5_000))
    .when(started('10:10:00', 0))
    .thenRows({ starts: 1, starts_at_zero: 1 });
  given(quirks, delivered('10:00:00', 5_000, 5_000))
    .when(started('10:10:00', 5_000))
    .thenRows({ starts: 1, starts_at_zero: 0 });
});

test('a first start, and one without a register, say nothing', () => {
  given(quirks).when(started('10:00:00', 0)).thenNothing();
  given(quirks, delivered('10:00:00', 5_000, 5_000))
    .when(started('10:10:00', null))
    .thenNothing();
});

test('a register that is lower after a boot was reset by it', () => {
  given(quirks, delivered('08:50:00', 5_000, 5_000), boot)
    .when(delivered('09:10:00', 100, 100))
    .thenRows({ vendor: 'V', model: 'M', boots: 1, resets_on_boot: 1 });
});

test('energy a thousandth of what the power makes speaks for kilowatt-hours labelled watt-hours', () => {
  given(quirks, power('10:00:00', 36_000_000))
    .when(delivered('10:10:00', 6_000, 6_000))
    .thenRows({ spans: 1, spans_thousandth: 1, spans_as_power: 0 });
  given(quirks, power('10:00:00', 36_000_000))
    .when(delivered('10:10:00', 6_000_000, 6_000_000))
    .thenRows({ spans: 1, spans_thousandth: 0, spans_as_power: 1 });
});

test('energy told by interval says nothing of a register', () => {
  given(quirks, power('10:00:00', 36_000_000))
    .when(delivered('10:10:00', 6_000, null))
    .thenNothing();
});

test('a card that is stated holds until it is withdrawn', () => {
  const card = { id: 'v-m', version: 2, json: '{"id":"v-m"}' };
  given(quirks)
    .when({ type: 'CardChanged', at: at('10:00:00'), card })
    .thenRows({ holds: true, card_id: 'v-m', card_version: 2, since: at('10:00:00') });
  given(quirks, { type: 'CardChanged', at: at('10:00:00'), card })
    .when({ type: 'CardChanged', at: at('11:00:00'), card: null })
    .thenRows({ holds: false, card_id: '', since: at('11:00:00') });
});
