// What a handshake came over: TLS or not, and the client certificate that it showed.

import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { ShownCertificate } from './ruling.ts';

export const isTls = ({ socket }: IncomingMessage): boolean => socket instanceof TLSSocket;

/** A part of a subject that is there once; Node answers a list where it is there more often. */
const single = (part: unknown): string => (typeof part === 'string' ? part : '');

/**
 * The certificate that the station showed; null where it showed none. The handshake of TLS goes
 * through with one that is not trusted, so that it can be told what was wrong and the log knows.
 */
export const certificateOf = ({
  socket,
}: Pick<IncomingMessage, 'socket'>): ShownCertificate | null => {
  if (!(socket instanceof TLSSocket)) return null;
  // Empty where the other side showed none, whatever the types say.
  const shown: Partial<ReturnType<TLSSocket['getPeerCertificate']>> = socket.getPeerCertificate();
  if (shown.subject === undefined) return null;
  const { authorized, authorizationError } = socket;
  return {
    problem: authorized ? '' : String(authorizationError),
    name: single(shown.subject.CN),
    organisation: single(shown.subject.O),
  };
};
