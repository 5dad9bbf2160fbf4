// The rules of every board: what makes a picture misleading, dead or unreadable is red here.

import * as sdkUnits from '@grafana/grafana-foundation-sdk/units';
import { describe, expect, test } from 'vitest';
import { askingPanels, readBoards, type JsonBoard } from '../test/asking-boards.ts';
import { macros } from './expand.ts';

const boards = readBoards();
const unitIds = new Set<unknown>(Object.values(sdkUnits));

type Panel = JsonBoard['panels'][number];

const drawn = (board: JsonBoard): readonly Panel[] =>
  board.panels.filter(({ type }) => type !== 'row');
const titled = (panels: readonly Panel[]): readonly string[] => panels.map(({ title }) => title);

/** Every SQL text of a board, with where it stands. */
const sqlOf = (board: JsonBoard): readonly (readonly [where: string, sql: string])[] => [
  ...askingPanels(board).map(({ panel, target }) => [panel.title, target.rawSql] as const),
  ...board.annotations.list.map(({ name, target }) => [name, target.rawSql] as const),
  ...board.templating.list.flatMap(({ name, query }) =>
    typeof query === 'string' ? [] : [[name, query.rawSql] as const],
  ),
];

const bad = (board: JsonBoard, wrong: (sql: string) => boolean): readonly string[] =>
  sqlOf(board).flatMap(([where, sql]) => (wrong(sql) ? [`${where}: ${sql}`] : []));

test('boards have an identity of their own', () => {
  expect(boards.length).toBeGreaterThanOrEqual(9);
  expect(new Set(boards.map(({ uid }) => uid)).size).toBe(boards.length);
  expect(new Set(boards.map(({ title }) => title)).size).toBe(boards.length);
});

