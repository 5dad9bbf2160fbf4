// Every published defect of a file is refused with the sentence that EV-ChART answers to it.

import { describe, expect, test } from 'vitest';
import { defects } from '../../../test/ev-defects.ts';
import { evRegistry } from '../../../test/ev-fleet.ts';
import {
  ids,
  maintenance,
  outage,
  session,
  uptime,
  wholeRows,
  type EvRow,
} from '../../../test/ev-rows.ts';
import { headingFindings } from '../judge-columns.ts';
import { emptyRegistry, type Registry } from '../registry.ts';
import { evChart } from './ev-chart.ts';
import { sentences } from './sentences.ts';

const range = { from: Date.parse('2026-01-01'), to: Date.parse('2026-04-01') };

const fileNamed = (name: string) => {
  const file = evChart.files.find((one) => one.name === name);
  if (file?.judge === null || file === undefined) throw new Error(`There is no module ${name}.`);
  return { columns: file.columns, judge: file.judge };
};

/** What is said of rows, as `column: sentence`. */
const said = (name: string, rows: readonly EvRow[], registry: Registry = emptyRegistry) => {
  const { columns, judge } = fileNamed(name);
  const one = judge({ ...range, registry });
  return rows
    .flatMap((row) => one.row(columns.map(({ name: column }) => row[column] ?? null)))
    .map(({ column, sentence }) => `${column}: ${sentence}`);
};

const uptimeKey = ['station_id', 'port_id', 'uptime_reporting_start', 'uptime_reporting_end'];

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
    ['rows in which nothing stands, which it drops', 'm2-sessions', {}],
  ])('%s', (_, name, row: EvRow) => {
    const cells = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''));
    expect(said(name, [cells])).toEqual([]);
  });
});

describe('EV-ChART refuses', () => {
  test.each(defects)('%s', (_, file, defect, column, sentence) => {
    const row = Object.entries({ ...wholeRows[file], ...defect }).filter(
      ([, value]) => value !== '',
    );
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

  test.each([
    ['m3-uptime', uptime, uptimeKey],
    ['m4-outages', outage, ['station_id', 'outage_id', 'port_id']],
    ['m5-maintenance', maintenance, ['station_id', 'maintenance_report_start']],
    ['m6-operator', wholeRows['m6-operator'], ['station_id', 'operator_name']],
    ['m7-programs', wholeRows['m7-programs'], ['station_id', 'program_report_year']],
    ['m8-der', wholeRows['m8-der'], ['station_id', 'der_type']],
    ['m9-capital', wholeRows['m9-capital'], ['station_id']],
  ])('the same row of %s twice', (name, row: EvRow = {}, key) => {
    expect(said(name, [row, row])).toEqual([`${key.join(', ')}: ${sentences.duplicateRow(key)}`]);
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
