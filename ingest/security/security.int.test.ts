// Stations that others wrote, at a gateway that asks who they are: what works, what is refused.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import { once } from 'node:events';
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { silent } from '../../lib/logger.ts';
import { ocppTopic } from '../../log/port.ts';
import { type Authority, type Signed, openAuthority } from '../../test/certificates.ts';
import {
  type GuardedOptions,
  type GuardedRig,
  type StationOptions,
  connectRpc,
  decided,
  startGuardedRig,
} from '../../test/guarded-rig.ts';
import { type TlsKeys, openTlsKeys } from './tls-files.ts';

let rig: GuardedRig | null = null;

const rigged = async (options: GuardedOptions = {}): Promise<GuardedRig> => {
  rig = await startGuardedRig(options);
  return rig;
};

afterEach(async () => {
  await rig?.stop();
  rig = null;
});

let authority: Authority;
let stranger: Authority;
let ownRsa: Signed;
let ownEcdsa: Signed;

beforeAll(async () => {
  [authority, stranger] = (await Promise.all(['Operator CA', 'Other CA'].map(openAuthority))) as [
    Authority,
    Authority,
  ];
  ownRsa = await authority.sign({ subject: 'CN=localhost', kind: 'rsa' });
  ownEcdsa = await authority.sign({ subject: 'CN=localhost' });
});

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'laddbok-tls-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
};

/** Writes the certificates of the gateway to a folder of their own. */
const filesIn = (where: string, pairs: readonly Signed[]) => {
  const names = pairs.map((pair, index) => {
    const [cert, key] = [join(where, `${index}.crt`), join(where, `${index}.key`)];
    writeFileSync(cert, pair.cert);
    writeFileSync(key, pair.key);
    return { cert, key };
  });
  const clientCa = join(where, 'clients.crt');
  writeFileSync(clientCa, authority.cert);
  return {
    certificates: names.map(({ cert }) => cert),
    keys: names.map(({ key }) => key),
    clientCa,
    minVersion: 'TLSv1.2',
    ciphers: '',
  } as const;
};

const tlsKeys = (where = folder()): TlsKeys =>
  openTlsKeys({ files: filesIn(where, [ownRsa, ownEcdsa]), logger: silent, watch_ms: 20 });

/** The outcome of a handshake: `connected` once a message was answered, else the status of HTTP. */
const attempt = async (url: string, station: StationOptions): Promise<'connected' | number> => {
  const tried = await connectRpc(url, { ...station, tls: { ca: authority.cert, ...station.tls } });
  if ('status' in tried) return tried.status;
  const isNew = station.protocol !== undefined && station.protocol !== 'ocpp1.6';
  const boot = isNew
    ? { reason: 'PowerUp', chargingStation: { model: 'M', vendorName: 'V' } }
    : { chargePointVendor: 'V', chargePointModel: 'M' };
  await tried.client.call('BootNotification', boot);
  await tried.client.close();
  return 'connected';
};

/** Why a station was refused, once that happened so many times. */
const refusalsOf = async (
  of: GuardedRig,
  stationId: string,
  count: number,
): Promise<readonly string[]> => {
  for (let events = 1; ; events++) {
    await of.log.reached(ocppTopic, events);
    const refused = of.eventsOf(stationId).filter(({ kind }) => kind === 'REFUSED');
    if (refused.length >= count) return refused.map(({ refusal }) => refusal ?? '');
  }
};

describe('security profile 1', () => {
  test.each(['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'])('lets a station of %s in', async (protocol) => {
    const at = await rigged();
    const password = await at.add('CP1', 1);
    const station = { identity: 'CP1', password, protocol };
    expect(await attempt(at.url(''), station)).toBe('connected');
  });

  test('takes a 1.6 key as its bytes and as its digits', async () => {
    const at = await rigged();
    const password = await at.add('CP1', 1);
    for (const form of [password, password.toUpperCase(), Buffer.from(password, 'hex')])
      expect(await attempt(at.url(''), { identity: 'CP1', password: form })).toBe('connected');
  });

  test('takes a password of 2.x that the operator chose', async () => {
    const at = await rigged();
    const password = await at.add('CP1', 1, { password: 'Grüße: 16 Zeichen!' });
    const station = { identity: 'CP1', password, protocol: 'ocpp2.0.1' };
    expect(await attempt(at.url(''), station)).toBe('connected');
  });

  test('knows an identity that holds a colon', async () => {
    const at = await rigged();
    const password = await at.add('RDAM:7', 1);
    expect(await attempt(at.url(''), { identity: 'RDAM:7', password })).toBe('connected');
  });

  test('refuses a wrong password, none, and that of another station', async () => {
    const at = await rigged();
    const [password, other] = [await at.add('CP1', 1), await at.add('CP2', 1)];
    expect(await attempt(at.url(''), { identity: 'CP1', password: other })).toBe(401);
    expect(await attempt(at.url(''), { identity: 'CP1' })).toBe(401);
    expect(await attempt(at.url(''), { identity: 'CP3', password })).toBe(401);
    expect(await refusalsOf(at, 'CP1', 2)).toEqual([
      'Security profile 1: its password is wrong',
      'Security profile 1: it sent no password in its own name',
    ]);
  });
});

