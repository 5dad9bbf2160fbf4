// Firmware and outages, marked on the axes of time of every picture.

import { colourNamed } from './looks.js';
import { shell } from './axes.js';

/** Most marks that still tell something. */
const marks_max = 60;

/** What explains the picture, for the first series of a chart. */
export const marksOf = ({ marks }) => {
  const some = marks.slice(0, marks_max);
  if (some.length === 0) return {};
  return {
    markLine: {
      symbol: ['none', 'triangle'],
      symbolSize: 6,
      animation: false,
      label: { show: false },
      emphasis: { label: { show: true, position: 'insideEndTop', color: shell().ink } },
      data: some.map(({ at, text, colour }) => ({
        xAxis: at,
        label: { formatter: text },
        lineStyle: { color: colourNamed(colour), type: 'dashed', opacity: 0.6 },
      })),
    },
  };
};
