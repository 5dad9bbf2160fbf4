// Every published defect of a file is refused with the sentence that EV-ChART answers to it.

import { describe, expect, test } from 'vitest';
import { evRegistry } from '../../../test/ev-fleet.ts';
import { headingFindings } from '../judge-columns.ts';
import { emptyRegistry, type Registry } from '../registry.ts';
import { evChart } from './ev-chart.ts';
import { ownSentences, sentences } from './sentences.ts';

const range = { from: Date.parse('2026-01-01'), to: Date.parse('2026-04-01') };

const fileNamed = (name: string) => {
  const file = evChart.files.find((one) => one.name === name);
  if (file?.judge === null || file === undefined) throw new Error(`There is no module ${name}.`);
  return { columns: file.columns, judge: file.judge };
};

type Row = Readonly<Record<string, string>>;

/** What is said of rows, as `column: sentence`. */
const said = (name: string, rows: readonly Row[], registry: Registry = emptyRegistry) => {
  const { columns, judge } = fileNamed(name);
  const one = judge({ ...range, registry });
  return rows
    .flatMap((row) => one.row(columns.map(({ name: column }) => row[column] ?? null)))
    .map(({ column, sentence }) => `${column}: ${sentence}`);
};

const ids = { station_id: 'US-001', network_provider: 'abm', port_id: 'P1' };
const session = {
  ...ids,
  session_id: 's1',
  session_start: '2026-01-05T10:00:00Z',
  session_end: '2026-01-05T10:30:00Z',
  session_error: 'NoError',
  energy_kwh: '20.15',
  power_kw: '148.00',
  payment_method: 'membership',
};
const uptime = {
  ...ids,
  uptime_reporting_start: '2025-02-01T00:00:00Z',
  uptime_reporting_end: '2026-01-31T23:59:59Z',
  uptime: '99.52',
  total_outage: '2500.00',
  total_outage_excl: '0.00',
};
const outage = { ...ids, outage_id: '2026-01-05T10:00:00Z', outage_duration: '30.00' };
const maintenance = {
  station_id: 'US-001',
  network_provider: 'abm',
  maintenance_report_start: '2025-01-01T00:00:00Z',
  maintenance_report_end: '2025-12-31T23:59:59Z',
  maintenance_cost_total: '10.00',
  maintenance_cost_federal: '8.00',
};

describe('EV-ChART takes', () => {
  test.each([
    ['a session', 'm2-sessions', session],
    [
      'a session with milliseconds',
      'm2-sessions',
      { ...session, session_end: '2026-01-05T10:30:00.5Z' },
    ],
    ['a port without sessions: its ids and nothing else', 'm2-sessions', ids],
    ['an uptime', 'm3-uptime', uptime],
    [
      'no uptime of a port of which it is not known when it opened',
      'm3-uptime',
      { ...uptime, uptime: '' },
    ],
    [
      'an uptime above 100, which the portal does not bound',
      'm3-uptime',
      { ...uptime, uptime: '101.02' },
    ],
    [
      'an outage',
      'm4-outages',
      { ...outage, excluded_outage: 'true', excluded_outage_reason: '6' },
    ],
    ['a port without outages', 'm4-outages', ids],
    ['costs of maintenance', 'm5-maintenance', maintenance],
    [
      'costs of maintenance without a total',
      'm5-maintenance',
      { ...maintenance, maintenance_cost_total: '' },
    ],
  ])('%s', (_, name, row: Row) => {
    const cells = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''));
    expect(said(name, [cells])).toEqual([]);
  });
});

type Defect = readonly [what: string, file: string, row: Row, column: string, sentence: string];

