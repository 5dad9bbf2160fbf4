// Where tapped stations are passed on to: the address of a CSMS, and a socket to it.

import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { UpstreamAddress } from './head.ts';

export interface Upstream extends UpstreamAddress {
  /** To connect to. */
  readonly hostname: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** Null where the text is no `ws://` or `wss://` address. */
export const readUpstream = (text: string): Upstream | null => {
  if (!/^wss?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return null;
  const { protocol, host, hostname, port, pathname } = new URL(text);
  const isTls = protocol === 'wss:';
  return {
    host,
    path: pathname.replace(/\/+$/, ''),
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isTls ? 443 : 80) : Number(port),
    isTls,
  };
};

/** A socket to the upstream; `onConnected` once bytes can pass. Certificates are verified. */
export const reachUpstream = (upstream: Upstream, onConnected: () => void): Socket => {
  const { hostname: host, port, isTls } = upstream;
  // A side that has said all may still listen: the end of one direction is not that of the other.
  const options = { host, port, allowHalfOpen: true, noDelay: true };
  return isTls
    ? connectTls({ ...options, servername: host }, onConnected)
    : connect(options, onConnected);
};
