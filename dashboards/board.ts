// What a board says of itself → the dashboard that Grafana loads: its frame, its grid, its ids.

import {
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { fleetAnnotations, stationAnnotations } from './annotations.ts';
import { dataRow } from './data-row.ts';
import { boardList, commonTag, uidOf } from './links.ts';
import type { Placed } from './panels.ts';
import {
  fleetVariables,
  here,
  ofStation,
  sessionVariables,
  stationVariables,
} from './variables.ts';

const columns_max = 24;

interface BoardRow {
  readonly title: string;
  readonly panels: readonly Placed[];
}

/** A board; the name of its file is its identity. */
export interface Board {
  readonly title: string;
  /** Whom it is for, and the question that it answers. */
  readonly about: string;
  /** Beside the tag that all boards have. */
  readonly topic: string;
  readonly of: 'fleet' | 'station' | 'session';
  /** Beginning of the range that it opens with, as `now-7d`; it ends now. */
  readonly from: string;
  /** How often it asks anew; freshness is to be seen within a minute. */
  readonly refresh: '30s' | '1m';
  readonly rows: readonly BoardRow[];
}

const variablesOf = { fleet: fleetVariables, station: stationVariables, session: sessionVariables };

/** Puts the panels of a row side by side, wrapping at the border. Returns the height taken. */
const lay = (panels: readonly Placed[], top: number, put: (panel: Placed) => void): number => {
  let x = 0;
  let y = top;
  let tallest = 0;
  for (const panel of panels) {
    if (x + panel.width > columns_max) {
      y += tallest;
      x = 0;
      tallest = 0;
    }
    panel.builder.gridPos({ x, y, w: panel.width, h: panel.height });
    put(panel);
    x += panel.width;
    tallest = Math.max(tallest, panel.height);
  }
  return y + tallest - top;
};

const layRows = (dashboard: DashboardBuilder, rows: readonly BoardRow[]): void => {
  let y = 0;
  let id = 1;
  for (const { title, panels } of rows) {
    dashboard.withRow(
      new RowBuilder(title).id(id++).gridPos({ x: 0, y: y++, w: columns_max, h: 1 }),
    );
    y += lay(panels, y, ({ builder }) => {
      builder.id(id++);
      dashboard.withPanel(builder);
    });
  }
};

/** The dashboard of a board of a file. Builders are used up: ask once. */
export const dashboardOf = (file: string, board: Board): Dashboard => {
  const where = board.of === 'fleet' ? here : ofStation;
  const dashboard = new DashboardBuilder(board.title)
    .uid(uidOf(file))
    .description(board.about)
    .tags([commonTag, board.topic])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .timezone('browser')
    .time({ from: board.from, to: 'now' })
    .refresh(board.refresh)
    .variables(variablesOf[board.of])
    .annotations(board.of === 'fleet' ? fleetAnnotations() : stationAnnotations())
    .links([boardList()]);
  layRows(dashboard, [{ title: 'Data', panels: dataRow(where) }, ...board.rows]);
  return dashboard.build();
};
