// A real Kafka for tests: the one that KAFKA_BROKERS names, else one started from Maven's jars.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached, canRunJava, freePorts, run, startJava, type JavaServer } from './java.ts';

export interface KafkaServer {
  readonly brokers: readonly string[];
  /** Whether `halt`, `kill` and `resume` can be used: not with a Kafka that is not ours. */
  readonly isOurs: boolean;
  /** Stops the broker; its data stay. */
  halt(): Promise<void>;
  /** Ends a broker, the first unless told, as a power cut would; its data stay. */
  kill(which?: number): Promise<void>;
  /** Starts it again on the same port. */
  resume(which?: number): Promise<void>;
  /** Stops it for good and removes its data. */
  stop(): Promise<void>;
}

const ready_ms = 240_000;
const clusterId = 'TGFkZGJvay1MZWRnZXIwMQ';

interface Node {
  readonly id: number;
  readonly folder: string;
  /** Where clients connect, and where the nodes agree among themselves. */
  readonly client: number;
  readonly controller: number;
}

const propertiesOf = (node: Node, nodes: readonly Node[]): string => {
  const copies = Math.min(nodes.length, 3);
  const inSync = Math.max(1, copies - 1);
  return [
    'process.roles=broker,controller',
    `node.id=${node.id}`,
    `controller.quorum.voters=${nodes.map((one) => `${one.id}@127.0.0.1:${one.controller}`).join(',')}`,
    `listeners=PLAINTEXT://127.0.0.1:${node.client},CONTROLLER://127.0.0.1:${node.controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${node.client}`,
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    `log.dirs=${join(node.folder, 'data')}`,
    `default.replication.factor=${copies}`,
    `min.insync.replicas=${inSync}`,
    'offsets.topic.num.partitions=1',
    `offsets.topic.replication.factor=${copies}`,
    'transaction.state.log.num.partitions=1',
    `transaction.state.log.replication.factor=${copies}`,
    `transaction.state.log.min.isr=${inSync}`,
    'share.coordinator.state.topic.num.partitions=1',
    `share.coordinator.state.topic.replication.factor=${copies}`,
    `share.coordinator.state.topic.min.isr=${inSync}`,
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=false',
    'controlled.shutdown.enable=false',
  ].join('\n');
};

/** Where the jars of Kafka are; fetched by Maven the first time. */
export const kafkaJars = async (): Promise<string> =>
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

/** A node of Kafka as a process that can be killed and started again. */
const startNode = async (classPath: string, node: Node, nodes: readonly Node[]) => {
  const config = join(node.folder, 'server.properties');
  writeFileSync(config, propertiesOf(node, nodes));
  const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', config];
  await run('java', ['-cp', classPath, ...format]);
  const heap = nodes.length === 1 ? '-Xmx512m' : '-Xmx256m';
  const memory = [heap, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  const args = [...memory, '-cp', classPath, 'kafka.Kafka', config];
  const start = (): Promise<JavaServer> =>
    startJava({ args, ready: /Kafka Server started/, timeout_ms: ready_ms });
  let server = await start();
  return {
    halt: () => server.stop(),
    kill: () => server.kill(),
    resume: async () => {
      server = await start();
    },
  };
};

const startOurs = async (count: number): Promise<KafkaServer> => {
  const classPath = join(await kafkaJars(), '*');
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-kafka-'));
  const ports = await freePorts(2 * count);
  const nodes = Array.from({ length: count }, (_, i): Node => {
    const own = join(folder, String(i + 1));
    mkdirSync(own);
    const [client = 0, controller = 0] = ports.slice(2 * i, 2 * i + 2);
    return { id: i + 1, folder: own, client, controller };
  });
  const running = await Promise.all(nodes.map((node) => startNode(classPath, node, nodes)));
  const halt = async (): Promise<void> => {
    await Promise.all(running.map((one) => one.halt()));
  };
  return {
    brokers: nodes.map(({ client }) => `127.0.0.1:${client}`),
    isOurs: true,
    halt,
    kill: async (which = 0) => running[which]?.kill(),
    resume: async (which = 0) => running[which]?.resume(),
    stop: async () => {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Several brokers, of whom each holds a copy of everything and one may be away; as `startKafka`. */
export const startKafkaCluster = async (count: number): Promise<KafkaServer | null> =>
  (await canRunJava('chaos on several brokers')) ? startOurs(count) : null;

/** A Kafka to test against; null, said aloud, where none can be had. Whoever starts it stops it. */
export const startKafka = async (): Promise<KafkaServer | null> => {
  const brokers = process.env['KAFKA_BROKERS'];
  if (brokers !== undefined && brokers !== '') return external(brokers);
  return (await canRunJava('the tests on Kafka')) ? startOurs(1) : null;
};
