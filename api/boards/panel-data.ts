// What a panel shows: its columns with their values and looks, ready to be drawn.

import type { AskStore } from './ask-store.ts';
import type { Annotation, Board, FieldLook, Link, Panel, Target } from './board.ts';
import { addressOf, statementOf, widthOf, type Asked } from './expanding.ts';
import { lookOf, shownName } from './field-config.ts';
import { labelOf, seriesOf, tableOf, type Cell, type Column } from './frames.ts';

/** A column as the page gets it. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: Column['kind'];
  readonly labels: Column['labels'];
  readonly look: FieldLook;
  readonly values: readonly Cell[];
}

export interface Frame {
  readonly refId: string;
  readonly fields: readonly Field[];
}

export interface PanelData {
  readonly frames: readonly Frame[];
  readonly width_ms: number;
  /** Whether rows were left out: more were found than an answer may have. */
  readonly cut: boolean;
}

interface Place {
  readonly panel: Panel;
  readonly refId: string;
  readonly asked: Asked;
}

const withAddresses = (look: FieldLook, asked: Asked): FieldLook => {
  const links = look['links'] as readonly Link[] | undefined;
  if (links === undefined) return look;
  return {
    ...look,
    links: links.map(({ title, url }) => ({ title, url: addressOf(url, asked) })),
  };
};

const fieldOf = (column: Column, { panel, refId, asked }: Place): Field => {
  const { name, kind, labels, values } = column;
  const label = labelOf(column);
  const look = lookOf(panel.fieldConfig, { name, label, kind, refId });
  return {
    name,
    label: shownName(look, label, labels),
    kind,
    labels,
    look: withAddresses(look, asked),
    values,
  };
};

const isSeries = ({ format }: Target): boolean => format === 0;

/** Asks everything that the panel asks. */
export const panelData = async (ask: AskStore, panel: Panel, asked: Asked): Promise<PanelData> => {
  const width_ms = widthOf(asked, panel.interval);
  let cut = false;
  const frames: Frame[] = [];
  for (const target of panel.targets ?? []) {
    const answer = await ask(target.rawSql, statementOf(target.rawSql, asked, width_ms));
    cut ||= answer.cut;
    const table = tableOf(answer.described, answer.rows);
    const columns = isSeries(target) ? seriesOf(table, target.fillMode?.mode === 0) : table;
    const place = { panel, refId: target.refId, asked };
    frames.push({ refId: target.refId, fields: columns.map((one) => fieldOf(one, place)) });
  }
  return { frames, width_ms, cut };
};

/** Something to be marked on the axes of time. */
export interface Mark {
  readonly name: string;
  readonly colour: string;
  readonly at: number;
  readonly until: number | null;
  readonly text: string;
}

const marksOf = async (
  ask: AskStore,
  { name, iconColor, target }: Annotation,
  asked: Asked,
): Promise<readonly Mark[]> => {
  if (target === undefined) return [];
  const answer = await ask(target.rawSql, statementOf(target.rawSql, asked, widthOf(asked, '1s')));
  const columns = new Map(
    tableOf(answer.described, answer.rows).map((column) => [column.name, column.values]),
  );
  const times = columns.get('time') ?? [];
  return times.flatMap((at, i) => {
    const until = columns.get('timeEnd')?.[i];
    if (typeof at !== 'number') return [];
    return {
      name,
      colour: iconColor,
      at,
      until: typeof until === 'number' ? until : null,
      text: String(columns.get('text')?.[i] ?? columns.get('title')?.[i] ?? name),
    };
  });
};

/** What the board marks on its axes of time. */
export const marksOn = async (
  ask: AskStore,
  board: Board,
  asked: Asked,
): Promise<readonly Mark[]> => {
  const found: Mark[] = [];
  for (const annotation of board.annotations?.list ?? [])
    if (annotation.enable) found.push(...(await marksOf(ask, annotation, asked)));
  return found;
};
