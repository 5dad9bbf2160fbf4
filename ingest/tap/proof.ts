// What a tapped station proved by a client certificate: who it is, nothing, or that it is another.

import type { Socket } from 'node:net';
import { certificateOf } from '../security/certificate.ts';

/**
 * `none`: it showed no certificate, and the CSMS asks for its password. A `problem` is why the one
 * that it showed is not that of the station.
 */
export type Proof = 'vouched' | 'none' | { readonly problem: string };

/**
 * A certificate is never passed on, since its key is not ours: it has to be checked here, chain, CN
 * and O as the gateway does (2.0.1 A00.FR.404, A00.FR.405).
 */
export const proofOf = (
  station: Socket,
  stationId: string,
  organisations: readonly string[],
): Proof => {
  const shown = certificateOf({ socket: station });
  if (shown === null) return 'none';
  const { problem, name, organisation } = shown;
  if (problem !== '') return { problem: `its certificate is not trusted: ${problem}` };
  if (name !== stationId) return { problem: `its certificate is that of "${name}"` };
  if (organisations.length > 0 && !organisations.includes(organisation))
    return { problem: `its certificate is of the organisation "${organisation}"` };
  return 'vouched';
};
