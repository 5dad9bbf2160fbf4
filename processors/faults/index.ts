// The room `faults`: episodes of faults, opened by the first report and closed by the all-clear.

import type { RowOf } from '../../schemas/table.ts';
import type { Context, Emission, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { mrecOf } from './mrec.ts';
import { faults } from './table.ts';

type Episode = Omit<RowOf<typeof faults>, 'tenant' | 'station_id'>;

interface State {
  /** Episodes that last, in the order they were opened. */
  readonly open: readonly Episode[];
  /** When the last fault of a port was cleared. */
  readonly clearedAt: Readonly<Record<string, number>>;
}

const initial: State = { open: [], clearedAt: {} };

/** Ports of a station of which the last clearing is remembered. */
const portsLimit = 64;

/**
 * Episodes held open per station. A station that reports ever new codes and clears none would fill
 * the state; beyond this the oldest is let go, and stays open in its table.
 */
export const openEpisodesLimit = 256;

interface Report {
  readonly at: number;
  readonly port: number;
  readonly errorCode: string;
  readonly errorCodeReported?: string;
  readonly vendorErrorCode: string;
  readonly vendorId?: string;
  readonly mrecStated?: string;
  readonly info: string;
  /** Whether the port could not go on. */
  readonly stops: boolean;
}

const step = (
  state: State,
  fact: FactOf<'PortStatusReported' | 'PortStatusRecalled' | 'FaultNotified'>,
  context: Context,
): Step<State> => {
  switch (fact.type) {
    case 'PortStatusReported':
      return reportStatus(state, fact, context);
    case 'PortStatusRecalled':
      return recall(state, fact, context);
    case 'FaultNotified': {
      const stops = mrecOf({ vendorId: '', ...fact })?.severity !== 'warning';
      const report = { ...fact, stops };
      return fact.active
        ? open(state, report, context)
        : close(state, fact.at, { context, is: (one) => clears(report, one) });
    }
  }
};

/** A status with an error, or Faulted without one, opens; a status without either closes. */
const reportStatus = (
  state: State,
  fact: FactOf<'PortStatusReported'>,
  context: Context,
): Step<State> => {
  const faulted = fact.status === 'faulted';
  if (fact.errorCode === '' && !faulted) {
    return close(state, fact.at, {
      context,
      is: (one) => one.port === fact.port && !one.error_code.includes('/'),
    });
  }
  const report = { ...fact, errorCode: fact.errorCode || 'Faulted', stops: faulted };
  // A connector has one error at a time: another one takes its place.
  const closed = close(state, fact.at, {
    context,
    is: (one) => one.port === fact.port && !one.error_code.includes('/') && !sameFault(one, report),
  });
  const opened = open(closed.state, report, context);
  return { state: opened.state, rows: [...closed.rows, ...opened.rows] };
};

/** A fault told late was over when the next status took its place; one that lasts is known. */
const recall = (
  state: State,
  fact: FactOf<'PortStatusRecalled'>,
  context: Context,
): Step<State> => {
  const stops = fact.status === 'faulted';
  const report = { ...fact, errorCode: fact.errorCode || 'Faulted', stops };
  if ((fact.errorCode === '' && !stops) || state.open.some((one) => sameFault(one, report)))
    return still(state);
  const episode = closed(openedBy(report, { previous: null, context }), fact.until);
  return { state, rows: [rowOf(episode, context)] };
};

const sameFault = (one: Episode, report: Report): boolean =>
  one.port === report.port &&
  one.error_code === report.errorCode &&
  one.vendor_error_code === report.vendorErrorCode;

/** An all-clear that names no code of its own clears every fault of its errorCode. */
const clears = (report: Report, one: Episode): boolean =>
  sameFault(one, { ...report, vendorErrorCode: report.vendorErrorCode || one.vendor_error_code });

const severityOf = ({ stops }: Report): string => (stops ? 'fault' : 'warning');

interface Opening {
  /** When the fault before it was cleared; null where none is known. */
  readonly previous: number | null;
  readonly context: Context;
}

const openedBy = (report: Report, { previous, context }: Opening): Episode => ({
  port: report.port,
  opened_at: report.at,
  error_code: report.errorCode,
  vendor_error_code: report.vendorErrorCode,
  info: report.info,
  cleared_at: null,
  reports: 1,
  event_id: context.eventId,
  severity: severityOf(report),
  mrec_code: mrecOf({ vendorId: '', ...report })?.code ?? '',
  error_code_reported: report.errorCodeReported ?? '',
  recovery_s: null,
  since_previous_s: previous === null || previous > report.at ? null : report.at - previous,
});

/** A warning that comes to stop the port is a fault from then on, as a whole. */
const repeated = (known: Episode, report: Report): Episode => ({
  ...known,
  reports: known.reports + 1,
  severity: known.severity === 'fault' ? 'fault' : severityOf(report),
});

const open = (state: State, report: Report, context: Context): Step<State> => {
  const known = state.open.find((one) => sameFault(one, report));
  const previous = state.clearedAt[report.port] ?? null;
  const episode =
    known === undefined ? openedBy(report, { previous, context }) : repeated(known, report);
  const others = state.open.filter((one) => one !== known);
  const held = [...others, episode].slice(-openEpisodesLimit);
  return { state: { ...state, open: held }, rows: [rowOf(episode, context)] };
};

/** Seconds in thousandths are milliseconds. */
const closed = (episode: Episode, at: number): Episode => {
  const cleared_at = Math.max(at, episode.opened_at);
  return { ...episode, cleared_at, recovery_s: cleared_at - episode.opened_at };
};

interface Clearing {
  readonly context: Context;
  readonly is: (episode: Episode) => boolean;
}

const close = (state: State, at: number, { context, is }: Clearing): Step<State> => {
  const cleared = state.open.filter(is).map((one) => closed(one, at));
  if (cleared.length === 0) return still(state);
  const clearedAt: Record<string, number> = { ...state.clearedAt };
  for (const { port, cleared_at } of cleared) {
    const fits = port in clearedAt || Object.keys(clearedAt).length < portsLimit;
    if (fits) clearedAt[port] = Math.max(cleared_at ?? 0, clearedAt[port] ?? 0);
  }
  return {
    state: { open: state.open.filter((one) => !is(one)), clearedAt },
    rows: cleared.map((one) => rowOf(one, context)),
  };
};

const rowOf = (episode: Episode, context: Context): Emission =>
  emit(faults, { tenant: context.tenant, station_id: context.stationId, ...episode });

export default room({
  name: 'faults',
  about: 'Fault episodes: opened, repeated, cleared.',
  listens: ['PortStatusReported', 'PortStatusRecalled', 'FaultNotified'],
  tables: [faults],
  initial,
  step,
});
