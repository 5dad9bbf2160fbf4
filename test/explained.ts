// A session written by hand, and the explanation of it and of its CDR, worked out by hand.

import Fastify from 'fastify';
import { expect } from 'vitest';
import { addExplain } from '../api/explain/routes.ts';
import { framesIn } from '../app/frames.ts';
import { silent } from '../lib/logger.ts';
import { doubts } from '../processors/doubts.ts';
import { foldVersion } from '../processors/fold.ts';
import { start16, status16, stop16 } from './conversations.ts';
import type { Pipeline } from './pipeline.ts';

export const handStation = 'HAND-1';

type Told = readonly [at: string, from: 'from_station' | 'to_station', frame: unknown];

const call = (at: string, id: string, [action, payload]: readonly [string, object]): Told => [
  at,
  'from_station',
  [2, id, action, payload],
];
const answer = (at: string, id: string, payload: object): Told => [
  at,
  'to_station',
  [3, id, payload],
];

const day = '2026-06-03';
const at = (clock: string): string => `${day}T${clock}Z`;

const reading = {
  connectorId: 1,
  transactionId: 7,
  meterValue: [{ timestamp: at('08:30:00'), sampledValue: [{ value: '3000' }] }],
};

/** 1.6: 2 kWh in the first half hour, 3 kWh in the second; one reading is told twice. */
const told: readonly Told[] = [
  call('07:00:00', 'boot', ['BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }]),
  answer('07:00:00.100', 'boot', {
    status: 'Accepted',
    currentTime: at('07:00:00'),
    interval: 300,
  }),
  call('07:59:00', 's1', [
    'StatusNotification',
    { ...status16('', 'Preparing'), timestamp: at('07:59:00') },
  ]),
  call('08:00:00', 'start', [
    'StartTransaction',
    { ...start16('', 1_000), timestamp: at('08:00:00') },
  ]),
  answer('08:00:00.100', 'start', { transactionId: 7, idTagInfo: { status: 'Accepted' } }),
  call('08:00:01', 's2', [
    'StatusNotification',
    { ...status16('', 'Charging'), timestamp: at('08:00:01') },
  ]),
  call('08:10:00', 'beat', ['Heartbeat', {}]),
  call('08:30:00', 'm1', ['MeterValues', reading]),
  answer('08:30:00.100', 'm1', {}),
  call('08:31:00', 'm2', ['MeterValues', reading]),
  call('09:00:00', 'stop', [
    'StopTransaction',
    { ...stop16('', 6_000), timestamp: at('09:00:00') },
  ]),
  answer('09:00:00.100', 'stop', {}),
];

/** The session as lines of a recording. */
export const handLines = told.map(([clock, direction, frame]) =>
  JSON.stringify({
    recorded_at: at(clock),
    station_id: handStation,
    direction,
    protocol: 'ocpp1.6',
    frame: JSON.stringify(frame),
  }),
);

const openExplain = ({ store, log, codecs }: Pipeline) => {
  const app = Fastify();
  // The guard lets the machine itself ask for everything; here nobody but the test asks.
  app.addHook('onRequest', async (request) => {
    request.asker = { name: 'api/test', tenant: null, role: 'admin' };
  });
  const desk = {
    store,
    logger: silent,
    defaultTenant: 'default',
    now: Date.now,
    watermark: () => Promise.resolve({ as_of: null, complete: true, lag_events: 0 }),
  };
  const treatments: Readonly<Record<string, string>> = doubts;
  addExplain(app, desk, { heardIn: framesIn(log, codecs.ocpp), treatments, foldVersion });
  return app;
};

interface Frame {
  readonly message_id: string;
  readonly message_type: number;
  readonly received_at: string;
  readonly partition: number;
  readonly offset: number;
  readonly frame: string;
  readonly contributed: readonly { readonly table: string; readonly says: string }[];
}

interface Explained {
  readonly session: Readonly<Record<string, unknown>>;
  readonly versions: { readonly log_partition: number; readonly log_offset: number };
  readonly frames: readonly Frame[];
  readonly [part: string]: unknown;
}

const expectFrames = (frames: readonly Frame[]): void => {
  const shown = frames.map((one) => `${one.message_type} ${one.message_id}`);
  expect(shown).toEqual(
    ['2 start', '3 start', '2 s2', '2 m1', '3 m1', '2 m2', '2 stop', '3 stop'].filter((one) =>
      shown.includes(one),
    ),
  );
  expect(shown).toEqual(expect.arrayContaining(['2 start', '3 start', '2 m1', '2 m2', '2 stop']));
  const of = (id: string) => frames.find((one) => one.message_id === id);
  expect(of('start')).toMatchObject({ received_at: `${day}T08:00:00.000Z` });
  expect(of('start')?.contributed.map(({ table }) => table)).toContain('sessions');
  expect(of('m1')?.frame).toContain('"value":"3000"');
  const taken = frames.flatMap(({ contributed }) => contributed.map(({ says }) => says)).join('\n');
  expect(taken).toContain('Energy.Active.Import.Register 3000 Wh');
  expect(taken).toContain('opened it; start: StartTransaction');
  expect(taken).toContain('end: StopTransaction');
  expect(taken).toContain('the port is charging');
};

/** The session has the frames that it was written with; its price is 5 kWh at 0.5 and 19 % tax. */
export const expectExplained = async (pipeline: Pipeline): Promise<void> => {
  const app = openExplain(pipeline);
  const [row] = await pipeline.store.query<{ session_id: string }>({
    sql: 'SELECT session_id FROM laddbok.sessions WHERE station_id = {station:String}',
    params: { station: handStation },
  });
  const url = `/v1/explain/session/${encodeURIComponent(row?.session_id ?? '')}`;
  const { data } = (await app.inject(url)).json<{ data: Explained }>();
  expectFrames(data.frames);
  expect(data).toMatchObject({
    session: { energy_wh: 5_000, transaction_id: '7' },
    versions: { fold_version: foldVersion },
    frames_not_found: [],
    frames_left_out: 0,
    energy: [
      { bucket_start: `${day}T08:00:00.000Z`, energy_wh: 1_000 },
      { bucket_start: `${day}T08:15:00.000Z`, energy_wh: 1_000 },
      { bucket_start: `${day}T08:30:00.000Z`, energy_wh: 1_500 },
      { bucket_start: `${day}T08:45:00.000Z`, energy_wh: 1_500 },
    ],
    signed_meter: null,
    price: { currency: 'EUR', excl_vat: 2.5, incl_vat: 2.98, tariff: { tariff_id: 'T1' } },
    unbillable: null,
  });
  const { log_partition, log_offset } = data.versions;
  expect(data.frames.every(({ partition }) => partition === log_partition)).toBe(true);
  expect(data.frames.map(({ offset }) => offset)).toContain(log_offset);
  await expectCdr(app, data);
  expect((await app.inject('/v1/explain/session/none')).statusCode).toBe(404);
  expect((await app.inject('/v1/explain/cdr/none')).statusCode).toBe(404);
  await app.close();
};

const expectCdr = async (app: ReturnType<typeof openExplain>, session: Explained) => {
  const [first = ''] = session['cdrs'] as readonly string[];
  const { data } = (await app.inject(`/v1/explain/cdr/${first}`)).json<{ data: object }>();
  const { log_partition: partition, log_offset: offset } = session.versions;
  expect(data).toMatchObject({
    cdr: { cdr_id: first, total_incl_vat: 2.98, energy_wh: 5_000 },
    session: { session_id: session.session['session_id'], energy_wh: 5_000 },
    versions: {
      fold_version: foldVersion,
      priced_by: { partition, offset, fold_version: foldVersion },
      session_changed: false,
    },
    tariffs: [{ tariff_id: 'T1', valid_from: '2026-01-01T00:00:00.000Z', recorded_by: 'finance' }],
  });
};

/** After the price rose in a closed period: the bill, its credit, and the bill in its place. */
export const expectChain = async (pipeline: Pipeline): Promise<void> => {
  const app = openExplain(pipeline);
  const rows = await pipeline.store.query<{ cdr_id: string }>({
    sql:
      'SELECT cdr_id FROM laddbok.cdrs WHERE station_id = {station:String} ' +
      'ORDER BY recorded_at, credit DESC',
    params: { station: handStation },
  });
  const [bill, credit, anew] = rows.map(({ cdr_id }) => cdr_id);
  const { data } = (await app.inject(`/v1/explain/cdr/${anew}`)).json<{ data: object }>();
  expect(data).toMatchObject({
    tariffs: [{ tariff: { elements: [{ price_components: [{ price: 0.6 }] }] } }],
    chain: [
      { cdr_id: bill, role: 'bill', total_incl_vat: 2.98, period_id: '2026-06', stands: false },
      { cdr_id: credit, role: 'credit', credits: bill, total_incl_vat: -2.98, stands: false },
      { cdr_id: anew, role: 'bill', replaces: bill, total_incl_vat: 3.57, stands: true },
    ],
  });
  const before = (await app.inject(`/v1/explain/cdr/${bill}`)).json<{ data: object }>();
  expect(before.data).toMatchObject({
    tariffs: [{ tariff: { elements: [{ price_components: [{ price: 0.5 }] }] } }],
  });
  await app.close();
};
