// Short lives, written out: what is recorded of them and what is true.

import { expect, test } from 'vitest';
import { fleet } from './fleet.ts';
import { simulateHistory } from './history.ts';
import type { RecordedLine } from './history.ts';
import type { Quirk } from './quirk.ts';
import { scenario } from './scenario.ts';
import type { Act } from './scenario.ts';
import type { StationProfile } from './station.ts';
import type { Truth } from './truth.ts';

const start = Date.UTC(2026, 2, 2, 8, 0);
const minutes = (count: number): number => count * 60_000;
const at = (text: string): number => Date.parse(`2026-03-02T${text}Z`);

const [first, second] = fleet({ seed: 'scenario', stations: 2 }) as [
  StationProfile,
  StationProfile,
];
/** A 1.6 station and a 2.0.1 station of which the cable begins the transaction. */
const old16 = { ...first, station_id: 'OLD', ports: [{ port: 1, register_mwh: 5_000_000 }] };
const new2 = { ...second, station_id: 'NEW', ports: [{ port: 1, register_mwh: 5_000_123 }] };

const played = (
  profile: StationProfile,
  acts: readonly Act[],
): { said: readonly string[]; lines: readonly RecordedLine[]; truth: Truth } => {
  const plan = (): ReturnType<typeof scenario> => scenario(profile, start, acts);
  const to = start + minutes(180);
  const history = simulateHistory({ seed: 's', stations: [profile], from: start, to, plan });
  const lines = [...history.lines];
  const said = lines.flatMap((line) => {
    if ('kind' in line) return [line.kind];
    const [type, , action, payload] = JSON.parse(line.frame);
    if (type !== 2 || action === 'Heartbeat') return [];
    const word =
      payload.status ??
      payload.connectorStatus ??
      payload.eventType ??
      payload.eventData?.[0].actualValue;
    return [[action, word, payload.offline ? 'offline' : null].filter(Boolean).join(' ')];
  });
  return { said, lines, truth: history.truth() };
};

const charges: Act = {
  does: 'charges',
  port: 1,
  after_ms: minutes(5),
  plugged_ms: minutes(1),
  for_ms: minutes(40),
  suspended_ms: minutes(10),
  energy_wh: 5_000,
};

test('a 1.6 station boots, authorises, charges, suspends, stops and is free again', () => {
  const { said, truth } = played(old16, [charges]);
  expect(said).toEqual([
    'connected',
    'BootNotification',
    'StatusNotification Available',
    'StatusNotification Available',
    'StatusNotification Preparing',
    'StatusNotification Charging',
    'Authorize',
    'StartTransaction',
    'MeterValues',
    'MeterValues',
    'MeterValues',
    'StatusNotification SuspendedEV',
    'MeterValues',
    'StatusNotification Finishing',
    'StopTransaction',
    'StatusNotification Available',
  ]);
  expect(truth.sessions).toEqual([
    {
      station_id: 'OLD',
      port: 1,
      started_at: at('08:06:00'),
      ended_at: at('08:46:00'),
      energy_mwh: 5_000_000,
      register_start_mwh: 5_000_000,
      register_end_mwh: 10_000_000,
      id_token: '04A1B2C3D4E5F6',
      stop_reason: 'Local',
      transaction_id: '1',
    },
  ]);
  expect(truth.buckets.map((row) => [row.bucket_start, row.energy_mwh])).toEqual([
    [at('08:00:00'), 1_500_000],
    [at('08:15:00'), 2_500_000],
    [at('08:30:00'), 1_000_000],
  ]);
});

