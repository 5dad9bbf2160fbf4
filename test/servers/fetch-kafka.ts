// Before suites start brokers side by side: fetches Kafka once, as Maven shares its cache unlocked.

import { canRunJava } from './java.ts';
import { kafkaJars } from './kafka.ts';

/** Called by vitest before the first test of the group. */
export const setup = async (): Promise<void> => {
  const isNamed = (process.env['KAFKA_BROKERS'] ?? '') !== '';
  if (!isNamed && (await canRunJava('suites on Kafka'))) await kafkaJars();
};
