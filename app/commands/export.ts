// `laddbok export`: files for regulators and analysts, checked before they are handed over.

import { checkFolder, readManifest } from '../../api/exports/check.ts';
import { compareFolders, type Restatement } from '../../api/exports/compare.ts';
import type { ExportDefinition, Finding } from '../../api/exports/define.ts';
import { allExports, exportNamed } from '../../api/exports/exports.ts';
import { AppError } from '../../lib/errors.ts';
import type { Command, Invocation } from '../command.ts';
import { exportTo } from '../exporting.ts';

const usage = (problem: string): AppError => new AppError('USAGE', { problem });

const textOf = ({ flags }: Invocation, name: string, fallback = ''): string =>
  String(flags[name] ?? fallback);

const printFindings = (
  { print, flags }: Invocation,
  findings: readonly Finding[],
  count: number,
): void => {
  if (flags['json'] === true) return;
  for (const { file, line, column, value, sentence } of findings) {
    const of = column === '' ? '' : `, ${column}${value === '' ? '' : ` "${value}"`}`;
    print(`${file}:${line}${of}: ${sentence}`);
  }
  if (count > findings.length) print(`… and ${count - findings.length} more.`);
};

const list = ({ print, flags }: Invocation): number => {
  if (flags['json'] === true) {
    const shown = allExports.map(({ name, about, source, version, formats, files }) => {
      const named = files.map(({ name: file, about: what, columns, key }) => ({
        name: file,
        about: what,
        key,
        columns,
      }));
      return { name, about, source, version, formats, files: named };
    });
    print(JSON.stringify(shown));
    return 0;
  }
  for (const { name, about, source, formats } of allExports) {
    print(`${name.padEnd(16)} ${about}`);
    print(`${''.padEnd(16)} ${formats.join(', ')}. Source: ${source}`);
  }
  return 0;
};

const check = async (invocation: Invocation, folder: string): Promise<number> => {
  const { manifest, rows, findings, count } = await checkFolder(folder, allExports);
  printFindings(invocation, findings, count);
  if (invocation.flags['json'] === true) {
    invocation.print(JSON.stringify({ folder, export: manifest.export, rows, count, findings }));
  } else {
    invocation.print(`${manifest.files.length} files, ${rows} rows judged, ${count} findings.`);
  }
  return count === 0 ? 0 : 1;
};

const restatementLines = (found: Restatement): readonly string[] => [
  `Against ${found.against}: ${found.added} rows added, ${found.removed} removed, ` +
    `${found.changed} changed, ${found.same} the same.`,
  ...Object.entries(found.by_column).map(([column, count]) => `  ${column}: ${count} rows`),
  ...found.why.map((why) => `  ${why}`),
  ...found.shown.map(({ file, key, what, columns }) => {
    const pairs = Object.entries(columns).map(([name, [was, is]]) => `${name} ${was} → ${is}`);
    return `  ${what} ${file} ${key.join(' ')} ${pairs.join(', ')}`.trimEnd();
  }),
];

const make = async (invocation: Invocation, definition: ExportDefinition): Promise<number> => {
  const { config, print, flags } = invocation;
  const out = textOf(invocation, 'out');
  for (const name of ['from', 'to', 'out']) {
    if (textOf(invocation, name) === '') throw usage(`Say --${name}.`);
  }
  const against = textOf(invocation, 'against');
  if (against !== '') await readManifest(against);
  const outcome = await exportTo(invocation, definition, {
    from: textOf(invocation, 'from'),
    to: textOf(invocation, 'to'),
    out,
    format: textOf(invocation, 'format', definition.formats[0]),
    tenant: textOf(invocation, 'tenant', config.LADDBOK_TENANT),
    zone: textOf(invocation, 'zone', 'UTC'),
    asOf: textOf(invocation, 'as-of'),
    registry: textOf(invocation, 'registry'),
    knownAt: textOf(invocation, 'known-at'),
    files: textOf(invocation, 'files'),
  });
  if (!outcome.ok) {
    printFindings(invocation, outcome.findings, outcome.count);
    if (flags['json'] === true) print(JSON.stringify(outcome));
    else print(`Nothing was written: the receiver would refuse it (${outcome.count} findings).`);
    return 1;
  }
  const restated = against === '' ? null : await compareFolders(definition, against, out);
  if (flags['json'] === true) {
    print(JSON.stringify({ ...outcome.manifest, restatement: restated }));
    return 0;
  }
  for (const { name, rows, bytes } of outcome.manifest.files) {
    print(`${out}/${name}: ${rows} rows, ${bytes} bytes`);
  }
  if (outcome.manifest.files.every(({ rows }) => rows === 0))
    print(
      `No row: the tables hold nothing of it in this range of tenant ${outcome.manifest.tenant}.`,
    );
  for (const { sentence, count } of outcome.manifest.notes) print(`Note (${count}): ${sentence}`);
  if (!outcome.manifest.complete) {
    const { as_of, parameters } = outcome.manifest;
    const isOver = as_of >= parameters.to;
    print(
      isOver
        ? 'Not final: events of the log are not in the tables yet. Make it again once they are.'
        : `Not final: everything is known until ${as_of} only.`,
    );
  }
  if (restated !== null) for (const line of restatementLines(restated)) print(line);
  return 0;
};

export const exportCommand: Command = {
  usage: 'NAME',
  help: [
    'laddbok export --list                                    what there is',
    'laddbok export NAME --from 2026-01-01 --to 2026-04-01 --out DIR',
    'laddbok export --check DIR                               is a folder as its receiver wants it?',
    '',
    'Files get their names once all are whole and the rules of the receiver find no fault;',
    'DIR/manifest.json then says what they were made from. The same tables give the same bytes.',
    'Works beside a running `laddbok up`. Exit code 1: refused, or the check found something.',
  ].join('\n'),
  flags: {
    from: {
      type: 'string',
      about: 'start of the range: a date in --zone, or an instant with its offset',
    },
    to: { type: 'string', about: 'end of the range, exclusive' },
    out: { type: 'string', about: 'folder to write into; empty or new' },
    format: {
      type: 'string',
      about: 'csv, ndjson, parquet, xlsx or json; default: the first that --list names',
    },
    files: { type: 'string', about: 'only these files of the export, by commas' },
    against: { type: 'string', about: 'folder of an earlier run: say which rows differ, and why' },
    'as-of': { type: 'string', about: 'treat nothing later as known; default: the last event' },
    registry: {
      type: 'string',
      about: 'JSON file of sites, ports, exclusions, instead of the ledger',
    },
    'known-at': { type: 'string', about: 'the ledger as it was known then; default: all of it' },
    tenant: { type: 'string', about: 'whose data' },
    zone: {
      type: 'string',
      about: 'zone of dates in flags and of instants in files; default: UTC',
    },
    list: { type: 'boolean', about: 'list the exports' },
    check: { type: 'string', about: 'check this folder and write nothing' },
    json: { type: 'boolean', about: 'print the outcome as JSON' },
  },
  run: async (invocation) => {
    if (invocation.flags['list'] === true) return list(invocation);
    const folder = textOf(invocation, 'check');
    if (folder !== '') return check(invocation, folder);
    const [name = ''] = invocation.args;
    const definition = exportNamed(name);
    if (definition !== undefined) return make(invocation, definition);
    const known = allExports.map((one) => one.name).join(', ');
    const said = name === '' ? 'Say which export' : `There is no export "${name}"`;
    throw usage(`${said}: one of ${known}. --list tells what each is.`);
  },
};
