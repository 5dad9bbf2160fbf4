// All exports, in the order in which they are listed.

import type { ExportDefinition } from './define.ts';
import { afir } from './afir/afir.ts';
import { afirFrench } from './afir/french.ts';
import { ukReliability } from './uk/uk.ts';
import { californiaExport } from './california/california.ts';
import { evChart } from './ev-chart/ev-chart.ts';
import { genericExports } from './generic.ts';
import { ocpiExport } from './ocpi.ts';

export const allExports: readonly ExportDefinition[] = [
  ...genericExports,
  evChart,
  ukReliability,
  californiaExport,
  afir,
  afirFrench,
  ocpiExport,
];

/** The export of a name, or undefined. */
export const exportNamed = (name: string): ExportDefinition | undefined =>
  allExports.find((one) => one.name === name);
