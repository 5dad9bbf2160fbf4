// One function a kind of panel: what differs is said by the board, how it looks is said here.

import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  FrameGeometrySourceMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import { PanelBuilder as Geomap } from '@grafana/grafana-foundation-sdk/geomap';
import { PanelBuilder as Gauge } from '@grafana/grafana-foundation-sdk/gauge';
import { PanelBuilder as Heatmap } from '@grafana/grafana-foundation-sdk/heatmap';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as Histogram } from '@grafana/grafana-foundation-sdk/histogram';
import { PanelBuilder as Pie } from '@grafana/grafana-foundation-sdk/piechart';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as Timeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as Series } from '@grafana/grafana-foundation-sdk/timeseries';
import { PanelBuilder as Trend } from '@grafana/grafana-foundation-sdk/trend';
import * as look from './look.ts';
import { builderOf, datasource, query, type Shape } from './query.ts';

/** What a board says of a panel. */
export interface About {
  readonly title: string;
  /** The question that it answers, how the number is formed, and what it leaves out. */
  readonly about: string;
  readonly sql: string;
  /** Unit of every value, where a column does not say its own. */
  readonly unit: look.Unit;
  readonly scale?: look.Scale;
  /** Of 24 columns. */
  readonly width: number;
  readonly height?: number;
  /** The least width of a point, as `15m`. */
  readonly interval?: string;
  readonly decimals?: number;
  readonly max?: number;
}

/** A panel and the room that it takes. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly builder: Dressed;
}

/** What the builder of every kind of panel can do. */
export interface Dressed extends Builder<Panel> {
  id(id: number): this;
  title(title: string): this;
  description(text: string): this;
  datasource(ref: typeof datasource): this;
  withTarget(target: Builder<Dataquery>): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
  min(min: number): this;
  max(max: number): this;
  interval(interval: string): this;
  noValue(text: string): this;
  thresholds(thresholds: ReturnType<typeof look.thresholdsOf>): this;
  overrideByName(name: string, properties: DynamicConfigValue[]): this;
  gridPos(position: Required<Panel>['gridPos']): this;
}

interface Dress {
  readonly shape: Shape;
  readonly height: number;
  readonly holds?: boolean;
  readonly zeroBased?: boolean;
}

const placed = (builder: Dressed, about: About, dress: Dress): Placed => {
  const decimals = about.decimals ?? look.decimalsOf[about.unit];
  builder
    .title(about.title)
    .description(about.about)
    .datasource(datasource)
    .withTarget(query({ sql: about.sql, shape: dress.shape, holds: dress.holds ?? false }))
    .unit(look.units[about.unit])
    .thresholds(look.thresholdsOf(about.scale ?? look.neutral))
    .noValue('–');
  if (dress.zeroBased === true) builder.min(0);
  if (decimals !== undefined) builder.decimals(decimals);
  if (about.max !== undefined) builder.max(about.max);
  if (about.interval !== undefined) builder.interval(about.interval);
  return { width: about.width, height: about.height ?? dress.height, builder };
};

/** One number per row, as it stands: the last of a column, every row of it, or of all columns. */
const reduced = (fields: string, everyRow: boolean) =>
  new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields(fields).values(everyRow);

/** One share between nothing and all. */
export const gauge = (about: About): Placed =>
  placed(
    new Gauge().reduceOptions(reduced('', false)),
    { max: 1, ...about },
    {
      shape: 'table',
      height: 4,
      zeroBased: true,
    },
  );

/** A bar for each row, named by its first column; `value` is the column of the bars. */
export const rankedBars = (about: About & { readonly value: string }): Placed =>
  placed(
    new BarGauge()
      .displayMode(BarGaugeDisplayMode.Basic)
      .orientation(VizOrientation.Horizontal)
      .reduceOptions(reduced(`/^${about.value}$/`, true)),
    about,
    { shape: 'table', height: 8, zeroBased: true },
  );

/** A slice for each row, named by its first column; `value` is the column of the slices. */
export const pie = (about: About & { readonly value: string }): Placed =>
  placed(new Pie().reduceOptions(reduced(`/^${about.value}$/`, true)), about, {
    shape: 'table',
    height: 8,
    zeroBased: true,
  });

const legend = () =>
  new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true);

const tooltip = () =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);

const inWordColours = <T extends Dressed>(builder: T): T => {
  for (const word of look.seriesWords) {
    const colour = look.colourOf(word);
    if (colour !== null) builder.overrideByName(word, [colour]);
  }
  return builder;
};

const timeSeries = () =>
  new Series()
    .legend(legend())
    .tooltip(tooltip())
    .lineWidth(2)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Auto);

/** Lines over time. */
export const lines = (about: About): Placed =>
  placed(timeSeries(), about, { shape: 'series', height: 8, zeroBased: true });

/** Stacked bars over time, series in the colours of their words. */
export const bars = (about: About): Placed =>
  placed(
    inWordColours(
      timeSeries()
        .drawStyle(GraphDrawStyle.Bars)
        .fillOpacity(80)
        .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A')),
    ),
    about,
    { shape: 'series', height: 8, zeroBased: true },
  );

