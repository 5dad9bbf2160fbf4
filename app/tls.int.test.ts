// SIGHUP: the certificates of a gateway that runs are read again, by the real signal.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { silent } from '../lib/logger.ts';
import { openAuthority } from '../test/certificates.ts';
import { startRig } from '../test/gateway-rig.ts';
import { connectStation } from '../test/wire-station.ts';
import { parseConfig } from './config.ts';
import { openTlsFor } from './tls.ts';

/** The name in the certificate that a port shows. */
const shownAt = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });

test('after SIGHUP newcomers are shown the new certificate, and connections go on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-hangup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const authority = await openAuthority('CA');
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const install = async (name: string): Promise<void> => {
    const { cert, key } = await authority.sign({ subject: `CN=${name}` });
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
  };
  await install('before');
  const settings = { LADDBOK_TLS_CERT: certFile, LADDBOK_TLS_KEY: keyFile };
  const tls = openTlsFor(parseConfig(settings), silent);
  if (tls === null) throw new Error('no TLS');
  onTestFinished(() => tls.keys.stop());
  const { gateway } = await startRig({ tls: { port: 0, keys: tls.keys } });
  onTestFinished(() => gateway.stop());
  const port = gateway.tlsPort ?? 0;
  const url = `wss://127.0.0.1:${port}/CP1`;
  const station = await connectStation(url, 'ocpp1.6', { rejectUnauthorized: false });
  expect(await shownAt(port)).toBe('before');
  await install('after');
  process.kill(process.pid, 'SIGHUP');
  await expect.poll(() => shownAt(port)).toBe('after');
  expect((await station.call('Heartbeat'))[0]).toBe(3);
  await station.close();
});
