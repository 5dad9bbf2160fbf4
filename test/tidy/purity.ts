// Rooms are functions of the log: no clock, chance, environment, locale, waiting or hidden memory.

import { at, type Project, type Rule, type Source } from './project.ts';

interface Ban {
  readonly pattern: RegExp;
  readonly says: string;
}

const clock: readonly Ban[] = [
  { pattern: /\bDate\s*\.\s*now\b/g, says: 'Date.now: use `at` of the fact or `receivedAt`' },
  { pattern: /\bnew\s+Date\s*(?:\(\s*\)|(?![\s(]))/g, says: 'new Date(): use `at` of the fact' },
  { pattern: /\bperformance\b/g, says: 'performance: a fold knows no clock' },
  { pattern: /\bMath\s*\.\s*random\b/g, says: 'Math.random: derive it from the event (lib/hash)' },
  { pattern: /\bcrypto\b/g, says: 'crypto: derive names from the event (lib/hash)' },
  { pattern: /\bprocess\s*\./g, says: 'process: settings are arguments' },
  { pattern: /\bglobalThis\b/g, says: 'globalThis: pass it in' },
  {
    pattern: /\blocaleCompare\b|\btoLocale\w*\b|\bIntl\s*\./g,
    says: 'locale: compare with < and write numbers with lib/units',
  },
  {
    pattern:
      /\.\s*(?:get|set)(?:Hours|Minutes|Date|Day|Month|FullYear)\s*\(|\bgetTimezoneOffset\b/g,
    says: 'local time: use the getUTC… form',
  },
];

const waiting: readonly Ban[] = [
  { pattern: /\bset(?:Timeout|Interval|Immediate)\b/g, says: 'timers: a fold does not wait' },
  { pattern: /\bawait\b/g, says: 'await: app/pump does the waiting, the room gets values' },
  { pattern: /\basync\b/g, says: 'async: a step is a plain function' },
  { pattern: /\bPromise\b/g, says: 'Promise: a step is a plain function' },
  { pattern: /\bconsole\b/g, says: 'console: emit a row or a quality flag' },
  { pattern: /\blogger\b/gi, says: 'logger: emit a row or a quality flag' },
  { pattern: /\bfetch\s*\(/g, says: 'fetch: a fold knows only its facts' },
  { pattern: /^(?:let|var)\s/gm, says: 'module state: keep it in the state of the room' },
];

const assertions: readonly Ban[] = [
  {
    pattern: /[\w)\]]!(?=[.,;)\]}\s[(:])(?!==?)/g,
    says: 'non-null `!`: handle the absent case, or make the type say it is there',
  },
  // `null as State` only widens, and the compiler refuses it where State has no null.
  {
    pattern: /(?<!\bnull )\bas\s+(?!const\b)\w/g,
    says: '`as`: narrow with a check, or type it at the source',
  },
];

const isRoom = (file: Source): boolean =>
  file.top === 'processors' && !file.isTest && !/\/(spec|tape)\.ts$/.test(file.path);
const isLib = (file: Source): boolean => file.top === 'lib' && !file.isTest;

/** Renaming in import and export lists is no assertion. */
const withoutLists = (code: string): string =>
  code.replaceAll(/\b(?:import|export)\b[^;='"(]*?(?:\bfrom\b|\})/g, (list) =>
    list.replaceAll(/\bas\b/g, '  '),
  );

const banning = (project: Project, bans: readonly Ban[], where: (file: Source) => boolean) =>
  project.sources.filter(where).flatMap((file) => {
    const code = withoutLists(file.code);
    return bans.flatMap(({ pattern, says }) =>
      [...code.matchAll(pattern)].map((match) => at(file, match.index, says)),
    );
  });

const inRoom = (line: string) => ({ 'processors/energy/index.ts': `// E.\n${line}` });

const noClock: Rule = {
  name: 'rooms and lib know no clock, chance, environment or locale',
  check: (project) => banning(project, clock, (file) => isRoom(file) || isLib(file)),
  bad: [
    inRoom('const t = Date.now();'),
    inRoom('const t = new Date();'),
    inRoom('const t = new Date;'),
    inRoom('const t = performance.now();'),
    inRoom('const t = Math.random();'),
    inRoom('const t = crypto.randomUUID();'),
    inRoom('const t = process.hrtime();'),
    inRoom('const t = globalThis;'),
    inRoom('names.sort((a, b) => a.localeCompare(b));'),
    inRoom('const h = new Date(at).getHours();'),
    { 'lib/time.ts': '// T.\nexport const now = () => Date.now();' },
  ],
  good: [
    inRoom('const h = new Date(at).getUTCHours();'),
    inRoom('// Date.now() would break replay.\nconst says = "Date.now()";'),
    { 'app/pump.ts': '// P.\nconst t = Date.now();' },
    { 'processors/energy/index.test.ts': '// T.\nconst t = Date.now();' },
  ],
};

const noWaiting: Rule = {
  name: 'rooms do not wait, speak or remember beside their state',
  check: (project) => banning(project, waiting, isRoom),
  bad: [
    inRoom('setTimeout(f, 1);'),
    inRoom('const x = await y();'),
    inRoom('const f = async () => 1;'),
    inRoom('const f = (): Promise<number> => g();'),
    inRoom("console.log('x');"),
    inRoom("import { silent } from '../../lib/logger.ts';\nlogger.info('x');"),
    inRoom("fetch('x');"),
    inRoom('let seen = 0;'),
  ],
  good: [inRoom('const f = () => {\n  let sum = 0;\n  return sum;\n};')],
};

const noAssertions: Rule = {
  name: 'rooms assert nothing to the compiler',
  check: (project) => banning(project, assertions, isRoom),
  bad: [
    inRoom('const x = y as string;'),
    inRoom('const x = y!.z;'),
    inRoom('const x = list[0]!;'),
    inRoom('const x = f(y)!;'),
  ],
  good: [
    inRoom("const x = ['a'] as const;"),
    inRoom('const x = { initial: null as State };'),
    inRoom("import { a as b } from './table.ts';"),
    inRoom('const x = !y && a !== b && a != b;'),
    inRoom('// x as y\nconst says = "x as y!";'),
  ],
};

export const purityRules: readonly Rule[] = [noClock, noWaiting, noAssertions];
