// EV-ChART: the data that 23 CFR 680.112 asks of US stations, as the portal takes it.

import { monthAt } from '../../rulebooks/windows.ts';
import { nevi } from '../../rulebooks/nevi.ts';
import type { ExportDefinition, Judging, Sidecar, WrittenFile } from '../define.ts';
import { filedPorts, moduleFile, type Module } from './module-file.ts';
import { outagesModule } from './outages.ts';
import { registrationModule, siteModules } from './registry-modules.ts';
import { sentences } from './sentences.ts';
import { sessionsModule } from './sessions.ts';
import { monthWindows, uptimeModule } from './uptime.ts';

const modules: readonly Module[] = [
  registrationModule,
  sessionsModule,
  uptimeModule,
  outagesModule,
  ...siteModules,
];

const quarterly: ReadonlySet<number> = new Set([2, 3, 4]);

/** Whether a range is a quarter of a year in UTC. */
const isQuarter = ({ from, to }: Pick<Judging, 'from' | 'to'>): boolean => {
  const windows = monthWindows({ from, to });
  const month = monthAt(from, 'UTC');
  const start = Date.UTC(Math.floor(month / 12), month % 12, 1);
  return month % 3 === 0 && start === from && windows.length === 3 && windows.at(-1)?.to === to;
};

const refuse = ({ from, to, registry }: Judging): string | null => {
  if (!isQuarter({ from, to })) {
    return 'EV-ChART takes whole quarters in UTC: as --from 2026-01-01 --to 2026-04-01';
  }
  if (filedPorts(registry).length > 0) return null;
  return (
    'no port is registered for filing: a port needs a port_id, and a site with a network_provider. ' +
    'Register them with `laddbok ledger`, or name a file with --registry'
  );
};

/** What whoever submits by machine posts before the file itself: module, checksum, year, quarter. */
const submission = (module: Module, { sha256 }: WrittenFile, from: number) => {
  const month = monthAt(from, 'UTC');
  return {
    module_id: String(module.number),
    checksum: sha256,
    year: String(Math.floor(month / 12)),
    // Sending a quarter with a module that has none is refused.
    ...(quarterly.has(module.number) ? { quarter: String(Math.floor((month % 12) / 3) + 1) } : {}),
  };
};

const sidecars = (
  file: WrittenFile & { readonly of: string },
  { from }: Pick<Judging, 'from'>,
): readonly Sidecar[] => {
  const module = modules.find(({ name }) => name === file.of);
  const hash = { name: `${file.name}.sha256`, text: `${file.sha256}  ${file.name}\n` };
  // Stations are registered by hand: module 1 has no submission by machine.
  if (module === undefined || module.number === 1) return [hash];
  const text = `${JSON.stringify(submission(module, file, from), null, 2)}\n`;
  return [hash, { name: `${file.name}.submission.json`, text }];
};

export const evChart: ExportDefinition = {
  name: 'ev-chart',
  about: 'Modules of EV-ChART for a quarter: sessions, uptime, outages, and the registry.',
  source: '23 CFR 680.112; the portal as published in US-JOET/ev-chart-open-source, December 2025',
  version: '1',
  formats: ['csv'],
  files: modules.map(moduleFile),
  rulebooks: [nevi.id],
  refuse,
  sentences: {
    unknown: sentences.unknownColumn,
    twice: sentences.duplicateColumn,
    missing: (column) =>
      column === 'network_provider' ? sentences.missingProvider : sentences.missingColumn(column),
  },
  sidecars,
};
