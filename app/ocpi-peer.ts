// Asks a peer that registers for its versions and endpoints, as the credentials module wants it.

import type { PeerCheck } from '../api/ocpi/ocpi.ts';

/** How long a peer may take for each of its two answers. */
const answer_ms = 5_000;
/** Largest answer: a list of versions, or of modules. */
const answerBytesMax = 256 * 1024;

type Told = Readonly<Record<string, unknown>>;

/** A body as far as it is no larger than it may be. */
const textOf = async (answer: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) throw new RangeError('The answer is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** The data of an answer of OCPI; throws where it is none. No redirect is followed. */
const dataAt = async (url: string, token: string): Promise<unknown> => {
  const authorization = `Token ${Buffer.from(token, 'utf8').toString('base64')}`;
  const answer = await fetch(url, {
    headers: { authorization },
    redirect: 'error',
    signal: AbortSignal.timeout(answer_ms),
  });
  const { data, status_code } = JSON.parse(await textOf(answer)) as Told;
  if (answer.ok && status_code === 1000) return data;
  throw new TypeError('The peer did not answer with status code 1000.');
};

const isHttp = (url: unknown): url is string => typeof url === 'string' && /^https?:\/\//.test(url);

/**
 * Whether a peer lists a version at its versions endpoint, and endpoints in its details.
 * Source: OCPI 2.2.1 credentials, POST: the server must fetch the endpoints of the client.
 */
export const checkPeer: PeerCheck = async ({ url, token, version }) => {
  try {
    const list = await dataAt(url, token);
    const known = Array.isArray(list) ? (list as readonly Told[]) : [];
    const details = known.find((one) => one['version'] === version)?.['url'];
    if (!isHttp(details)) return 'version_unsupported';
    const { endpoints } = (await dataAt(details, token)) as Told;
    return Array.isArray(endpoints) && endpoints.length > 0 ? null : 'no_endpoints';
  } catch {
    // Why is not told: whoever registers must not learn of our network through us.
    return 'peer_unusable';
  }
};
