// `laddbok import FILE`: takes recorded traffic into the log; what is in it already stays as it is.

import type { Command } from '../command.ts';
import { AppError } from '../../lib/errors.ts';
import { importFile } from '../../ingest/import.ts';
import { progressOn } from '../progress.ts';
import { codecThatSeals, personsFor } from '../persons.ts';
import { openLogFor } from '../wire.ts';

export const importCommand: Command = {
  usage: 'FILE',
  help: [
    'FILE holds one JSON object a line (plain or gzip; - is standard input):',
    '  {"recorded_at": "2026-03-01T10:00:00Z", "station_id": "CS-1",',
    '   "direction": "from_station" | "to_station", "protocol": "ocpp1.6", "frame": "[2,…]"}',
    'and optionally tenant, connection_id, kind ("connected" or "disconnected", without frame).',
    'A file imported twice changes nothing. Bad lines are named by number and set aside.',
    'Works beside a running `laddbok up`.',
  ].join('\n'),
  flags: {
    json: { type: 'boolean', about: 'print the report as JSON' },
    strict: { type: 'boolean', about: 'exit with 1 when a line was bad' },
  },
  run: async ({ args, flags, config, logger, print }) => {
    const [file] = args;
    if (file === undefined) throw new AppError('USAGE', { problem: 'name the FILE to import' });
    const { log, ocpp, ledger } = await openLogFor(config, { logger });
    const progress = progressOn(process.stderr);
    try {
      const persons = await personsFor({ config, logger }, { log, ledger });
      const report = await importFile({
        file,
        log,
        codec: codecThatSeals(ocpp, persons),
        tenant: config.LADDBOK_TENANT,
        onProgress: (now) => progress.show(`${now.lines.toLocaleString('en')} lines`),
      });
      progress.done();
      if (flags['json'] === true) print(JSON.stringify(report));
      else {
        print(`${report.events} events from ${report.lines} lines of ${report.stations} stations.`);
        for (const { line, reason } of report.bad) print(`line ${line}: ${reason}`);
        if (report.badCount > 0) print(`${report.badCount} bad lines were set aside.`);
      }
      return flags['strict'] === true && report.badCount > 0 ? 1 : 0;
    } finally {
      await log.close();
    }
  },
};
