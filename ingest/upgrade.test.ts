// Which station a handshake is from, and which protocol it gets.

import { describe, expect, test } from 'vitest';
import { decideHandshake, stationIdOf } from './upgrade.ts';

const rules = { defaultProtocol: null, stationId_bytes: 255 };
const decide = (protocolHeader: string | undefined, url = '/CP1') =>
  decideHandshake({ url, protocolHeader }, rules);

describe('the station id', () => {
  test.each([
    ['/CP1', 'CP1'],
    ['/ocpp/tenant/CP1', 'CP1'],
    ['///CP1/', 'CP1'],
    ['/ocpp/RDAM%20123?token=x', 'RDAM 123'],
    ['/ws://host:9000/CP_1/SERIAL', 'SERIAL'],
    ['/RDAM%7C123', 'RDAM|123'],
    ['/CP%2F1', 'CP/1'],
    ['/-_.~', '-_.~'],
    ['/S%C3%A4ule%201', 'S\u00e4ule 1'],
    ['/Sa%CC%88ule', 'S\u00e4ule'],
    // Bytes that should have been encoded, as Node gives them.
    ['/S\u00c3\u00a4ule', 'S\u00e4ule'],
    ['/100%25', '100%'],
    ['/CP1#x', 'CP1'],
    ['/%2e%2e/CP1', 'CP1'],
  ])('of %s is %s', (url, id) => {
    expect(stationIdOf(url, 255)).toEqual({ id });
  });

  test.each([
    '/',
    '',
    '//',
    '/CP%',
    '/CP%ZZ',
    '/CP%FF',
    '/CP%00',
    `/${'x'.repeat(256)}`,
    // An unencoded byte that is no UTF-8, half an encoded letter, blanks, dots.
    '/S\u00e4ule',
    '/%C3',
    '/%20',
    '/..',
    '/%2E',
    '/CP%0D%0A1',
    '/CP%C2%85',
    // Of no width, of the other direction, an encoded surrogate, an overlong slash.
    '/CP%E2%80%8B1',
    '/CP%E2%80%AE1',
    '/%ED%A0%80',
    '/CP%C0%AF',
  ])('%s names none, which is HTTP 400', (url) => {
    expect(decide('ocpp1.6', url)).toMatchObject({ kind: 'reject', status: 400 });
  });
});

describe('the protocol', () => {
  test.each([
    ['ocpp1.6', 'ocpp1.6', 'ocpp1.6'],
    ['ocpp1.6, ocpp2.0.1', 'ocpp2.0.1', 'ocpp2.0.1'],
    ['ocpp1.6,ocpp2.0.1,ocpp2.1', 'ocpp2.1', 'ocpp2.1'],
    ['ocpp1.6, ocpp1.6', 'ocpp1.6', 'ocpp1.6'],
    ['  OCPP1.6  ', 'ocpp1.6', 'OCPP1.6'],
    ['ocpp1.5 ocpp1.6', 'ocpp1.6', 'ocpp1.6'],
  ])('of an offer "%s" is %s', (header, protocol, offered) => {
    expect(decide(header)).toEqual({ kind: 'accept', stationId: 'CP1', protocol, offered });
  });

  test.each([undefined, '', 'ocpp2.0', 'ocpp1.5', 'ocpp', 'mqtt'])(
    'of an offer "%s" is none: the handshake completes without one and is closed',
    (header) => {
      expect(decide(header)).toMatchObject({ kind: 'close', stationId: 'CP1' });
    },
  );

  test('a default is for stations that offer nothing, not for those with another offer', () => {
    const lenient = { ...rules, defaultProtocol: 'ocpp1.6' as const };
    const nothing = decideHandshake({ url: '/CP1', protocolHeader: undefined }, lenient);
    const other = decideHandshake({ url: '/CP1', protocolHeader: 'ocpp1.5' }, lenient);
    expect(nothing).toMatchObject({ kind: 'accept', protocol: 'ocpp1.6', offered: null });
    expect(other.kind).toBe('close');
  });
});
