// The Authorization header of a handshake -> the password behind the station's identity. Pure.

/** A header is the identity and a password of 40 characters in base64; longer is none of ours. */
const header_chars_max = 2_048;

const scheme = /^Basic +([\w+/-]+={0,2}) *$/i;

/**
 * The bytes that follow `<identity>:` in a Basic header; null where the header is no such header or
 * names another user. Cut at the identity that the path named, never at the first colon: identities
 * of 1.6 may hold one, and binary keys hold any byte (RFC 7617 leaves the password unrestricted).
 */
export const passwordIn = (header: string | undefined, identity: string): Buffer | null => {
  if (header === undefined || header.length > header_chars_max) return null;
  const encoded = scheme.exec(header)?.[1];
  if (encoded === undefined) return null;
  const bytes = Buffer.from(encoded, 'base64');
  const prefix = Buffer.from(`${identity}:`, 'utf8');
  if (!bytes.subarray(0, prefix.length).equals(prefix)) return null;
  return bytes.subarray(prefix.length);
};
