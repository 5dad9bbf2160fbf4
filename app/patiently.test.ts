// Starting while an engine is away.

import { expect, test } from 'vitest';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { patiently } from './patiently.ts';

const listening = () => {
  const lines: string[] = [];
  const say = (message: string): void => void lines.push(message);
  const logger: Logger = { info: say, warn: say, error: say };
  return { lines, logger };
};

const away = new AppError('STORE_UNAVAILABLE', { where: 'clickhouse', reason: 'refused' });

test('a start waits for an engine that is away, and says so once', async () => {
  const { lines, logger } = listening();
  let tries = 0;
  const start = async (): Promise<string> => {
    tries += 1;
    if (tries < 4) throw away;
    return 'started';
  };
  expect(await patiently('The pump', start, { logger, first_ms: 1 })).toBe('started');
  expect(lines).toEqual([
    'The pump waits: The store at clickhouse does not answer: refused.',
    'The pump has started.',
  ]);
});

test('a fault that waiting cannot mend is thrown at once', async () => {
  const { lines, logger } = listening();
  const start = async (): Promise<never> => {
    throw new AppError('LOG_CHANGED', { difference: 'another log' });
  };
  await expect(patiently('The pump', start, { logger })).rejects.toMatchObject({
    code: 'LOG_CHANGED',
  });
  expect(lines).toEqual([]);
});
