// What Grafana is given fits together: data source, folder, boards, alerts, and their mounts.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { askingPanels, readBoards } from '../test/asking-boards.ts';
import { readerFile, tableBehind } from '../store/reader.ts';
import { alertFile, alerts } from './alerts.ts';

const root = join(import.meta.dirname, '..');
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const yaml = (...path: readonly string[]): unknown => parse(read(...path), { merge: true });

const compose = yaml('docker-compose.yml') as {
  services: { grafana: { volumes: readonly string[]; environment: Record<string, string> } };
};
const { volumes, environment } = compose.services.grafana;

test('every folder of provisioning is mounted where Grafana looks for it', () => {
  for (const part of ['datasources', 'dashboards', 'alerting'])
    expect(volumes).toContain(
      `./dashboards/provisioning/${part}:/etc/grafana/provisioning/${part}:ro`,
    );
});

test('boards are loaded from where they are mounted, and open with the overview', () => {
  const provider = yaml('dashboards', 'provisioning', 'dashboards', 'laddbok.yml');
  const path = '/etc/laddbok/boards';
  expect(provider).toMatchObject({ providers: [{ allowUiUpdates: false, options: { path } }] });
  expect(volumes).toContain(`./dashboards/json:${path}:ro`);
  expect(environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']).toBe(`${path}/overview.json`);
});

test('the plugin is there before boards are, in the version they are for', () => {
  expect(environment['GF_PLUGINS_PREINSTALL_SYNC']).toBe('grafana-clickhouse-datasource@4.20.0');
});

test('alerts ask the provisioned data source, and lead to a board that exists', () => {
  const source = yaml('dashboards', 'provisioning', 'datasources', 'clickhouse.yml');
  expect(source).toMatchObject({ datasources: [{ uid: 'laddbok', editable: false }] });
  const rules = alertFile.groups.flatMap((group) => group.rules);
  expect(rules.map(({ data }) => data[0]?.datasourceUid)).toEqual(rules.map(() => 'laddbok'));
  const uids = readBoards().map(({ uid }) => uid);
  for (const { board } of alerts) expect(uids).toContain(board);
});

test('alerts hold no dollar sign, which Grafana would read as its environment', () => {
  expect(read('dashboards', 'provisioning', 'alerting', 'laddbok.yml')).not.toContain('$');
});

/** Of the rooms' tables, and of what the pump sets aside. */
const viewsOf = (): readonly string[] => {
  const files = readdirSync(join(root, 'schemas', 'tables'));
  return [...files.map((name) => name.replace(/\.sql$/, '')), 'events_set_aside'].toSorted();
};

test('the user of Grafana may read the view of each table, by name, and nothing else', () => {
  const file = read('dashboards', 'provisioning', 'clickhouse-reader.xml');
  expect(file).toBe(readerFile(viewsOf()));
  const granted = [...file.matchAll(/GRANT (.*)<\/query>/g)].map(([, what]) => what);
  expect(granted).toEqual(viewsOf().map((view) => `SELECT ON laddbok.${view}`));
  expect(file).toContain('<readonly>1</readonly>');
  const source = yaml('dashboards', 'provisioning', 'datasources', 'clickhouse.yml');
  expect(source).toMatchObject({ datasources: [{ jsonData: { username: 'grafana_reader' } }] });
});

test('boards and alerts read views that this user may read, and no table behind one', () => {
  const statements = [
    ...readBoards().flatMap((board) => askingPanels(board).map(({ target }) => target.rawSql)),
    ...alerts.map(({ sql }) => sql),
  ];
  const granted = new Set(viewsOf());
  for (const sql of statements) {
    expect(tableBehind({ names: new Set(sql.toLowerCase().match(/\w+/g)) }, {})).toBeNull();
    const words = /\b(?:FROM|JOIN) (?:laddbok\.)?(\w+)\b(?!\()/g;
    const asked = [...sql.matchAll(words)].map(([, name = '']) => name);
    const own = new Set([...sql.matchAll(/\b(\w+) AS \(/g)].map(([, name]) => name));
    expect(asked.filter((name) => !granted.has(name) && !own.has(name))).toEqual([]);
  }
});

test('in production no password has a default', () => {
  const production = read('docker-compose.production.yml');
  const passwords = [...read('docker-compose.yml').matchAll(/\$\{(\w+):-/g)].map(
    ([, name = '']) => name,
  );
  expect(passwords.length).toBeGreaterThan(3);
  for (const name of passwords) expect(production).toContain(`\${${name}:?`);
});
