// A pipeline on a topic of its own in Kafka, and the tables that the embedded log gives of the same.

import { day_ms } from '../lib/time.ts';
import type { Codecs } from '../log/avro.ts';
import { openKafkaLog } from '../log/kafka.ts';
import type { EventLog } from '../log/port.ts';
import { hashes, importInto, project, record, withPipeline, type Pipeline } from './pipeline.ts';
import { onTopicOf } from './pump-process.ts';

let names = 0;

/** A connection to the topic of this name. */
export const openNamed = async (
  brokers: readonly string[],
  name: string,
  codecs: Codecs,
): Promise<EventLog> => {
  const fast = { retry_ms: 50, session_timeout_ms: 7_000 };
  return onTopicOf(await openKafkaLog({ brokers, schemas: codecs, ...fast }), name);
};

/** A pipeline with a store and a topic of its own. */
export const withKafka = <T>(
  brokers: readonly string[],
  work: (pipeline: Pipeline, name: string) => Promise<T>,
): Promise<T> => {
  const name = `${process.pid}.${names++}`;
  return withPipeline(
    (pipeline) => work(pipeline, name),
    (_, codecs) => openNamed(brokers, name, codecs),
  );
};

const from = Date.UTC(2026, 2, 1);
/** Eight stations over three days. */
export const { lines } = record({ seed: 'kafka', stations: 8, from, to: from + 3 * day_ms });
/** Two stations over a day. */
export const few = record({ seed: 'few', stations: 2, from, to: from + day_ms }).lines;

type Tables = Readonly<Record<string, string>>;

/** Imports a recording and folds it, in batches of so many records. */
export const tablesOf = async (
  pipeline: Pipeline,
  recorded: readonly string[],
  batch: number,
): Promise<Tables> => {
  await importInto(pipeline, recorded, batch);
  await project(pipeline, batch);
  return hashes(pipeline);
};

/** The tables that the embedded log gives. */
export const embedded = (recorded: readonly string[]): Promise<Tables> =>
  withPipeline((pipeline) => tablesOf(pipeline, recorded, 10_000));

let undisturbed: Promise<Tables> | undefined;

/** The same for all the lines, made once. */
export const expectedTables = (): Promise<Tables> => (undisturbed ??= embedded(lines));
