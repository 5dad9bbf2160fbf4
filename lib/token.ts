// Tokens of drivers as stations write them, in the one form by which they are compared.

const isControl = (code: number): boolean => code < 0x20 || code === 0x7f;

/** Whether a character is what readers and stations add to a token: control characters, spaces. */
export const isTokenNoise = (character: string): boolean =>
  isControl(character.charCodeAt(0)) || character === ' ' || character === '\u00a0';

/**
 * The token by which two writings of it are compared: without control characters, spaces, colons
 * and hyphens, in upper case, as OCPP's identifiers know no case. Hyphens are only for the eye in
 * an eMAID (ISO 15118-2 annex H) and in UIDs of cards.
 */
export const normalToken = (token: string): string => {
  let normal = '';
  for (const character of token) {
    if (!isTokenNoise(character) && character !== ':' && character !== '-') normal += character;
  }
  return normal.toUpperCase();
};

/** Whether a station added control characters or spaces to a token. */
export const isNoisy = (token: string): boolean => {
  for (const character of token) if (isTokenNoise(character)) return true;
  return false;
};
