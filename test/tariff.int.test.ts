// Tariffs as people use them: checked, and tried on a session, from the command line.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tariffCommand } from '../app/commands/tariff.ts';
import { parseConfig } from '../app/config.ts';
import { silent } from '../lib/logger.ts';
import { inTemporaryFolder } from './pipeline.ts';
import { ocpiTariff, startAndEnergy } from './tariffs.ts';

const asked = async (
  args: readonly string[],
  flags: Readonly<Record<string, string | true>> = {},
) => {
  const out: string[] = [];
  const print = (line: string): void => void out.push(line);
  const code = await tariffCommand.run({
    args,
    flags,
    config: parseConfig({}),
    logger: silent,
    print,
  });
  return { code, out };
};

const told = { elements: [startAndEnergy] };
const session = {
  time_zone: 'Europe/Berlin',
  periods: [
    {
      start_date_time: '2026-06-10T12:00:00Z',
      end_date_time: '2026-06-10T13:00:00Z',
      kind: 'charging',
      kwh: 20.45,
    },
  ],
};

const withFile = <T>(content: unknown, work: (path: string) => Promise<T>): Promise<T> =>
  inTemporaryFolder((folder) => {
    const path = join(folder, 'file.json');
    writeFileSync(path, JSON.stringify(content));
    return work(path);
  });

test('a faulty tariff is told by path, and the command fails', () =>
  withFile({ ...ocpiTariff(told), max_kWh: 3 }, async (path) => {
    expect(await asked(['check', path])).toEqual({
      code: 1,
      out: [`${path}: max_kWh is no field of OCPI here`],
    });
  }));

test('a session is priced line by line, so that it can be reckoned again', () =>
  withFile(ocpiTariff(told), (tariff) =>
    withFile(session, async (path) => {
      expect(await asked(['price', tariff, path])).toEqual({
        code: 0,
        out: [
          'Start fee; element 1: once 0.5, tax 20 %; 0.5000 / 0.6000',
          'Energy; element 1: 20.45 kWh at 0.25/kWh, tax 10 %; 5.1125 / 5.6238',
          'Rounding; -0.0025 / -0.0038',
          'Total 5.61 / 6.22 EUR',
        ],
      });
    }),
  ));

test('a session with faults is told by path', () =>
  withFile(ocpiTariff(told), (tariff) =>
    withFile({ ...session, time_zone: 'Europe/Nowhere' }, async (path) => {
      const { code, out } = await asked(['price', tariff, path]);
      expect([code, out]).toEqual([
        1,
        [`${path}: time_zone must be a time zone as Europe/Stockholm`],
      ]);
    }),
  ));

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'tariffs.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^\`]*)\`\`\``, 'g'))].map(
    ([, text = '']) => text,
  );

test('the example of the documentation is priced as it is printed there', () => {
  const [tariff, example] = blocks('json').map((text): unknown => JSON.parse(text));
  return withFile(tariff, (path) =>
    withFile(example, async (sessionPath) => {
      const { out } = await asked(['price', path, sessionPath]);
      expect(out).toEqual(blocks('text')[0]?.trim().split('\n'));
    }),
  );
});