describe('security profile 2', () => {
  test.each([
    ['RSA', 'ECDHE-RSA-AES128-GCM-SHA256'],
    ['ECDSA', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ['RSA without ephemeral keys', 'AES128-GCM-SHA256'],
  ])('serves a station that knows only %s', async (_, ciphers) => {
    const at = await rigged({ keys: tlsKeys() });
    const password = await at.add('CP1', 2);
    const tls = { ciphers, maxVersion: 'TLSv1.2' };
    const station = { identity: 'CP1', password, tls };
    expect(await attempt(at.secureUrl(''), station)).toBe('connected');
  });

  test('refuses a wrong password over TLS, and the right one without TLS', async () => {
    const at = await rigged({ keys: tlsKeys() });
    const password = await at.add('CP1', 2);
    expect(await attempt(at.secureUrl(''), { identity: 'CP1', password: 'wrong' })).toBe(401);
    expect(await attempt(at.url(''), { identity: 'CP1', password })).toBe(403);
    expect(await attempt(at.url(''), { identity: 'CP1', password: 'wrong' })).toBe(401);
    expect(await attempt(at.url(''), { identity: 'CP1' })).toBe(401);
    const [, second] = await refusalsOf(at, 'CP1', 4);
    expect(second).toBe('Security profile 2 is registered, 1 was used');
  });

  test('speaks no TLS older than 1.2, and keeps who asked for it', async () => {
    const at = await rigged({ keys: tlsKeys() });
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' };
    await expect(attempt(at.secureUrl(''), { identity: 'CP1', tls: old })).rejects.toThrow(
      /protocol|alert/,
    );
    expect((await at.told('', 'REFUSED')).refusal).toContain('No TLS came about');
  });

  test('once reached is kept: a station of profile 1 does not fall back', async () => {
    const at = await rigged({ keys: tlsKeys() });
    const password = await at.add('CP1', 1);
    expect(await attempt(at.url(''), { identity: 'CP1', password })).toBe('connected');
    expect(await attempt(at.secureUrl(''), { identity: 'CP1', password })).toBe('connected');
    await at.seen('CP1', 'StationProfileRaised');
    expect(await attempt(at.url(''), { identity: 'CP1', password })).toBe(403);
  });
});

describe('security profile 3', () => {
  const signedFor = (subject: string, by = authority, endedDaysAgo = -30) =>
    by.sign({ subject, endedDaysAgo });

  const over = (at: GuardedRig, certificate: Signed | null, identity = 'CP1') =>
    attempt(at.secureUrl(''), { identity, tls: certificate ?? {} });

  test('lets a station in by its certificate, and asks for no password', async () => {
    const at = await rigged({ keys: tlsKeys(), organisations: ['Operator'] });
    await at.add('CP1', 3);
    expect(await over(at, await signedFor('CN=CP1, O=Operator'))).toBe('connected');
  });

  test('knows a certificate by the name that was registered for it', async () => {
    const at = await rigged({ keys: tlsKeys() });
    await at.add('CP1', 3, { certificateName: 'SN-0815' });
    expect(await over(at, await signedFor('CN=SN-0815'))).toBe('connected');
    expect(await over(at, await signedFor('CN=CP1'))).toBe(401);
  });

  test('refuses a station without its certificate, whatever else it shows', async () => {
    const at = await rigged({ keys: tlsKeys(), organisations: ['Operator'] });
    await at.add('CP1', 3);
    const { password } = await decided(
      at.clerk.rotate({ tenant: 'default', stationId: 'CP1', by: 'cli/anna' }),
    );
    await at.registry.caughtUp();
    const station = { identity: 'CP1', password: password ?? '' };
    expect(await attempt(at.secureUrl(''), station)).toBe(403);
    expect(await attempt(at.url(''), station)).toBe(403);
    expect(await over(at, null)).toBe(401);
  });

  test('refuses certificates of others: name, organisation, authority, and time', async () => {
    const at = await rigged({ keys: tlsKeys(), organisations: ['Operator'] });
    await at.add('CP1', 3);
    const wrong = {
      'that of "CP2"': await signedFor('CN=CP2, O=Operator'),
      'of the organisation "Somebody"': await signedFor('CN=CP1, O=Somebody'),
      UNABLE_TO: await signedFor('CN=CP1, O=Operator', stranger),
      CERT_HAS_EXPIRED: await signedFor('CN=CP1, O=Operator', authority, 1),
      'that of ""': await signedFor('CN=CP1, CN=CP2, O=Operator'),
    };
    const said = Object.keys(wrong);
    for (const certificate of Object.values(wrong)) expect(await over(at, certificate)).toBe(401);
    const refusals = await refusalsOf(at, 'CP1', said.length);
    for (const [index, why] of said.entries()) expect(refusals[index]).toContain(why);
  });
});

describe('security profile 0', () => {
  test('is for those whom the settings name, and for nobody else', async () => {
    const at = await rigged({ profile0: ['CP0', 'registered'] });
    await at.add('CP1', 0);
    expect(await attempt(at.url(''), { identity: 'CP0' })).toBe('connected');
    expect(await attempt(at.url(''), { identity: 'CP1' })).toBe('connected');
    expect(await attempt(at.url(''), { identity: 'CP2' })).toBe(401);
  });

  test('for all still asks those for proof that are registered with more', async () => {
    const at = await rigged({ profile0: ['*'] });
    const password = await at.add('CP1', 1);
    expect(await attempt(at.url(''), { identity: 'CP1' })).toBe(401);
    expect(await attempt(at.url(''), { identity: 'CP1', password })).toBe('connected');
    expect(await attempt(at.url(''), { identity: 'CP2', password: 'any' })).toBe('connected');
  });
});

describe('certificates of the gateway', () => {
  const shownBy = async (at: GuardedRig): Promise<string> => {
    const options: ConnectionOptions = {
      host: '127.0.0.1',
      port: at.gateway.tlsPort ?? 0,
      ca: authority.cert,
    };
    const socket = connect(options);
    await once(socket, 'secureConnect');
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };

  test('are read again when the files change, and connections go on', async () => {
    const where = folder();
    const keys = tlsKeys(where);
    const at = await rigged({ keys });
    const password = await at.add('CP1', 2);
    const station = { identity: 'CP1', password, tls: { ca: authority.cert } };
    const tried = await connectRpc(at.secureUrl(''), station);
    if ('status' in tried) throw new Error(`refused with ${tried.status}`);
    const before = await shownBy(at);
    const changed = new Promise<void>((resolve) => keys.onChange(() => resolve()));
    const renewed = [
      await authority.sign({ subject: 'CN=localhost', kind: 'rsa' }),
      await authority.sign({ subject: 'CN=localhost' }),
    ];
    filesIn(where, renewed);
    await changed;
    // Files are written one after another: only the last look finds them all.
    keys.reload();
    expect(await shownBy(at)).not.toBe(before);
    await tried.client.call('Heartbeat', {});
    await tried.client.close();
  });

  test('stay the old ones while the new cannot be used', async () => {
    const where = folder();
    const keys = tlsKeys(where);
    const at = await rigged({ keys });
    const before = await shownBy(at);
    writeFileSync(join(where, '1.key'), 'half of a f');
    keys.reload();
    expect(await shownBy(at)).toBe(before);
  });

  test('that cannot be used are named when the gateway starts', async () => {
    const where = folder();
    const good = filesIn(where, [ownRsa, ownEcdsa]);
    const open = (files: object) => (): TlsKeys =>
      openTlsKeys({ files: { ...good, ...files }, logger: silent });
    const [rsaCert = '', ecdsaCert = ''] = good.certificates;
    const [rsaKey = '', ecdsaKey = ''] = good.keys;
    expect(open({ certificates: [join(where, 'none')], keys: [rsaKey] })).toThrow('cannot be read');
    expect(open({ certificates: [rsaCert], keys: [ecdsaKey] })).toThrow('does not belong');
    expect(open({ keys: [rsaKey] })).toThrow('2 files of certificates and 1 of keys');
    expect(open({ certificates: [rsaKey], keys: [rsaKey] })).toThrow('holds no certificate');
    expect(open({ certificates: [rsaCert], keys: [rsaCert] })).toThrow('holds no private key');
    const twice = { certificates: [ecdsaCert, ecdsaCert], keys: [ecdsaKey, ecdsaKey] };
    expect(open(twice)).toThrow('both of kind ec');
    expect(open({ ciphers: 'NONSENSE' })).toThrow('TLS cannot be set up');
    expect(open({ clientCa: rsaKey })).toThrow('holds no certificate');
  });
});
