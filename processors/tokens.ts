// Tokens as stations write them, compared without the noise that stations add.

const isControl = (character: string): boolean => {
  const code = character.charCodeAt(0);
  return code < 0x20 || code === 0x7f;
};

const isNoise = (character: string): boolean =>
  isControl(character) || character === ' ' || character === '\u00a0';

/**
 * The token by which two writings of it are compared: without control characters, spaces, colons
 * and hyphens, in upper case. Hyphens are only for the eye in an eMAID (ISO 15118-2 annex H) and in
 * UIDs of cards. The token itself is kept as it was sent.
 */
export const normalToken = (token: string): string => {
  let normal = '';
  for (const character of token) {
    if (!isNoise(character) && character !== ':' && character !== '-') normal += character;
  }
  return normal.toUpperCase();
};

export const isNoisy = (token: string): boolean => {
  for (const character of token) if (isNoise(character)) return true;
  return false;
};

/** Whether two writings are of one token; an absent token is equal to none. */
export const sameToken = (a: string, b: string): boolean =>
  a !== '' && (a === b || normalToken(a) === normalToken(b));
