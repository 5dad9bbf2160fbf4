// The line that `npm test` ends with, from vitest's report.

import { describe, expect, test } from 'vitest';

interface Tally {
  readonly tally: (
    report: unknown,
    options: { readonly code: number; readonly refuseSkipped: boolean },
  ) => { readonly lines: readonly string[]; readonly code: number };
}

const here = new URL('../../bin/tally.js', import.meta.url).href;
const { tally } = (await import(here)) as Tally;

const file = (status: string, ...statuses: readonly string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: statuses.map((one, n) => ({ status: one, fullName: `t${n}` })),
});
const report = (...testResults: readonly unknown[]) => ({ testResults });
const local = { code: 0, refuseSkipped: false };

describe('the last line of a run', () => {
  test('counts what passed and what failed', () => {
    const result = tally(report(file('failed', 'passed', 'failed'), file('passed', 'passed')), {
      ...local,
      code: 1,
    });
    expect(result).toEqual({ lines: ['2 passed, 1 failed'], code: 1 });
  });

  test('names skipped tests beside the others', () => {
    expect(tally(report(file('passed', 'passed', 'skipped')), local)).toEqual({
      lines: ['1 passed, 0 failed, 1 skipped'],
      code: 0,
    });
  });

  test('in CI a skipped test makes the run red, and is named', () => {
    expect(
      tally(report(file('passed', 'passed', 'skipped')), { ...local, refuseSkipped: true }),
    ).toEqual({
      lines: ['CI=true refuses skipped tests:', '  a.test.ts: t1', '1 passed, 0 failed, 1 skipped'],
      code: 1,
    });
  });

  test('a file that could not be loaded is a failure', () => {
    expect(tally(report(file('failed'), file('passed', 'passed')), { ...local, code: 1 })).toEqual({
      lines: ['1 passed, 1 failed'],
      code: 1,
    });
  });

  test('a red run never ends with 0 failed', () => {
    const broken = 'The run itself failed with exit code 1; see above.';
    expect(tally(report(file('passed', 'passed')), { ...local, code: 1 })).toEqual({
      lines: [broken, '1 passed, 1 failed'],
      code: 1,
    });
    expect(tally(null, { ...local, code: 1 }).lines).toEqual([broken, '0 passed, 1 failed']);
  });
});
