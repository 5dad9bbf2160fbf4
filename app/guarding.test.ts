// Who needs to show nothing, by the settings; and which settings a gateway does not start with.

import { describe, expect, test } from 'vitest';
import { parseConfig } from './config.ts';
import { admissionRules } from './guarding.ts';

const letsIn = (settings: Readonly<Record<string, string>>) => {
  const { withoutProof } = admissionRules(parseConfig(settings));
  return {
    stranger: withoutProof('NEW', false),
    registered: withoutProof('OLD', true),
    named: withoutProof('CP1', false),
  };
};

const nobody = { stranger: false, registered: false, named: false };
const everybody = { stranger: true, registered: true, named: true };

describe('a gateway that only its own machine can reach', () => {
  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('on %s lets all in', (host) => {
    expect(letsIn({ LADDBOK_HOST: host })).toEqual(everybody);
  });

  test('asks for proof where it is told to', () => {
    expect(letsIn({ LADDBOK_PROFILE_0: 'none' })).toEqual(nobody);
    expect(letsIn({ LADDBOK_PROFILE_0: 'CP1' })).toEqual({ ...nobody, named: true });
  });
});

describe('a gateway that others can reach', () => {
  test.each(['0.0.0.0', '::', '192.168.1.10', 'gateway.example', '127.0.0.1.example'])(
    'on %s does not start before it was said who may come in, and says what to do',
    (host) => {
      expect(() => letsIn({ LADDBOK_HOST: host })).toThrow(
        /LADDBOK_PROFILE_0=none[^]*station add[^]*LADDBOK_TLS_CERT/,
      );
    },
  );

  test('lets in those that are named, or registered, or all, when told so', () => {
    const LADDBOK_HOST = '0.0.0.0';
    expect(letsIn({ LADDBOK_HOST, LADDBOK_PROFILE_0: 'none' })).toEqual(nobody);
    const named = letsIn({ LADDBOK_HOST, LADDBOK_PROFILE_0: 'CP1, registered' });
    expect(named).toEqual({ stranger: false, registered: true, named: true });
    expect(letsIn({ LADDBOK_HOST, LADDBOK_PROFILE_0: '*' })).toEqual(everybody);
  });

  test('with a certificate lets in nobody without proof', () => {
    const settings = { LADDBOK_HOST: '0.0.0.0', LADDBOK_TLS_CERT: 'a.crt', LADDBOK_TLS_KEY: 'a' };
    expect(letsIn(settings)).toEqual(nobody);
  });
});
