// Settings are read once, all problems are named together, and the example stays true.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exampleEnv, parseConfig, settings, shown } from './config.ts';

test('with nothing set everything has a sensible default', () => {
  const config = parseConfig({});
  expect(config.LADDBOK_GATEWAY_PORT).toBe(9000);
  expect(config.LADDBOK_HOST).toBe('127.0.0.1');
  expect(config.KAFKA_BROKERS).toEqual([]);
});

test('all problems are named at once, each with the setting and what is wrong', () => {
  const env = {
    LADDBOK_API_PORT: 'eighty',
    CLICKHOUSE_URL: 'localhost',
    LADDBOK_LOG_LEVEL: 'loud',
  };
  expect(() => parseConfig(env)).toThrow(/LADDBOK_API_PORT.*LADDBOK_LOG_LEVEL.*CLICKHOUSE_URL/);
});

test('a misspelt setting is not silently ignored', () => {
  expect(() => parseConfig({ LADDBOK_GATEWAY_PROT: '9000' })).toThrow(/LADDBOK_GATEWAY_PROT/);
});

test('settings of others in the environment are none of ours', () => {
  expect(() => parseConfig({ KAFKA_HEAP_OPTS: '-Xmx1g', PATH: '/bin' })).not.toThrow();
});

test('secrets are never shown', () => {
  const config = parseConfig({ LADDBOK_SECRET: 'hush', CLICKHOUSE_PASSWORD: 'hush' });
  expect(JSON.stringify(shown(config))).not.toContain('hush');
});

test('.env.example names every setting as it is (`npm run gen` writes it)', () => {
  expect(readFileSync('.env.example', 'utf8')).toBe(exampleEnv());
  for (const name of Object.keys(settings)) expect(exampleEnv()).toContain(`# ${name}=`);
});