/** States of ports over time: the column of the value holds their numbers. */
export const timeline = (about: About): Placed =>
  placed(
    new Timeline()
      .legend(legend())
      .showValue(VisibilityMode.Auto)
      .mergeValues(true)
      .mappings([look.stateNumbers]),
    about,
    { shape: 'series', height: 6, holds: true },
  );

/** How values are spread. */
export const histogram = (about: About & { readonly bucket: number }): Placed =>
  placed(new Histogram().bucketSize(about.bucket).fillOpacity(60), about, {
    shape: 'table',
    height: 8,
  });

/** Colour by time and by the series, which are the rows of the map. */
export const heatmap = (about: About): Placed =>
  placed(
    new Heatmap()
      .calculate(false)
      .color(
        new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Blues').steps(64),
      )
      .cellGap(1),
    about,
    { shape: 'series', height: 10 },
  );

/** What a column of a table shows beside plain text. */
export interface ColumnLook {
  readonly unit?: look.Unit;
  readonly heading?: string;
  readonly link?: DynamicConfigValue;
  readonly hidden?: boolean;
  readonly scale?: look.Scale;
  readonly width?: number;
  /** Where those of the unit would round over what matters. */
  readonly decimals?: number;
}

const columnProperties = (column: ColumnLook): DynamicConfigValue[] => {
  const { unit, heading, link, hidden, scale, width } = column;
  const decimals = column.decimals ?? (unit === undefined ? undefined : look.decimalsOf[unit]);
  return [
    ...(heading === undefined ? [] : [{ id: 'displayName', value: heading }]),
    ...(unit === undefined ? [] : [{ id: 'unit', value: look.units[unit] }]),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(link === undefined ? [] : [link]),
    ...(hidden === true ? [{ id: 'custom.hideFrom', value: { viz: true } }] : []),
    ...(hidden === true ? [{ id: 'custom.hidden', value: true }] : []),
    ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
    ...(scale === undefined ? [] : coloured(scale)),
  ];
};

/** One number, or several of one reading, each named and dressed by its column. */
export const stat = (
  about: About & { readonly columns?: Readonly<Record<string, ColumnLook>> },
): Placed => {
  const { scale, columns = {} } = about;
  const isScaled = [scale, ...Object.values(columns).map((one) => one.scale)].some(Boolean);
  const builder = new Stat()
    .graphMode(BigValueGraphMode.None)
    .colorMode(isScaled ? BigValueColorMode.Value : BigValueColorMode.None)
    .reduceOptions(reduced('', false));
  dressColumns(builder, columns);
  return placed(builder, about, { shape: 'table', height: 4 });
};

/** Lines over a number that is no time: `over` is the column of that number, and its look. */
export const trend = (
  about: About & { readonly over: readonly [column: string, look: ColumnLook] },
): Placed => {
  const [column, columnLook] = about.over;
  const builder = new Trend().xField(column).legend(legend()).lineWidth(2);
  dressColumns(builder, { [column]: columnLook });
  return placed(builder, about, { shape: 'table', height: 10, zeroBased: true });
};

const coloured = (scale: look.Scale): DynamicConfigValue[] => [
  { id: 'thresholds', value: look.thresholdsOf(scale).build() },
  { id: 'custom.cellOptions', value: { type: 'color-text' } },
];

const dressColumns = (builder: Dressed, all: Readonly<Record<string, ColumnLook>>): void => {
  for (const [name, column] of Object.entries(all))
    builder.overrideByName(name, columnProperties(column));
};

/**
 * Places by their columns `latitude` and `longitude`; the scale of `value`, the last column of
 * numbers, colours them.
 */
export const map = (
  about: About & {
    readonly columns: Readonly<Record<string, ColumnLook>>;
    readonly value: string;
  },
): Placed => {
  const markers = {
    type: 'markers',
    name: 'Places',
    tooltip: true,
    location: {
      mode: FrameGeometrySourceMode.Coords,
      latitude: 'latitude',
      longitude: 'longitude',
    },
    config: { showLegend: false, style: { color: { field: about.value }, size: { fixed: 8 } } },
  };
  const builder = new Geomap()
    .view(builderOf({ id: 'fit', allLayers: true }))
    .basemap(builderOf({ type: 'default', name: 'Map' }))
    .layers([builderOf(markers)]);
  dressColumns(builder, about.columns);
  return placed(builder, about, { shape: 'table', height: 10 });
};

/** Rows, with a look for each column that wants one; words of states are coloured. */
export const table = (
  about: Omit<About, 'unit'> & { readonly columns: Readonly<Record<string, ColumnLook>> },
): Placed => {
  const builder = new Table().mappings([look.colouredWords]).filterable(true);
  dressColumns(builder, about.columns);
  return placed(builder, { unit: 'text', ...about }, { shape: 'table', height: 9 });
};