const defects: readonly Defect[] = [
  [
    'a session without an id',
    'm2-sessions',
    { session_id: '' },
    'session_id',
    sentences.missingValue('session_id'),
  ],
  [
    'a session without energy',
    'm2-sessions',
    { energy_kwh: '' },
    'energy_kwh',
    sentences.missingValue('energy_kwh'),
  ],
  [
    'a session without an error code',
    'm2-sessions',
    { session_error: '' },
    'session_error',
    sentences.missingValue('session_error'),
  ],
  [
    'a row without a port',
    'm2-sessions',
    { port_id: '' },
    'port_id',
    sentences.missingValue('port_id'),
  ],
  [
    'a start with an offset',
    'm2-sessions',
    { session_start: '2026-01-05T10:00:00+01:00' },
    'session_start',
    sentences.timestamp,
  ],
  [
    'a start that is only a date',
    'm2-sessions',
    { session_start: '2026-01-05' },
    'session_start',
    sentences.timestamp,
  ],
  [
    'a start that no calendar has',
    'm2-sessions',
    { session_start: '2025-02-30T10:00:00Z' },
    'session_start',
    sentences.timestamp,
  ],
  [
    'an end before the start',
    'm2-sessions',
    { session_end: '2026-01-05T09:59:59Z' },
    'session_end',
    ownSentences.backwards,
  ],
  [
    'energy that is no number',
    'm2-sessions',
    { energy_kwh: 'much' },
    'energy_kwh',
    sentences.decimal,
  ],
  [
    'energy in scientific notation',
    'm2-sessions',
    { energy_kwh: '1e3' },
    'energy_kwh',
    sentences.decimal,
  ],
  [
    'energy with three places',
    'm2-sessions',
    { energy_kwh: '1.234' },
    'energy_kwh',
    sentences.decimalPlaces,
  ],
  [
    'energy of six digits',
    'm2-sessions',
    { energy_kwh: '100000.00' },
    'energy_kwh',
    sentences.decimalLong,
  ],
  [
    'energy below nothing',
    'm2-sessions',
    { energy_kwh: '-1.00' },
    'energy_kwh',
    sentences.decimalLow,
  ],
  [
    'an id of 37 characters',
    'm2-sessions',
    { session_id: 'x'.repeat(37) },
    'session_id',
    sentences.tooLong,
  ],
  [
    'an error text of 256 characters',
    'm2-sessions',
    { error_other: 'x'.repeat(256) },
    'error_other',
    sentences.tooLong,
  ],
  [
    'a payment of spaces',
    'm2-sessions',
    { payment_method: '  ' },
    'payment_method',
    sentences.whitespace,
  ],
  ['an id that is a formula', 'm2-sessions', { port_id: '=1+1' }, 'port_id', ownSentences.formula],
  [
    'an uptime without its outage',
    'm3-uptime',
    { total_outage: '' },
    'total_outage',
    sentences.missingValue('total_outage'),
  ],
  [
    'more excluded than there was',
    'm3-uptime',
    { total_outage_excl: '2500.01' },
    'total_outage_excl',
    ownSentences.exceeds,
  ],
  ['an uptime of four digits', 'm3-uptime', { uptime: '1000.00' }, 'uptime', sentences.decimalLong],
  [
    'an outage without minutes',
    'm4-outages',
    { outage_duration: '' },
    'outage_duration',
    sentences.missingValue('outage_duration'),
  ],
  [
    'minutes without an outage',
    'm4-outages',
    { outage_id: '' },
    'outage_id',
    sentences.missingValue('outage_id'),
  ],
  [
    'an outage of no length',
    'm4-outages',
    { outage_duration: '0.00' },
    'outage_duration',
    sentences.decimalLow,
  ],
  [
    'an exclusion that is neither true nor false',
    'm4-outages',
    { excluded_outage: 'yes' },
    'excluded_outage',
    sentences.boolean,
  ],
  [
    'a reason that is no number',
    'm4-outages',
    { excluded_outage_reason: 'vandalism' },
    'excluded_outage_reason',
    sentences.integer,
  ],
  [
    'a reason below one',
    'm4-outages',
    { excluded_outage_reason: '0' },
    'excluded_outage_reason',
    sentences.integerLow,
  ],
  [
    'a reason above six',
    'm4-outages',
    { excluded_outage_reason: '7' },
    'excluded_outage_reason',
    sentences.integerHigh,
  ],
  [
    'costs without the federal part',
    'm5-maintenance',
    { maintenance_cost_federal: '' },
    'maintenance_cost_federal',
    sentences.missingValue('maintenance_cost_federal'),
  ],
  [
    'an operator in no state',
    'm6-operator',
    { operator_state: 'New York' },
    'operator_state',
    sentences.exactLength,
  ],
  [
    'a year of two digits',
    'm7-programs',
    { program_report_year: '25' },
    'program_report_year',
    sentences.integerDigits,
  ],
  [
    'a property without its total',
    'm9-capital',
    { real_property_cost_total: '' },
    'real_property_cost_total',
    sentences.missingValue('real_property_cost_total'),
  ],
];

