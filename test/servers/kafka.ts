// A real Kafka for tests: the one that KAFKA_BROKERS names, else one started from Maven's jars.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached, canRunJava, freePorts, run, startJava, type JavaServer } from './java.ts';

export interface KafkaServer {
  readonly brokers: readonly string[];
  /** Whether `halt`, `kill` and `resume` can be used: not with a Kafka that is not ours. */
  readonly isOurs: boolean;
  /** Stops the broker; its data stay. */
  halt(): Promise<void>;
  /** Ends the broker as a power cut would; its data stay. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  resume(): Promise<void>;
  /** Stops it for good and removes its data. */
  stop(): Promise<void>;
}

const ready_ms = 60_000;
const clusterId = 'TGFkZGJvay1MZWRnZXIwMQ';

const propertiesOf = (folder: string, [client = 0, controller = 0]: readonly number[]): string =>
  [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=PLAINTEXT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${client}`,
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    `log.dirs=${join(folder, 'data')}`,
    'offsets.topic.num.partitions=1',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.num.partitions=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'share.coordinator.state.topic.num.partitions=1',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=false',
    'controlled.shutdown.enable=false',
  ].join('\n');

const jars = async (): Promise<string> =>
  cached('kafka-4.3.1', async (folder) => {
    const pom = join(import.meta.dirname, 'kafka-pom.xml');
    const goal = 'dependency:copy-dependencies';
    const options = ['-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
    await run('mvn', ['-q', '-B', '-f', pom, goal, ...options], { timeout: 600_000 });
  });

const external = (brokers: string): KafkaServer => ({
  brokers: brokers.split(','),
  isOurs: false,
  halt: async () => undefined,
  kill: async () => undefined,
  resume: async () => undefined,
  stop: async () => undefined,
});

const startOurs = async (): Promise<KafkaServer> => {
  const classPath = join(await jars(), '*');
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-kafka-'));
  const ports = await freePorts(2);
  const config = join(folder, 'server.properties');
  writeFileSync(config, propertiesOf(folder, ports));
  const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', config];
  await run('java', ['-cp', classPath, ...format]);
  const memory = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  const args = [...memory, '-cp', classPath, 'kafka.Kafka', config];
  const start = (): Promise<JavaServer> =>
    startJava({ args, ready: /Kafka Server started/, timeout_ms: ready_ms });
  let server = await start();
  return {
    brokers: [`127.0.0.1:${ports[0]}`],
    isOurs: true,
    halt: () => server.stop(),
    kill: () => server.kill(),
    resume: async () => {
      server = await start();
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** A Kafka to test against; null, said aloud, where none can be had. Whoever starts it stops it. */
export const startKafka = async (): Promise<KafkaServer | null> => {
  const brokers = process.env['KAFKA_BROKERS'];
  if (brokers !== undefined && brokers !== '') return external(brokers);
  return (await canRunJava('the tests on Kafka')) ? startOurs() : null;
};
