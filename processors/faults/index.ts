// The room `faults`: episodes of faults, opened by the first report and closed by the all-clear.

import type { RowOf } from '../../schemas/table.ts';
import type { Context, Emission, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { faults } from './table.ts';

type Episode = Omit<RowOf<typeof faults>, 'tenant' | 'station_id'>;

/** Episodes that last, in the order they were opened. */
type State = readonly Episode[];

const initial: State = [];

/**
 * Episodes held open per station. A station that reports ever new codes and clears none would fill
 * the state; beyond this the oldest is let go, and stays open in its table.
 */
export const openEpisodesLimit = 256;

interface Report {
  readonly at: number;
  readonly port: number;
  readonly errorCode: string;
  readonly vendorErrorCode: string;
  readonly info: string;
}

const step = (
  state: State,
  fact: FactOf<'PortStatusReported' | 'FaultNotified'>,
  context: Context,
): Step<State> => {
  switch (fact.type) {
    case 'PortStatusReported':
      return reportStatus(state, fact, context);
    case 'FaultNotified':
      return fact.active
        ? open(state, fact, context)
        : close(state, fact.at, { context, is: (one) => sameFault(one, fact) });
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
  const errorCode = fact.errorCode || 'Faulted';
  const report = { ...fact, errorCode };
  // A connector has one error at a time: another one takes its place.
  const closed = close(state, fact.at, {
    context,
    is: (one) => one.port === fact.port && !one.error_code.includes('/') && !sameFault(one, report),
  });
  const opened = open(closed.state, report, context);
  return { state: opened.state, rows: [...closed.rows, ...opened.rows] };
};

const sameFault = (one: Episode, report: Report): boolean =>
  one.port === report.port &&
  one.error_code === report.errorCode &&
  one.vendor_error_code === report.vendorErrorCode;

const open = (state: State, report: Report, context: Context): Step<State> => {
  const known = state.find((one) => sameFault(one, report));
  const episode: Episode =
    known === undefined
      ? {
          port: report.port,
          opened_at: report.at,
          error_code: report.errorCode,
          vendor_error_code: report.vendorErrorCode,
          info: report.info,
          cleared_at: null,
          reports: 1,
          event_id: context.eventId,
        }
      : { ...known, reports: known.reports + 1 };
  const others = state.filter((one) => one !== known);
  const held = [...others, episode].slice(-openEpisodesLimit);
  return { state: held, rows: [rowOf(episode, context)] };
};

interface Clearing {
  readonly context: Context;
  readonly is: (episode: Episode) => boolean;
}

const close = (state: State, at: number, { context, is }: Clearing): Step<State> => {
  const cleared = state.filter(is);
  if (cleared.length === 0) return still(state);
  return {
    state: state.filter((one) => !is(one)),
    rows: cleared.map((one) => rowOf({ ...one, cleared_at: Math.max(at, one.opened_at) }, context)),
  };
};

const rowOf = (episode: Episode, context: Context): Emission =>
  emit(faults, { tenant: context.tenant, station_id: context.stationId, ...episode });

export default room({
  name: 'faults',
  about: 'Fault episodes: opened, repeated, cleared.',
  listens: ['PortStatusReported', 'FaultNotified'],
  tables: [faults],
  initial,
  step,
});
