// Frame -> where in it secrets stand: keys and passwords of stations, of either direction. Pure.

type Members = Readonly<Record<string, unknown>>;

/** Settings and members whose value is a secret, in the words of 1.6, 2.0.1, 2.1 and vendors. */
const secretName =
  /authori[sz]ationkey|passw|passphrase|passcode|secret|psk$|preshared|privatekey|apikey/;

const isSecretName = (name: unknown): boolean =>
  typeof name === 'string' && secretName.test(name.toLowerCase().replaceAll(/[\s._-]/g, ''));

/** Whether a text may hold a secret at all; an escape may hide any word. */
export const secretHint =
  /authori[sz]ation[\s._-]*key|pass[\s._-]*(?:w|phrase|code)|secret|psk|pre[\s._-]*shared|private[\s._-]*key|api[\s._-]*key|"vpn"|:[\\/]+[^"\s/]*@|\\u/i;

/** User and password in an address: `ftp://user:password@host`. */
const userInfo = /^(\s*[a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i;

/** The address without them; the same text where it holds none. */
export const withoutUserInfo = (text: string, put: string): string =>
  text.replace(userInfo, `$1${put}@`);

export const hasUserInfo = (text: string): boolean => userInfo.test(text);

/** JSON within a string, as vendors say it in `DataTransfer.data`, is read so often at most. */
const nested_max = 2;

/** Whether a string holds JSON with a secret; what looks like that and cannot be read is one. */
const hidesSecret = (text: string, nested: number): boolean => {
  if (nested === 0 || !/^\s*[[{"]/.test(text) || !secretHint.test(text)) return false;
  try {
    const found: string[] = [];
    walk(JSON.parse(text), { path: '', nested: nested - 1 }, found);
    return found.length > 0;
  } catch {
    return true;
  }
};

/** Members that hold the value of a setting which its neighbours name. */
const valueNames = new Set(['value', 'attributeValue', 'actualValue', 'variableAttribute']);

const membersOf = (value: unknown): Members | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;

/** What a record calls its setting: `key` of 1.6, `variable.name` of 2.x. */
const namesSecret = (record: Members): boolean =>
  isSecretName(record['key']) || isSecretName(membersOf(record['variable'])?.['name']);

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

interface Place {
  readonly path: string;
  readonly nested: number;
}

const walk = (value: unknown, { path, nested }: Place, found: string[]): void => {
  if (typeof value === 'string' && (hasUserInfo(value) || hidesSecret(value, nested)))
    found.push(path);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      walk(item, { path: `${path}/${index}`, nested }, found);
    return;
  }
  const record = membersOf(value);
  if (record === null) return;
  const isNamed = namesSecret(record);
  for (const [name, member] of Object.entries(record)) {
    const here = `${path}/${escaped(name)}`;
    const isVpnKey = name === 'key' && path.endsWith('/vpn');
    if (isVpnKey || isSecretName(name) || (isNamed && valueNames.has(name))) found.push(here);
    else walk(member, { path: here, nested }, found);
  }
};

/** JSON pointers to the secrets of a frame that `JSON.parse` gave; nested no deeper than 64. */
export const secretPaths = (frame: unknown): readonly string[] => {
  const found: string[] = [];
  walk(frame, { path: '', nested: nested_max }, found);
  return found;
};
