// The tables of the room `availability`: the neutral timeline of each port, twice, and its outages.

import {
  flag,
  instant,
  instantOrNull,
  label,
  labels,
  milliseconds,
  small,
  table,
  text,
} from '../../schemas/table.ts';

const interval = {
  tenant: label('Tenant.'),
  station_id: label('Identity of the charging station.'),
  port: small('1.6 connector id or 2.x EVSE id.'),
  started_at: instant('Start of the interval.'),
  state: label('available, occupied, charging, reserved, unavailable, faulted, offline, unknown.'),
  cause: label(
    'What began the interval: a status word, connection_lost, gateway_away; of unavailable: ' +
      'operator (by our own command) or station.',
  ),
  ended_at: instantOrNull('End of the interval; null while it lasts.'),
} as const;

/**
 * States whose time is kept, in the order in which it is held. What is left of a window is
 * unknown.
 */
export const timed = [
  'available',
  'occupied',
  'charging',
  'reserved',
  'unavailable',
  'faulted',
  'offline',
] as const;
export type Timed = (typeof timed)[number];

/** The column of the table `availability_by_time` that holds the time of a state. */
export const columnOf = (state: Timed): `${Timed}_before_ms` => `${state}_before_ms`;

const spent = (state: Timed) =>
  milliseconds(`Time ${state} before the interval, milliseconds since the timeline began.`);

const before = {
  available_before_ms: spent('available'),
  occupied_before_ms: spent('occupied'),
  charging_before_ms: spent('charging'),
  reserved_before_ms: spent('reserved'),
  unavailable_before_ms: spent('unavailable'),
  faulted_before_ms: spent('faulted'),
  offline_before_ms: spent('offline'),
} as const;

export const availability = table({
  name: 'availability',
  about:
    'Neutral timeline per port: intervals without gap or overlap, each with its cause. What counts ' +
    'as up is for a rulebook to say. An interval that a late status undid ends where it starts: ' +
    'leave out rows without length.',
  columns: { ...interval, event_id: text('Event that began the interval.') },
  key: ['tenant', 'station_id', 'port', 'started_at'],
  month: 'started_at',
});

export const availabilityByTime = table({
  name: 'availability_by_time',
  about:
    'The rows of the table availability in the order of time: for questions about all ports within ' +
    'some time, which there would read the whole past for what began long before and lasts. Each ' +
    'tells how long the port had been in each state before it: the time in a state between two ' +
    'instants is the difference of what the intervals in force at them tell, however much lies ' +
    'between.',
  columns: { ...interval, ...before },
  key: ['tenant', 'started_at', 'station_id', 'port'],
  month: 'started_at',
  until: 'ended_at',
});

export const outages = table({
  name: 'outages',
  about:
    'Outages per port: the longest spans without a break in which it was offline, faulted or ' +
    'unavailable. Unknown is no outage: it ends one, and is named at its border. An outage that a ' +
    'late status undid ends where it starts: leave out rows without length.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    port: small('1.6 connector id or 2.x EVSE id; never 0.'),
    started_at: instant('Start of the outage.'),
    ended_at: instantOrNull('End of the outage; null while it lasts.'),
    cause: label('What began it; as in the table availability.'),
    states: labels('States within it, in the order in which they first came.'),
    causes: labels('Causes within it, in order; the first eight.'),
    began_unknown: flag('It may have begun earlier: nothing is known of the time before it.'),
    ended_unknown: flag('It may have lasted longer: nothing is known of the time after it.'),
    start_event_id: text('Event that began it.'),
    end_event_id: text('Event that ended it; empty while it lasts.'),
  },
  key: ['tenant', 'station_id', 'port', 'started_at'],
  month: 'started_at',
});
