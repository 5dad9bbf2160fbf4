// `laddbok gateway`: only the gateway, in as many processes as its stations need.

import cluster from 'node:cluster';
import { AppError } from '../../lib/errors.ts';
import { gatewayLimits } from '../../ingest/limits.ts';
import type { Command, Invocation } from '../command.ts';
import { type Config, gatewayProcesses_max } from '../config.ts';
import { type Life, live } from '../life.ts';
import { limitsOf } from '../limiting.ts';
import { openFigures } from '../open-figures.ts';
import { openGateway } from '../parts.ts';
import { type Member, openMember } from '../processes/member.ts';
import { startSupervisor } from '../processes/supervisor.ts';
import { watchAll, watchOne } from '../processes/watch.ts';
import { isTapping, openTap } from '../tapping.ts';
import { openLogFor } from '../wire.ts';

interface Ports {
  readonly port: number;
  readonly tlsPort: number | null;
}

const countOf = ({ flags, config }: Invocation): number => {
  const given = flags['processes'];
  if (given === undefined) return config.LADDBOK_GATEWAY_PROCESSES;
  const count = Number(given);
  if (Number.isInteger(count) && count >= 1 && count <= gatewayProcesses_max) return count;
  const problem = `--processes ${String(given)} is no whole number from 1 to ${gatewayProcesses_max}`;
  throw new AppError('USAGE', { problem });
};

const announce = ({ print, config }: Invocation, { port, tlsPort }: Ports): void => {
  print(`Stations connect to ws://${config.LADDBOK_HOST}:${port}/<station id>`);
  if (tlsPort !== null) print(`and to wss://${config.LADDBOK_HOST}:${tlsPort}/<station id>`);
};

/** The gateway in this process; `member` where others share its port. */
const openHere = async ({ config, logger }: Invocation, life: Life, member: Member | null) => {
  const { log, ocpp, ledger } = await openLogFor(config, { logger, ending: life.ending });
  life.ground('the log', () => log.close());
  const ground = { config, logger, log, codec: ocpp, ledger, ending: life.ending };
  // Its line to the others is all that one of several has beside the rest.
  const gateway = await openGateway(member === null ? ground : { ...ground, ...member.line });
  life.part('the gateway', () => gateway.stop());
  return { gateway, log };
};

/** Where some stations are passed on, the tap has the ports, also before the log is there. */
const openBesideTap = async ({ config, logger }: Invocation, life: Life) => {
  const opening = openLogFor(config, { logger, ending: life.ending });
  const { ending } = life;
  const tap = await openTap({ config, logger, ending }, opening, 'gateway');
  life.part('the tap', () => tap.stop());
  const { log, ocpp, ledger } = await tap.opened;
  life.ground('the log', () => log.close());
  const ground = { config, logger, log, codec: ocpp, ledger, ending, isBesideTap: true };
  const gateway = await openGateway(ground);
  life.part('the gateway', () => gateway.stop());
  tap.handOver(gateway.take);
  return { gateway, log, ports: tap };
};

const runAlone = (invocation: Invocation): Promise<number> =>
  live(invocation.logger, async (life) => {
    if (isTapping(invocation.config)) {
      const { gateway, log, ports } = await openBesideTap(invocation, life);
      announce(invocation, ports);
      return openFigures(invocation, life, watchOne(gateway, log, ports));
    }
    const { gateway, log } = await openHere(invocation, life, null);
    announce(invocation, gateway);
    return openFigures(invocation, life, watchOne(gateway, log));
  });

const runMember = (invocation: Invocation): Promise<number> =>
  live(invocation.logger, async (life) => {
    const member = openMember(invocation.logger, () => life.end());
    const { gateway, log } = await openHere(invocation, life, member);
    member.serves(gateway, log);
  });

const environmentOf =
  ({ LADDBOK_GATEWAY_ID: id }: Config, count: number) =>
  (place: number): Readonly<Record<string, string>> => ({
    LADDBOK_GATEWAY_ID: `${id}.${place}`,
    LADDBOK_GATEWAY_PROCESSES: String(count),
  });

const runSeveral = (invocation: Invocation, count: number): Promise<number> => {
  const { config, logger } = invocation;
  return live(logger, async (life) => {
    const supervisor = await startSupervisor(
      {
        count,
        limits: { ...gatewayLimits, ...limitsOf(config) },
        logger,
        environmentOf: environmentOf(config, count),
      },
      (stop) => life.part('the processes', stop),
    );
    process.on('SIGHUP', supervisor.reload);
    announce(invocation, supervisor);
    await openFigures(invocation, life, watchAll(supervisor));
  });
};

/** Without a listener the signal would end the process; who has certificates listens as well. */
const outliveHangup = (): void => void process.on('SIGHUP', () => undefined);

export const gatewayCommand: Command = {
  usage: '',
  help: [
    'Takes stations in and writes what they say to the log. Give all gateways one LADDBOK_SECRET.',
    'With several processes they share the port, and one that ends is started again. SIGHUP reads',
    'certificates again; SIGTERM answers what is due and sends stations away. See docs/gateway.md.',
  ].join('\n'),
  flags: {
    processes: { type: 'string', about: 'how many; default LADDBOK_GATEWAY_PROCESSES' },
  },
  run: async (invocation) => {
    const count = countOf(invocation);
    outliveHangup();
    if (count > 1 && isTapping(invocation.config)) {
      const problem = 'stations that are passed on are held by one process: --processes 1';
      throw new AppError('USAGE', { problem });
    }
    if (cluster.isWorker) return runMember(invocation);
    return count === 1 ? runAlone(invocation) : runSeveral(invocation, count);
  },
};
