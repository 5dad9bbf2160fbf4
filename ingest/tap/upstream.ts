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

/** What a wss:// upstream is believed by, and what we show it. In PEM, read by whoever set it. */
export interface UpstreamTls {
  /** The CAs that sign its certificate; null: those that the system trusts. */
  readonly ca: string | null;
  /** Shown in the name of stations that proved who they are by a certificate; null: none is. */
  readonly own: { readonly cert: string; readonly key: string } | null;
}

/** Trusts what the system trusts, and has nothing to show. */
export const plainTls: UpstreamTls = { ca: null, own: null };

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

/** A way to an upstream: its address, and how TLS is spoken there. */
export interface Way {
  readonly upstream: Upstream;
  readonly tls: UpstreamTls;
  /** Whether the station showed us a certificate that we vouch for with our own. */
  readonly isVouched: boolean;
}

/** A socket to the upstream; `onConnected` once bytes can pass. Certificates are verified. */
export const reachUpstream = (
  { upstream, tls, isVouched }: Way,
  onConnected: () => void,
): Socket => {
  const { hostname: host, port, isTls } = upstream;
  // A side that has said all may still listen: the end of one direction is not that of the other.
  const options = { host, port, allowHalfOpen: true, noDelay: true };
  if (!isTls) return connect(options, onConnected);
  const { ca, own } = tls;
  return connectTls(
    {
      ...options,
      // SNI takes names alone; an address is checked against the certificate all the same.
      servername: /^[\d.]+$|:/.test(host) ? '' : host,
      ...(ca === null ? {} : { ca }),
      ...(isVouched && own !== null ? own : {}),
    },
    onConnected,
  );
};