test('a 2.0.1 station begins with the cable and names the driver later', () => {
  const { said, lines, truth } = played(new2, [{ ...charges, stop: 'unplugged' }]);
  expect(said).toEqual([
    'connected',
    'BootNotification',
    'StatusNotification Available',
    'StatusNotification Occupied',
    'TransactionEvent Started',
    'Authorize',
    'TransactionEvent Updated',
    'TransactionEvent Updated',
    'TransactionEvent Updated',
    'TransactionEvent Updated',
    'TransactionEvent Updated',
    'TransactionEvent Updated',
    'TransactionEvent Updated',
    'TransactionEvent Ended',
    'StatusNotification Available',
  ]);
  const events = lines.flatMap((line) => {
    const frame = 'frame' in line ? JSON.parse(line.frame) : [];
    return frame[2] === 'TransactionEvent' ? [frame[3]] : [];
  });
  expect(events.map((event) => event.seqNo)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(events.map((event) => event.evse?.id ?? null)).toEqual([
    1,
    ...Array.from({ length: 8 }, () => null),
  ]);
  expect(truth.sessions).toMatchObject([
    {
      started_at: at('08:05:00'),
      register_start_mwh: 5_000_123,
      register_end_mwh: 10_000_123,
      stop_reason: 'EVDisconnected',
    },
  ]);
});

test('what a station did offline is told later, in order, with its old times', () => {
  const away: Act = { does: 'loses_link', after_ms: minutes(2), for_ms: minutes(60) };
  for (const profile of [old16, new2]) {
    const { said, truth } = played(profile, [away, charges]);
    const back = said.slice(said.lastIndexOf('connected'));
    expect(back.filter((one) => one.startsWith('Status'))).toEqual([
      'StatusNotification Available',
    ]);
    expect(back).not.toContain('Authorize');
    expect(truth.stations[0]?.replayed).toBe(back.length - 2);
    expect(truth.sessions).toMatchObject([{ ended_at: at('08:46:00'), energy_mwh: 5_000_000 }]);
    expect(truth.outages).toMatchObject([
      { started_at: at('08:02:00'), ended_at: at('09:02:00'), cause: 'connection' },
    ]);
  }
  expect(played(new2, [away, charges]).said).toContain('TransactionEvent Ended offline');
});

test('a fault that comes offline is seen from the reconnect, with the time of its coming', () => {
  const acts: Act[] = [
    { does: 'loses_link', after_ms: minutes(2), for_ms: minutes(10) },
    { does: 'breaks_down', port: 1, after_ms: minutes(5), for_ms: minutes(30) },
  ];
  for (const [profile, error_code] of [
    [old16, 'GroundFailure'],
    [new2, 'RCD/Problem'],
  ] as const) {
    const { truth } = played(profile, acts);
    expect(truth.faults).toMatchObject([
      {
        error_code,
        vendor_error_code: 'E-1204',
        opened_at: at('08:05:00'),
        visible_from: at('08:12:00'),
        cleared_at: at('08:35:00'),
        visible_to: at('08:35:00'),
        reports: 1,
      },
    ]);
    expect(truth.outages.map((row) => [row.cause, row.started_at, row.ended_at])).toEqual([
      ['connection', at('08:02:00'), at('08:12:00')],
      ['fault', at('08:12:00'), at('08:35:00')],
    ]);
  }
});

test('a fault that came and went offline was never told', () => {
  const acts: Act[] = [
    { does: 'loses_link', after_ms: minutes(2), for_ms: minutes(30) },
    { does: 'breaks_down', port: 1, after_ms: minutes(5), for_ms: minutes(10) },
  ];
  for (const profile of [old16, new2]) {
    expect(played(profile, acts).truth.faults).toEqual([]);
    expect(played(profile, acts).said).not.toContain('StatusNotification Faulted');
  }
});

test('a fault that outlasts a lost connection is one fault, and two outages around a third', () => {
  const acts: Act[] = [
    { does: 'breaks_down', port: 1, after_ms: minutes(5), for_ms: minutes(30) },
    { does: 'loses_link', after_ms: minutes(10), for_ms: minutes(10) },
  ];
  for (const [profile, reports] of [
    [old16, 2],
    [new2, 1],
  ] as const) {
    const { truth } = played(profile, acts);
    expect(truth.faults).toMatchObject([
      { opened_at: at('08:05:00'), cleared_at: at('08:35:00'), reports },
    ]);
    expect(truth.outages.map((row) => row.cause)).toEqual(['fault', 'connection', 'fault']);
  }
});

test('a restart ends the transaction, boots, and says so afterwards', () => {
  const acts: Act[] = [
    { ...charges, suspended_ms: 0, for_ms: minutes(20), stop: 'power_loss' },
    { does: 'reboots', after_ms: minutes(26), for_ms: minutes(2) },
  ];
  const { said, truth } = played(old16, acts);
  expect(said.slice(said.lastIndexOf('connected'))).toEqual([
    'connected',
    'BootNotification',
    'StatusNotification Available',
    'StatusNotification Available',
    'StopTransaction',
  ]);
  expect(truth.sessions).toMatchObject([{ stop_reason: 'PowerLoss', ended_at: at('08:26:00') }]);
});

test('a session that is open at the end has no end, and the energy of its last reading', () => {
  const { truth } = played(old16, [{ ...charges, after_ms: minutes(170), suspended_ms: 0 }]);
  expect(truth.sessions).toMatchObject([{ ended_at: null, stop_reason: '', energy_mwh: 0 }]);
});

test('a quirk changes what is sent and leaves the truth alone', () => {
  const noTimestamps: Quirk = {
    name: 'no-status-timestamp',
    number: 'Q37',
    about: 'The optional timestamp of StatusNotification is left out.',
    call: (call) =>
      call.action === 'StatusNotification'
        ? { ...call, payload: { ...call.payload, timestamp: undefined } }
        : call,
  };
  const honest = played(old16, [charges]);
  const quirky = played({ ...old16, quirks: [noTimestamps] }, [charges]);
  const stamped = (lines: readonly RecordedLine[]): number =>
    lines.filter((line) => 'frame' in line && /"StatusNotification".*timestamp/.test(line.frame))
      .length;
  expect(stamped(honest.lines)).toBe(7);
  expect(stamped(quirky.lines)).toBe(0);
  expect(quirky.truth).toEqual(honest.truth);
});
