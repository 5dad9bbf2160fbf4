// Who may import whom: between top folders, between rooms, and which packages where.

import {
  at,
  importsOf,
  type Finding,
  type Import,
  type Project,
  type Rule,
  type Source,
} from './project.ts';

type Allowed = readonly RegExp[] | 'everything';

const lib = /^lib\//;
const schemas = /^schemas\//;
const tablesOfRooms = /^processors\/\w+\/table\.ts$/;
const storePort = /^store\/port\.ts$/;
const logPort = /^log\/port\.ts$/;

/** The law of ARCHITECTURE.md, "Who may import whom". A folder may always import itself. */
export const mayImport: Readonly<Record<string, Allowed>> = {
  lib: [],
  schemas: [lib],
  log: [lib, schemas],
  store: [lib, schemas],
  ingest: [lib, schemas, logPort],
  processors: [lib, schemas],
  api: [lib, schemas, storePort, tablesOfRooms],
  dashboards: [lib, schemas, tablesOfRooms],
  simulator: [lib, schemas],
  docs: [lib, schemas, tablesOfRooms],
  app: 'everything',
  bench: 'everything',
  test: 'everything',
  '': [],
};

/** Where else a part of a folder may reach. */
const exceptions: readonly { readonly from: RegExp; readonly to: RegExp }[] = [
  { from: /^api\/ledger\//, to: logPort },
  // The preview draws boards through the expander that they are tested with.
  { from: /^api\/boards\//, to: /^dashboards\/(expand|interval)\.ts$/ },
  // Boards and API give one uptime, for it is one SQL.
  {
    from: /^dashboards\/(rulebooks|rulebook-spans|burning)\.ts$/,
    to: /^api\/rulebooks\/[\w-]+\.ts$/,
  },
  // The same of what is lost.
  { from: /^dashboards\/alerts\.ts$/, to: /^api\/lost\.ts$/ },
];

/** Packages by folder; `node:` stands for all modules of Node. What is not listed may not. */
export const mayUse: Readonly<Record<string, readonly string[] | 'everything'>> = {
  lib: [],
  schemas: ['node:', 'ajv', 'ajv-formats', 'avsc', 'typed-ocpp', 'prettier'],
  log: ['node:', 'avsc', 'kafkajs', 'lmdb', 'snappyjs', 'fzstd', 'lz4-napi'],
  store: ['node:', '@clickhouse/client', 'chdb'],
  ingest: ['node:', 'ws', 'ajv', 'ajv-formats', 'typed-ocpp'],
  processors: [],
  api: [
    'node:',
    'fastify',
    // Bodies are checked without coercion, which fastify's own validator cannot do by part.
    'ajv',
    '@fastify/swagger',
    '@fastify/swagger-ui',
    'typebox',
    'prom-client',
    'echarts',
    'write-excel-file',
    'prettier',
  ],
  dashboards: ['node:', 'prettier', '@grafana/grafana-foundation-sdk'],
  simulator: ['node:', 'ws'],
  docs: ['node:', 'prettier'],
  app: ['node:', 'pino', 'prom-client', 'prettier'],
  bench: 'everything',
  test: 'everything',
  '': ['vitest'],
};

const isLawSuite = (file: Source): boolean => /(^|\/)(contract|spec|tape)\.ts$/.test(file.path);
const free = (file: Source): boolean => file.isTest || file.top === 'bin';

const allowed = (file: Source, target: string): boolean => {
  const rules = mayImport[file.top];
  if (rules === 'everything') return true;
  return (
    (rules ?? []).some((pattern) => pattern.test(target)) ||
    exceptions.some(({ from, to }) => from.test(file.path) && to.test(target))
  );
};

const topOf = (path: string): string =>
  path.includes('/') ? path.slice(0, path.indexOf('/')) : '';

const eachImport = (
  project: Project,
  judge: (file: Source, one: Import) => string | null,
): readonly Finding[] =>
  project.sources
    .filter((file) => !free(file))
    .flatMap((file) =>
      importsOf(file).flatMap((one) => {
        const says = judge(file, one);
        return says === null ? [] : [at(file, one.at, says)];
      }),
    );

const crossing: Rule = {
  name: 'folders import only what the import table allows',
  check: (project) =>
    eachImport(project, (file, one) => {
      if (!one.relative || topOf(one.target) === file.top) return null;
      if (mayImport[file.top] === undefined)
        return `top folder ${file.top}/ is not in the import table (test/tidy/imports.ts): add it`;
      if (allowed(file, one.target)) return null;
      return `${file.top}/ may not import ${one.target}: take it as an argument, wired in app/`;
    }),
  bad: [
    { 'ingest/gateway.ts': "// Gate.\nimport { kafkaLog } from '../log/kafka.ts';" },
    { 'lib/time.ts': "// Time.\nexport { x } from '../schemas/table.ts';" },
    { 'api/queries/x.ts': "// X.\nconst x = await import('../../log/port.ts');" },
    { 'api/server.ts': "// X.\nimport { energy } from '../processors/energy/index.ts';" },
    { 'helpers/x.ts': "// X.\nimport { energy } from '../lib/time.ts';" },
    { 'log/kafka.ts': "// X.\nimport { config } from '../app/config.ts';" },
  ],
  good: [
    { 'ingest/gateway.ts': "// Gate.\nimport type { EventLog } from '../log/port.ts';" },
    { 'ingest/gateway.int.test.ts': "// T.\nimport { embedded } from '../log/embedded.ts';" },
    { 'api/ledger/append.ts': "// L.\nimport type { EventLog } from '../../log/port.ts';" },
    { 'api/boards/x.ts': "// B.\nimport { x } from '../../dashboards/expand.ts';" },
    { 'api/queries/x.ts': "// X.\nimport { t } from '../../processors/energy/table.ts';" },
    { 'lib/x.ts': '// X.\nconst text = "import x from \'../app/main.ts\'";' },
  ],
};

/** The words that all share, kept by topic. */
const vocabulary = new Set(['facts', 'doubts']);

const partOf = (path: string): string => {
  const part = /^processors\/([^/]+)\//.exec(path)?.[1] ?? '';
  return vocabulary.has(part) ? '' : part;
};

const neighbours: Rule = {
  name: 'rooms never import each other',
  check: (project) =>
    eachImport(project, (file, one) => {
      const from = partOf(file.path);
      const to = partOf(one.target);
      if (file.top !== 'processors' || to === '' || from === to) return null;
      // The whole fold stands above interpretation; it gets the rooms as arguments.
      if (from === '' && to === 'interpret') return null;
      const who = from === '' ? 'what all rooms share' : from;
      return `${who} may not import ${to}/: what both need is a fact, said once by interpret`;
    }),
  bad: [
    { 'processors/energy/index.ts': "// E.\nimport { s } from '../sessions/table.ts';" },
    { 'processors/energy/index.ts': "// E.\nimport { s } from '../interpret/state.ts';" },
    { 'processors/interpret/x.ts': "// X.\nimport { s } from '../sessions/table.ts';" },
    { 'processors/define.ts': "// D.\nimport { s } from './sessions/index.ts';" },
    { 'processors/facts/meter.ts': "// D.\nimport { s } from '../sessions/table.ts';" },
  ],
  good: [
    { 'processors/energy/index.ts': "// E.\nimport { s } from './table.ts';" },
    { 'processors/energy/index.ts': "// E.\nimport { room } from '../define.ts';" },
    { 'processors/energy/index.ts': "// E.\nimport { f } from '../facts/meter.ts';" },
    { 'processors/fold.ts': "// F.\nimport { i } from './interpret/interpret.ts';" },
  ],
};

const packages: Rule = {
  name: 'packages are used only in the folder that owns the edge to them',
  check: (project) =>
    eachImport(project, (file, one) => {
      if (one.relative) return null;
      const uses = mayUse[file.top] ?? [];
      if (uses === 'everything' || uses.includes(one.target)) return null;
      if (one.target === 'vitest' && isLawSuite(file)) return null;
      const owners = Object.keys(mayUse).filter((top) => mayUse[top]?.includes(one.target));
      const where = owners.length === 0 ? 'no folder' : owners.map((top) => `${top}/`).join(', ');
      const name = one.target === 'node:' ? one.specifier : one.target;
      return `${file.top}/ may not use ${name} (it belongs to ${where}): go through the port, or change test/tidy/imports.ts and say why`;
    }),
  bad: [
    { 'store/x.ts': "// X.\nimport { Kafka } from 'kafkajs';" },
    { 'processors/energy/index.ts': "// X.\nimport { readFileSync } from 'node:fs';" },
    { 'ingest/x.ts': "// X.\nimport fastify from 'fastify';" },
    { 'api/x.ts': "// X.\nimport y from 'left-pad';" },
    { 'lib/x.ts': "// X.\nimport 'node:fs';" },
  ],
  good: [
    { 'log/kafka.ts': "// X.\nimport { Kafka } from 'kafkajs';" },
    { 'store/chdb.ts': "// X.\nimport { createChdbConnection } from 'chdb/connection';" },
    { 'log/contract.ts': "// X.\nimport { test } from 'vitest';" },
  ],
};

const endings: Rule = {
  name: 'relative imports name their file in full',
  check: (project) =>
    project.sources.flatMap((file) =>
      importsOf(file)
        .filter((one) => one.relative && !/\.(ts|js|json)$/.test(one.specifier))
        .map((one) => at(file, one.at, `write '${one.specifier}.ts'`)),
    ),
  bad: [{ 'lib/x.ts': "// X.\nimport { y } from './y';" }],
  good: [{ 'lib/x.ts': "// X.\nimport { y } from './y.ts';" }],
};

const environment: Rule = {
  name: 'process.env is read in app/config.ts alone',
  check: (project) =>
    project.sources
      .filter((file) => !free(file) && file.path !== 'app/config.ts')
      .flatMap((file) =>
        [...file.code.matchAll(/\bprocess\s*(?:\?\.|\.)\s*env\b|\benv\b[^=;]*\bfrom\s+'\s*'/g)]
          .filter((match) => match[0].startsWith('process') || fromNodeProcess(file, match))
          .map((match) =>
            at(
              file,
              match.index,
              'process.env: add the setting to app/config.ts, take it as an argument',
            ),
          ),
      ),
  bad: [
    { 'log/kafka.ts': '// K.\nconst brokers = process.env.KAFKA_BROKERS;' },
    { 'app/main.ts': '// M.\nconst { HOME } = process.env;' },
    { 'log/kafka.ts': "// K.\nimport { env } from 'node:process';" },
  ],
  good: [
    { 'app/config.ts': '// C.\nconst env = process.env;' },
    { 'test/kafka.ts': '// C.\nconst env = process.env;' },
    { 'log/kafka.ts': '// K. Not process.env.\nconst text = "process.env";' },
  ],
};

const fromNodeProcess = (file: Source, match: RegExpMatchArray): boolean =>
  /from\s+'(node:)?process'$/.test(
    file.text.slice(match.index, (match.index ?? 0) + match[0].length),
  );

export const importRules: readonly Rule[] = [crossing, neighbours, packages, endings, environment];