const money = Object.fromEntries(
  fileNamed('m9-capital')
    .columns.filter(({ kind }) => kind === 'decimal')
    .map(({ name }) => [name, '1.00']),
);

const whole: Readonly<Record<string, Row>> = {
  'm2-sessions': session,
  'm3-uptime': uptime,
  'm4-outages': outage,
  'm5-maintenance': maintenance,
  'm6-operator': {
    ...ids,
    operator_name: 'O',
    operator_address: 'A',
    operator_city: 'C',
    operator_state: 'NY',
    operator_zip: '12207',
  },
  'm7-programs': { ...ids, program_report_year: '2025', opportunity_program: 'none' },
  'm9-capital': { ...ids, ...money },
};

describe('EV-ChART refuses', () => {
  test.each(defects)('%s', (_, file, defect, column, sentence) => {
    const row = Object.entries({ ...whole[file], ...defect }).filter(([, value]) => value !== '');
    const found = said(file, [Object.fromEntries(row)]);
    expect(found).toContain(`${column}: ${sentence}`);
    expect(new Set(found)).toEqual(new Set([`${column}: ${sentence}`]));
  });

  test('the same session twice, and one of two ports not', () => {
    const key = ['station_id', 'port_id', 'session_id'];
    expect(said('m2-sessions', [session, { ...session, port_id: 'P2' }, session])).toEqual([
      `${key.join(', ')}: ${sentences.duplicateRow(key)}`,
    ]);
  });

  test('a station that is not registered with that provider', () => {
    expect(said('m2-sessions', [{ ...session, network_provider: 'blink' }], evRegistry)).toEqual([
      `station_id: ${sentences.notRegistered('US-001', 'blink')}`,
    ]);
  });

  test('no uptime of a station that was in operation for a year before the window', () => {
    const { uptime: _, ...without } = uptime;
    expect(said('m3-uptime', [without], evRegistry)).toEqual([`uptime: ${sentences.uptime}`]);
  });

  test('a file without rows', () => {
    const { judge } = fileNamed('m2-sessions');
    const [finding] = judge({ ...range, registry: emptyRegistry }).end(0);
    expect(finding?.sentence).toBe('Uploaded file does not contain any data.');
  });

  test.each([
    ['an unknown column', [...Object.keys(session), 'soc'], sentences.unknownColumn('soc')],
    ['a column twice', [...Object.keys(session), 'port_id'], sentences.duplicateColumn('port_id')],
    [
      'a heading without a required column',
      Object.keys(session).filter((name) => name !== 'power_kw'),
      sentences.missingColumn('power_kw'),
    ],
    [
      'a heading without the network provider',
      Object.keys(session).filter((name) => name !== 'network_provider'),
      sentences.missingProvider,
    ],
  ])('%s', (_, heading, sentence) => {
    const { columns } = fileNamed('m2-sessions');
    const found = headingFindings(heading, columns, evChart.sentences);
    expect(found.map((one) => one.sentence)).toEqual([sentence]);
  });
});

describe('an export for EV-ChART', () => {
  test.each([
    ['2026-01-01', '2026-03-01'],
    ['2026-02-01', '2026-05-01'],
    ['2026-01-02', '2026-04-01'],
    ['2026-01-01', '2026-07-01'],
  ])('is of a whole quarter, and not from %s to %s', (from, to) => {
    const asked = { from: Date.parse(from), to: Date.parse(to), registry: evRegistry };
    expect(evChart.refuse(asked)).toMatch(/whole quarters/);
  });

  test('needs ports that are registered for filing', () => {
    expect(evChart.refuse({ ...range, registry: emptyRegistry })).toMatch(/no port is registered/);
    expect(evChart.refuse({ ...range, registry: evRegistry })).toBeNull();
  });
});
