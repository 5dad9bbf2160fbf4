// The token inside a signed meter value gives way, and the digest it was signed by stays with it.

import { createHash } from 'node:crypto';
import { leavesOf, unquoted } from './leaves.ts';
import type { Leaf } from './leaves.ts';

interface Inside {
  readonly text: string;
  readonly at: (index: number) => number;
}

interface SignedPiece {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly subject: string;
  readonly written: (pseudonym: string) => string;
}

/*
 * document = "OCMF|" payload "|" signature            (OCMF 1.4.1), as text, in base64 or hex
 * payload  = JSON; its member ID is the token
 * ID'      = pseudonym "#" sha256 ["#" sha384]        of the payload as it was signed, in hex
 */
const mark = 'OCMF|';

/** Digests of what was signed: with them a signature is checked without the token. */
const digestsOf = (payload: string): string =>
  ['sha256', 'sha384']
    .map((name) => `#${createHash(name).update(payload, 'utf8').digest('hex')}`)
    .join('');

interface Token {
  readonly start: number;
  readonly end: number;
  readonly subject: string;
  readonly digests: string;
}

const tokensIn = (document: string): readonly Token[] => {
  const from = document.indexOf(mark) + mark.length;
  const bar = document.lastIndexOf('|');
  if (bar < from) return [];
  const payload = document.slice(from, bar);
  try {
    JSON.parse(payload);
  } catch {
    return [];
  }
  return leavesOf(payload)
    .filter(({ path, raw }) => path === '/ID' && raw.length > 2)
    .map(({ raw, start, end }) => {
      const quote = raw.startsWith('"') ? 1 : 0;
      const subject = quote === 1 ? unquoted(raw) : raw;
      const place = { start: from + start + quote, end: from + end - quote };
      return { ...place, subject, digests: digestsOf(payload) };
    });
};

const pathOf = ({ path }: Leaf): string => `${path}#/ID`;

const replaced = (text: string, { start, end }: Token, by: string): string =>
  text.slice(0, start) + by + text.slice(end);

/** The document in a wrapping of bytes as text; null where the text is none. */
const encodingOf = (text: string): 'base64' | 'hex' | null => {
  if (/^T0NNRn[w-z][\w+/\s]*={0,2}\s*$/.test(text)) return 'base64';
  return /^4f434d467c(?:[\da-f]{2})*\s*$/i.test(text) ? 'hex' : null;
};

/** Null where the value is no such document; an envelope in JSON is opened by whoever asks. */
export const signedPieces = (leaf: Leaf, { text, at }: Inside): readonly SignedPiece[] | null => {
  const path = pathOf(leaf);
  if (text.trimStart().startsWith(mark)) {
    return tokensIn(text).map(({ start, end, subject, digests }) => ({
      path,
      start: at(start),
      end: at(end),
      subject,
      written: (pseudonym) => pseudonym + digests,
    }));
  }
  const encoding = encodingOf(text.trim());
  if (encoding === null) return null;
  const document = Buffer.from(text.replaceAll(/\s/g, ''), encoding).toString('utf8');
  const [token] = tokensIn(document);
  if (token === undefined) return [];
  const written = (pseudonym: string): string =>
    Buffer.from(replaced(document, token, pseudonym + token.digests)).toString(encoding);
  return [{ path, start: at(0), end: at(text.length), subject: token.subject, written }];
};
