// The heads of an HTTP handshake as bytes: what the tap has to know of them, and no more. Pure.

/** Longer heads of requests are refused, as Node and most servers do. */
export const requestHead_bytes_max = 16 * 1024;
/** Longer heads of answers are passed on unread. */
export const answerHead_bytes_max = 64 * 1024;

/** Where a station is passed on to. */
export interface UpstreamAddress {
  /** As the `Host` header names it. */
  readonly host: string;
  /** Without a slash at its end; what the station asks for is appended. */
  readonly path: string;
}

export interface RequestHead {
  /** As the station wrote it: path and query. */
  readonly target: string;
  readonly protocolHeader: string | undefined;
}

export interface AnswerHead {
  readonly status: number;
  readonly reason: string;
  /** The subprotocol agreed on, as the upstream spells it; empty for none. */
  readonly protocol: string;
  /** `Sec-WebSocket-Extensions`; empty for none. */
  readonly extensions: string;
}

const end = '\r\n\r\n';

/** Where the body begins; -1 while the head is not whole. */
export const headLength = (bytes: Buffer): number => {
  const at = bytes.indexOf(end, 0, 'latin1');
  return at === -1 ? -1 : at + end.length;
};

/** Every value of a header, by commas, as HTTP joins those that are repeated. */
const headerOf = (lines: readonly string[], name: string): string | undefined => {
  const values = lines.slice(1).flatMap((line) => {
    const colon = line.indexOf(':');
    return line.slice(0, colon).trim().toLowerCase() === name ? [line.slice(colon + 1).trim()] : [];
  });
  return values.length === 0 ? undefined : values.join(', ');
};

// Latin-1 keeps every byte as it is, whatever a station puts into its headers.
const linesOf = (head: Buffer): string[] =>
  head
    .subarray(0, head.length - end.length)
    .toString('latin1')
    .split('\r\n');

const requestLine = /^(\S+) (.*) (HTTP\/\d\.\d)$/;

/** Null where the first line is none of HTTP. */
export const readRequest = (head: Buffer): RequestHead | null => {
  const lines = linesOf(head);
  const target = requestLine.exec(lines[0] ?? '')?.[2];
  if (target === undefined) return null;
  return { target, protocolHeader: headerOf(lines, 'sec-websocket-protocol') };
};

/** Null where the first line is none of HTTP. */
export const readAnswer = (head: Buffer): AnswerHead | null => {
  const lines = linesOf(head);
  const [, status, reason = ''] = /^HTTP\/\d\.\d (\d{3})(?: (.*))?$/.exec(lines[0] ?? '') ?? [];
  if (status === undefined) return null;
  return {
    status: Number(status),
    reason,
    protocol: headerOf(lines, 'sec-websocket-protocol') ?? '',
    extensions: headerOf(lines, 'sec-websocket-extensions') ?? '',
  };
};

/**
 * The head as the upstream gets it: `Host` and, where the upstream's address has a path, the path
 * are those of the upstream. Every other byte is as the station sent it.
 */
export const addressedTo = (head: Buffer, { host, path }: UpstreamAddress): Buffer => {
  const [first = '', ...rest] = linesOf(head);
  const lines = [
    path === '' ? first : first.replace(/^(\S+) \//, (_, method: string) => `${method} ${path}/`),
    ...rest.map((line) => (/^host\s*:/i.test(line) ? `Host: ${host}` : line)),
  ];
  return Buffer.from(lines.join('\r\n') + end, 'latin1');
};
