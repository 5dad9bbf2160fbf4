// A real schema registry for tests: the one SCHEMA_REGISTRY_URL names, else Apicurio from Maven.

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cached, canRunJava, freePorts, run, startJava } from './java.ts';

export interface RegistryServer {
  /** Base address of its Confluent-compatible API. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The last that runs on Java 17, which Debian brings. */
const version = '3.0.9';
const ready_ms = 120_000;

const application = async (): Promise<string> =>
  cached(`apicurio-${version}`, async (folder) => {
    const artifact = `io.apicurio:apicurio-registry-app:${version}:tar.gz:all`;
    const options = [`-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`];
    await run('mvn', ['-q', '-B', 'dependency:copy', ...options], { timeout: 600_000 });
    const archive = readdirSync(folder).find((file) => file.endsWith('.tar.gz')) ?? '';
    await run('tar', ['-xzf', join(folder, archive), '-C', folder]);
    rmSync(join(folder, archive));
  });

/** A registry to test against; null, said aloud, where none can be had. */
export const startRegistry = async (): Promise<RegistryServer | null> => {
  const given = process.env['SCHEMA_REGISTRY_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: async () => undefined };
  if (!(await canRunJava('the tests on a schema registry'))) return null;
  const folder = await application();
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const jar = found.find((file) => file.endsWith('-runner.jar')) ?? 'apicurio-runner.jar';
  const [port = 0, management = 0] = await freePorts(2);
  const settings = [
    `-Dquarkus.http.port=${port}`,
    '-Dquarkus.http.host=127.0.0.1',
    `-Dquarkus.management.port=${management}`,
    '-Dquarkus.management.host=127.0.0.1',
  ];
  const args = ['-Xmx768m', '-XX:TieredStopAtLevel=1', ...settings, '-jar', join(folder, jar)];
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  const ready = new URL(`${url}/subjects`);
  const server = await startJava({ args, ready, timeout_ms: ready_ms });
  return { url, stop: () => server.stop() };
};
