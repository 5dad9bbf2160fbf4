// The little of ASN.1 DER (X.690) that signatures and public keys are written in.

/** One element: its tag, its content, and where the next one begins. */
interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly next: number;
}

const integerTag = 0x02;
const bitStringTag = 0x03;
const objectTag = 0x06;
const sequenceTag = 0x30;

/** The element at a place; null where its length does not fit. Lengths up to 65535 bytes. */
const elementAt = (bytes: Uint8Array, at: number): Element | null => {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return null;
  const more = first < 0x80 ? 0 : first - 0x80;
  if (more > 2 || first === 0x80) return null;
  let length = more === 0 ? first : 0;
  for (let i = 0; i < more; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  const from = at + 2 + more;
  const next = from + length;
  return next > bytes.length ? null : { tag, content: bytes.subarray(from, next), next };
};

/** The elements of a sequence that fills the bytes; null where they hold something else. */
const sequenceOf = (bytes: Uint8Array): readonly Element[] | null => {
  const outer = elementAt(bytes, 0);
  if (outer === null || outer.tag !== sequenceTag || outer.next !== bytes.length) return null;
  return elementsOf(outer.content);
};

const elementsOf = (content: Uint8Array): readonly Element[] | null => {
  const elements: Element[] = [];
  for (let at = 0; at < content.length;) {
    const element = elementAt(content, at);
    if (element === null) return null;
    elements.push(element);
    at = element.next;
  }
  return elements;
};

/**
 * The two integers of an ECDSA signature, as bytes without sign; null where the bytes are none.
 * A negative integer is refused: a signature holds none, and reading it as another is guessing.
 */
export const derSignature = (bytes: Uint8Array): readonly [Uint8Array, Uint8Array] | null => {
  const [r, s, more] = sequenceOf(bytes) ?? [];
  if (r === undefined || s === undefined || more !== undefined) return null;
  return isPositive(r) && isPositive(s) ? [r.content, s.content] : null;
};

const isPositive = ({ tag, content }: Element): boolean =>
  tag === integerTag && (content[0] ?? 0x80) < 0x80;

/** What a SubjectPublicKeyInfo (RFC 5480) holds: object identifiers in hex, and the point. */
export interface PublicKeyInfo {
  readonly algorithm: string;
  /** Empty where the curve is not named but spelt out. */
  readonly curve: string;
  readonly point: Uint8Array;
}

/** Reads a SubjectPublicKeyInfo; null where the bytes are none. */
export const derPublicKey = (bytes: Uint8Array): PublicKeyInfo | null => {
  const [identifier, point, more] = sequenceOf(bytes) ?? [];
  if (identifier?.tag !== sequenceTag || point?.tag !== bitStringTag || more !== undefined)
    return null;
  const [algorithm, curve] = elementsOf(identifier.content) ?? [];
  if (algorithm?.tag !== objectTag || point.content[0] !== 0) return null;
  return {
    algorithm: hexOf(algorithm.content),
    curve: curve?.tag === objectTag ? hexOf(curve.content) : '',
    point: point.content.subarray(1),
  };
};

const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
