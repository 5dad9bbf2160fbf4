// What is told of a gateway to those who watch it: of one process, or of all that share its port.

import { AggregatorRegistry, Gauge, Registry } from 'prom-client';
import type { Tap } from '../../ingest/tap/tap.ts';
import type { EventLog } from '../../log/port.ts';
import { registryOf } from '../metrics.ts';
import type { OpenedGateway } from '../parts.ts';
import type { Metrics, ProcessHealth } from './deeds.ts';
import { healthOf } from './member.ts';
import type { Supervisor } from './supervisor.ts';

export interface Watched {
  readonly metrics: () => Promise<string>;
  readonly health: () => Promise<{ readonly ok: boolean; readonly said: object }>;
}

/** A gateway of one process, and the tap that has the ports, where there is one. */
export const watchOne = (
  gateway: OpenedGateway,
  log: EventLog,
  tap?: Pick<Tap, 'stats'>,
): Watched => {
  const stats = () => gateway.stats();
  const tapped = tap === undefined ? {} : { tap: () => tap.stats() };
  const refusals = () => gateway.refusals();
  const registry = registryOf({ log, gateway: stats, refusals, ...tapped });
  return {
    metrics: () => registry.metrics(),
    health: async () => {
      const said = healthOf(gateway, log);
      return { ok: said.ok, said: { log: said.log, connections: said.connections } };
    },
  };
};

const ownFigures = (supervisor: Supervisor): Registry => {
  const registry = new Registry();
  const gauge = (name: string, help: string, value: () => number): void => {
    const one = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () => {
        one.set(value());
      },
    });
  };
  const up = (): number => supervisor.places().filter((one) => one !== null).length;
  gauge(
    'laddbok_gateway_processes',
    'Processes that the gateway is to have.',
    () => supervisor.places().length,
  );
  gauge('laddbok_gateway_processes_up', 'Processes that take stations in.', up);
  gauge(
    'laddbok_gateway_process_restarts_total',
    'Processes started in place of ones that had ended.',
    supervisor.restarts,
  );
  return registry;
};

/** Values of one process beside those of the others: sums are for whoever asks, ends are seen. */
const labelled = (metrics: Metrics, process: number): Metrics =>
  metrics.map((metric) => ({
    ...metric,
    values: metric.values.map((one) => ({
      ...one,
      labels: { ...one.labels, process: String(process) },
    })),
  }));

const away: ProcessHealth = { ok: false, log: 'the process is away', connections: 0, pid: 0 };

/** A gateway of several processes. One that does not answer is as one that is away. */
export const watchAll = (supervisor: Supervisor): Watched => {
  const own = ownFigures(supervisor);
  const metrics = async (): Promise<string> => {
    const of = await Promise.all(
      supervisor.places().map(async (post, i) => {
        const told = post === null ? [] : await post.ask('metrics').catch(() => []);
        return labelled(told, i + 1);
      }),
    );
    const all = [await own.getMetricsAsJSON(), ...of];
    return AggregatorRegistry.aggregate(all).metrics();
  };
  const health: Watched['health'] = async () => {
    const processes = await Promise.all(
      supervisor
        .places()
        .map(async (post) => (post === null ? away : post.ask('health').catch(() => away))),
    );
    const connections = processes.reduce((sum, one) => sum + one.connections, 0);
    return { ok: processes.every(({ ok }) => ok), said: { connections, processes } };
  };
  return { metrics, health };
};
