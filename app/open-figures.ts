// The port of those who watch, where the settings say one, for commands that have no API.

import type { Invocation } from './command.ts';
import { startFigures } from './figures.ts';
import type { Life } from './life.ts';
import type { Watched } from './processes/watch.ts';

export const openFigures = async (
  { config, logger, print }: Invocation,
  life: Life,
  watched: Watched,
): Promise<void> => {
  if (config.LADDBOK_METRICS_PORT === '') return;
  const [host, port] = [config.LADDBOK_METRICS_HOST, Number(config.LADDBOK_METRICS_PORT)];
  const figures = await startFigures({ host, port, logger, ...watched });
  life.ground('the figures', () => figures.stop());
  print(`Figures at http://${host}:${figures.port}/metrics, health at /health`);
};