describe.each(boards)('the board $uid', (board) => {
  test('says what it is for, cannot be edited, and is found by the common tag', () => {
    expect(board.uid).toMatch(/^laddbok-[a-z]+$/);
    expect(board.description.length).toBeGreaterThan(30);
    expect(board.editable).toBe(false);
    expect(board.tags).toContain('laddbok');
    expect(board.links.flatMap(({ tags }) => tags)).toEqual(['laddbok']);
  });

  test('shows within a minute that the pipeline has halted, and asks no faster than that', () => {
    expect(['30s', '1m']).toContain(board.refresh);
    expect(titled(drawn(board)).slice(0, 2)).toEqual([
      'Age of the newest data',
      'Completeness of the log',
    ]);
  });

  test('has panels with a title, a description, thresholds and a unit that Grafana knows', () => {
    for (const { title, description, fieldConfig } of drawn(board)) {
      expect.soft(title).toMatch(/^[A-Z]/);
      expect.soft(description.length).toBeGreaterThan(20);
      expect.soft(unitIds).toContain(fieldConfig?.defaults.unit);
      expect.soft(fieldConfig?.defaults.thresholds?.steps.length).toBeGreaterThan(0);
      const unitsOfColumns = (fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
        properties.filter(({ id }) => id === 'unit').map(({ value }) => value),
      );
      expect.soft(unitsOfColumns.filter((unit) => !unitIds.has(unit))).toEqual([]);
    }
  });

  test('has panels with ids of their own, within the grid, none over another', () => {
    const ids = board.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.min(...ids)).toBeGreaterThan(0);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of board.panels) {
      const { x, y, w, h } = gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++)
        for (let line = y; line < y + h; line++) {
          expect(taken.get(`${column},${line}`)).toBeUndefined();
          taken.set(`${column},${line}`, title);
        }
    }
  });

  test('has panels beside each other that are equally high, so that no gap is left below one', () => {
    const heights = new Map<number, number>();
    for (const { title, gridPos } of drawn(board)) {
      const beside = heights.get(gridPos.y) ?? gridPos.h;
      heights.set(gridPos.y, beside);
      expect.soft([title, gridPos.h]).toEqual([title, beside]);
    }
  });

  test('has a variable for the data source, and asks variables anew when the time changes', () => {
    const [first, ...others] = board.templating.list;
    expect(first).toMatchObject({ name: 'datasource', type: 'datasource', label: 'Data source' });
    for (const { refresh, label } of others) {
      expect(refresh).toBe(2);
      expect(label).toBeDefined();
    }
    for (const { target } of askingPanels(board))
      expect(JSON.stringify(target)).toContain('"uid":"${datasource}"');
  });

  test('puts variables into SQL in quotes and escaped, and only those that it has', () => {
    const names = new Set(board.templating.list.map(({ name }) => name));
    const references = /\$\{(\w+)(:\w+)?\}|\$(?!_)(\w+)/g;
    expect(
      bad(board, (sql) =>
        [...sql.replace(/\$__conditionalAll/g, '').matchAll(references)].some(
          ([, braced, format, bare]) =>
            !names.has(braced ?? bare ?? '') || (braced !== undefined && format !== ':singlequote'),
        ),
      ),
    ).toEqual([]);
    // A bare `$name` stands only as the second argument of $__conditionalAll.
    expect(
      bad(board, (sql) => /\$(?!_)\w+(?!\))\b(?!\))/.test(sql.replace(/\$\{[^}]*\}/g, ''))),
    ).toEqual([]);
  });

  test('asks for one tenant, and every panel is bound to the range or to what is chosen', () => {
    expect(
      bad(board, (sql) => !sql.includes('${tenant:singlequote}') && !/DISTINCT tenant/.test(sql)),
    ).toEqual([]);
  });

  test('uses macros that version 4.20 of the plugin knows, and none within quotes', () => {
    const known = new Set([...Object.keys(macros), 'conditionalAll']);
    expect(
      bad(board, (sql) =>
        [...sql.matchAll(/\$__(\w+)/g)].some(([, name = '']) => !known.has(name)),
      ),
    ).toEqual([]);
    expect(bad(board, (sql) => /'[^']*\$__[^']*'/.test(sql.replace(/'[^'$]*'/g, '')))).toEqual([]);
    expect(bad(board, (sql) => /\$__interval(?:_ms)?\b/.test(sql))).toEqual([]);
  });

  test('orders what is drawn over time, and lists that could be long have an end', () => {
    for (const { target } of askingPanels(board)) {
      expect([0, 1]).toContain(target.format);
      const wanted = target.format === 0 ? /ORDER BY time\b/ : /^SELECT/;
      expect.soft(target.rawSql).toMatch(wanted);
    }
    const ofType = (type: string) => askingPanels(board).filter(({ panel }) => panel.type === type);
    expect(ofType('table').filter(({ target }) => !target.rawSql.includes('ORDER BY'))).toEqual([]);
    expect(ofType('state-timeline').filter(({ target }) => target.fillMode?.mode !== 0)).toEqual(
      [],
    );
  });

  test('never draws quarters of an hour in narrower steps', () => {
    const tooNarrow = askingPanels(board).filter(
      ({ panel, target }) =>
        target.rawSql.includes('$__timeInterval(bucket_start)') &&
        !['15m', '24h'].includes(panel.interval ?? ''),
    );
    expect(tooNarrow).toEqual([]);
  });

  test('leads to boards that exist, by variables and columns that there are', () => {
    for (const { panel, target } of askingPanels(board))
      for (const [, uid = '', rest = ''] of JSON.stringify(panel).matchAll(
        /"\/d\/([\w-]+)\?([^"]*)"/g,
      )) {
        const there = boards.find((one) => one.uid === uid);
        expect(there).toBeDefined();
        const names = there?.templating.list.map(({ name }) => name) ?? [];
        for (const [, name = ''] of rest.matchAll(/var-(\w+)=/g)) expect(names).toContain(name);
        for (const [, name = ''] of rest.matchAll(/\$\{(\w+):queryparam\}/g))
          expect(names).toContain(name);
        for (const [, name = ''] of rest.matchAll(/__data\.fields\.(\w+)/g))
          expect(target.rawSql).toMatch(new RegExp(`\\bAS ${name}\\b`));
      }
  });

  test('marks firmware and outages on its time axes', () => {
    expect(board.annotations.list.map(({ name }) => name)).toEqual(['Firmware', 'Outages']);
    for (const { target } of board.annotations.list) expect(target.rawSql).toMatch(/LIMIT \d+$/);
  });
});
