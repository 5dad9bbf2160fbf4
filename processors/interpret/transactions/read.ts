// Readings of a port: joined to the session that is open there.

import type { Fact } from '../../facts.ts';
import { readRegister } from '../registers.ts';
import type { SaidOf } from '../said.ts';
import type { StationState, Told } from '../state.ts';
import { openAt, openWith } from './find.ts';

type Read = SaidOf<'MeterRead'>;

/**
 * Reads a sample of a port. The connector says where energy flowed, so its session is the one that
 * is open there, and the id of the transaction decides only among several.
 */
export const readAtPort = (state: StationState, said: Read & { port: number }): Told<Fact> => {
  const { at, port, register_mwh, power_mw, soc_mpercent } = said;
  const named = openWith(state, said.transactionId, port);
  const session = named?.port === port ? named : openAt(state, port);
  const read =
    register_mwh === null
      ? { state, facts: [] }
      : readRegister(state, { at, port, register_mwh, session });
  if (power_mw === null && soc_mpercent === null) return read;
  const sampled: Fact = {
    type: 'MeterSampled',
    at,
    port,
    sessionId: session?.sessionId ?? null,
    power_mw,
    soc_mpercent,
  };
  return { state: read.state, facts: [...read.facts, sampled] };
};
