// Addresses as limits count them: whoever has one IPv6 address has 2^64 of them.

import { isIPv6 } from 'node:net';

const mapped = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

const words = (part: string): readonly string[] => (part === '' ? [] : part.split(':'));

/** The first four of the eight groups of an IPv6 address. */
const networkOf = (address: string): string => {
  const [before = '', after] = address.split('%', 1).join('').split('::');
  const head = words(before);
  const tail = after === undefined ? [] : words(after);
  const dotted = tail.at(-1)?.includes('.') === true ? 1 : 0;
  const missing = after === undefined ? 0 : 8 - head.length - tail.length - dotted;
  const all = [...head, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...tail];
  return all
    .slice(0, 4)
    .map((word) => word.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
};

/** An IPv4 address as it is; of an IPv6 address its network of 64 bits, as `2001:db8:0:1::/64`. */
export const addressGroup = (address: string): string => {
  const plain = address.replace(mapped, '');
  return isIPv6(plain) ? `${networkOf(plain)}::/64` : plain;
};
