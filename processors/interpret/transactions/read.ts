// Readings of a port: joined to the session that is open there.

import type { Fact } from '../../facts.ts';
import { readMeter } from '../meter/read-meter.ts';
import type { SaidOf } from '../said.ts';
import type { StationState, Told } from '../state.ts';
import { openAt, openWith } from './find.ts';

type Read = SaidOf<'MeterRead'>;

/**
 * Reads a sample of a port. The connector says where energy flowed, so its session is the one that
 * is open there, and the id of the transaction decides only among several.
 */
export const readAtPort = (state: StationState, said: Read & { port: number }): Told<Fact> => {
  const { port } = said;
  const named = openWith(state, said.transactionId, port);
  const session = named?.port === port ? named : openAt(state, port);
  return readMeter(state, said, { port, session });
};
