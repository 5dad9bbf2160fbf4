// A pump in a process of its own, that can be killed and paused: Kafka in, a ClickHouse out.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ocppTopic, type EventLog } from '../log/port.ts';
import { startChild, type Child } from './child.ts';

interface PumpProcess {
  readonly brokers: readonly string[];
  /** What the names of topic and group end with. */
  readonly name: string;
  /** The ClickHouse that it writes to. */
  readonly url: string;
  readonly sessionTimeout_ms: number;
}

/** A log on a topic and a group of its own, for a test that must not meet the records of another. */
export const onTopicOf = (log: EventLog, name: string): EventLog => {
  const topic = `${ocppTopic}.${name}`;
  return {
    ...log,
    append: (_, records) => log.append(topic, records),
    follow: (options) => log.follow({ ...options, topic, group: `${options.group}.${name}` }),
    scan: (range) => log.scan({ ...range, topic }),
    ends: () => log.ends(topic),
    identity: async () => ({ ...(await log.identity(topic)), topic: ocppTopic }),
  };
};

const root = join(import.meta.dirname, '..');
const compiled = (file: string): string =>
  JSON.stringify(pathToFileURL(join(root, 'dist', file)).href);

const scriptOf = ({ brokers, name, url, sessionTimeout_ms }: PumpProcess): string => `
  const { openCodecs } = await import(${compiled('log/avro.js')});
  const { fileRegistry } = await import(${compiled('log/registry.js')});
  const { openKafkaLog } = await import(${compiled('log/kafka.js')});
  const { ocppTopic } = await import(${compiled('log/port.js')});
  const { openClickHouse } = await import(${compiled('store/clickhouse.js')});
  const { openFold } = await import(${compiled('app/fold.js')});
  const { startPump } = await import(${compiled('app/pump.js')});
  const topic = ocppTopic + '.${name}';
  const codecs = await openCodecs(fileRegistry());
  const log = await openKafkaLog({
    brokers: ${JSON.stringify(brokers)},
    schemas: codecs,
    retry_ms: 50,
    session_timeout_ms: ${sessionTimeout_ms},
  });
  const named = {
    ...log,
    follow: (options) => log.follow({ ...options, topic, group: options.group + '.${name}' }),
    scan: (range) => log.scan({ ...range, topic }),
    ends: () => log.ends(topic),
    identity: async () => ({ ...(await log.identity(topic)), topic: ocppTopic }),
  };
  const said = (line) => console.log(line);
  const pump = await startPump({
    log: named,
    store: await openClickHouse({ url: ${JSON.stringify(url)} }),
    fold: await openFold(),
    codec: codecs.ocpp,
    logger: { info: said, warn: said, error: said },
    topic: ocppTopic,
    epoch: 1,
    set: 1,
    flushInterval_ms: 50,
  });
  pump.failed.catch((error) => { console.log('failed: ' + error); process.exit(1); });
  setInterval(() => console.log('events ' + pump.stats().events), 200);
`;

/** Starts one; it says \`events N\` all the time, N being how many it has folded. */
export const startPumpProcess = (asked: PumpProcess): Child => startChild(scriptOf(asked));

/** Whether a process has folded anything yet. */
export const hasFolded = (lines: readonly string[]): boolean =>
  lines.some((line) => /^events [1-9]/.test(line));
