// What the room `energy` promises of hours; its laws are in `test/energy-hours-laws.test.ts`.

import { describe, test } from 'vitest';
import type { FactOf } from '../facts.ts';
import { given } from '../spec.ts';
import type { Span } from '../trail.ts';
import room from './index.ts';
import { energyHours } from './table.ts';

type Told = FactOf<'EnergyDelivered' | 'EnergyRedrawn'>;

const at = (time: string): number => Date.parse(`2026-03-01T${time}Z`);

const delivered = ([from, to, energy_mwh, sessionId]: Span): Told => ({
  type: 'EnergyDelivered',
  at: to,
  port: 1,
  sessionId: sessionId === '' ? null : sessionId,
  from,
  to,
  energy_mwh,
  registerFrom_mwh: null,
  registerTo_mwh: null,
});

const span = (from: string, to: string, energy_mwh: number, sessionId = 's1'): Span => [
  at(from),
  at(to),
  energy_mwh,
  sessionId,
  null,
  null,
];

const redraw = (withdrawn: readonly Span[], drawn: readonly Span[]): Told => ({
  type: 'EnergyRedrawn',
  at: withdrawn[0]?.[0] ?? 0,
  port: 1,
  withdrawn,
  drawn,
});

/** The room without its quarters. */
const hours: typeof room = {
  ...room,
  step: (...told) => {
    const step = room.step(...told);
    return { ...step, rows: step.rows.filter(({ table }) => table === energyHours) };
  },
};

const hour = (start: string, energy_wh: number, previous: string | null) => ({
  hour_start: at(start),
  energy_wh,
  previous_hour_start: previous === null ? null : at(previous),
});

describe('an hour', () => {
  test('has the energy of its four quarters, and that of the session in all readings so far', () => {
    given(hours, delivered(span('10:05:00', '10:20:00', 700)))
      .when(delivered(span('10:20:00', '10:50:00', 900)))
      .thenRows({ ...hour('10:00:00', 1_600, null), session_id: 's1', of_session: true });
  });

  test('tells in which hour before its session had energy, though hours lie between', () => {
    given(hours, delivered(span('08:10:00', '08:20:00', 700)))
      .when(delivered(span('10:20:00', '11:20:00', 600)))
      .thenRows(hour('10:00:00', 400, '08:00:00'), hour('11:00:00', 200, '10:00:00'));
  });

  test('of no session is told to be of none, and to follow no other', () => {
    given(hours, delivered(span('08:10:00', '08:20:00', 700, '')))
      .when(delivered(span('09:10:00', '09:20:00', 300, '')))
      .thenRows({ ...hour('09:00:00', 300, null), session_id: '', of_session: false });
  });

  test('that loses its energy tells the next hour of the session what is before it now', () => {
    const [first, lost] = [span('08:10:00', '08:20:00', 7), span('09:10:00', '09:20:00', 3)];
    const last = span('10:10:00', '10:20:00', 5);
    const drawn: Span = [lost[0], lost[1], lost[2], '', null, null];
    given(hours, delivered(first), delivered(lost), delivered(last))
      .when(redraw([lost], [drawn]))
      .thenRows(
        { ...hour('09:00:00', 0, null), session_id: 's1' },
        { ...hour('10:00:00', 5, '08:00:00'), session_id: 's1' },
        { ...hour('09:00:00', 3, null), session_id: '' },
      );
  });

  test('in which only quarters changed is not told again', () => {
    const whole = span('10:00:00', '11:00:00', 400);
    const parts = [span('10:00:00', '10:30:00', 100), span('10:30:00', '11:00:00', 300)];
    given(hours, delivered(whole))
      .when(redraw([whole], parts))
      .thenNothing();
  });
});
