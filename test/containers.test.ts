// The image and the compose files, judged without an engine: what they name is there and bounded.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
}

const composeOf = (name: string): Compose => parse(read(name), { merge: true }) as Compose;
const base = composeOf('docker-compose.yml');
const production = composeOf('docker-compose.production.yml');
const services = Object.entries(base.services);
const ours = services.filter(([, { build }]) => build !== undefined);

describe('the compose file', () => {
  test('has nothing in a service that the compose specification does not know', () => {
    // Of compose-spec.json, `definitions.service`: those that are used here.
    const known = new Set(
      (
        'build cap_drop command depends_on deploy environment healthcheck image init ports ' +
        'read_only restart security_opt stop_grace_period tmpfs ulimits volumes'
      ).split(' '),
    );
    const checks = new Set(['test', 'interval', 'timeout', 'retries', 'start_period']);
    for (const file of [base, production])
      for (const [name, service] of Object.entries(file.services)) {
        expect([name, Object.keys(service).filter((key) => !known.has(key))]).toEqual([name, []]);
        const odd = Object.keys(service.healthcheck ?? {}).filter((key) => !checks.has(key));
        expect([name, odd]).toEqual([name, []]);
      }
  });

  test('brings log, registry, store, Grafana and the three parts of Laddbok', () => {
    expect(services.map(([name]) => name).toSorted()).toEqual([
      'api',
      'clickhouse',
      'gateway',
      'grafana',
      'kafka',
      'process',
      'registry',
    ]);
    expect(ours.map(([name, { command }]) => [name, command?.[0]])).toEqual([
      ['gateway', 'gateway'],
      ['process', 'process'],
      ['api', 'api'],
    ]);
    for (const [name] of ours) expect(existsSync(join(root, `app/commands/${name}.ts`))).toBe(true);
  });

  test('names images by a version, and starts what fell over again', () => {
    for (const [name, { image = '', restart }] of services) {
      expect([name, image]).toEqual([name, expect.stringMatching(/:\d+\.\d+/)]);
      expect([name, restart]).toEqual([name, 'unless-stopped']);
    }
  });

  test('waits for what can say that it is healthy, and for that alone', () => {
    for (const [, { depends_on = {} }] of services)
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect([name, condition]).toEqual([name, 'service_healthy']);
        expect(base.services[name]?.healthcheck?.test.length).toBeGreaterThan(1);
      }
  });

  test('gives our parts no more of the machine than they need', () => {
    for (const [name, service] of ours) {
      const { read_only, cap_drop, security_opt } = service;
      expect([name, read_only, cap_drop, security_opt]).toEqual([
        name,
        true,
        ['ALL'],
        ['no-new-privileges:true'],
      ]);
    }
    expect(read('docker-compose.yml')).not.toMatch(
      /privileged|docker\.sock|network_mode|pid: host/,
    );
  });

  test('asks each part for its health where it listens, with what the image has', () => {
    for (const [name, { healthcheck, ports = [] }] of ours) {
      const words = healthcheck?.test ?? [];
      const script = words.find((word) => word.startsWith('bin/')) ?? '';
      expect([name, words[0], existsSync(join(root, script))]).toEqual([name, 'CMD', true]);
      const inside = ports.map((port) => port.split(':').at(-1));
      const asked = words.flatMap((word) => /^http:\/\/127\.0\.0\.1:(\d+)\//.exec(word)?.[1] ?? []);
      expect([name, asked]).toEqual([name, inside]);
    }
  });

  test('keeps on volumes what must outlive a container, and uses every volume that it declares', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) =>
      volumes.map((volume) => volume.split(':')[0] ?? '').filter((name) => !name.startsWith('./')),
    );
    expect(mounted.toSorted()).toEqual(Object.keys(base.volumes ?? {}).toSorted());
    for (const name of ['kafka', 'clickhouse', 'grafana', 'gateway', 'process', 'api'])
      expect(mounted).toContain(`${name}-data`);
    // What comes out of the sources is not written to.
    const files = services.flatMap(([, { volumes = [] }]) => volumes);
    for (const file of files.filter((one) => one.startsWith('./'))) expect(file).toMatch(/:ro$/);
  });
});

describe('production', () => {
  test('changes services that there are, and nothing but their environment', () => {
    for (const [name, service] of Object.entries(production.services)) {
      expect(Object.keys(base.services)).toContain(name);
      expect([name, Object.keys(service)]).toEqual([name, ['environment']]);
    }
  });

  test('leaves no secret with a default or empty, in whichever service it stands', () => {
    for (const [name, service] of services) {
      const all = { ...service.environment, ...production.services[name]?.environment };
      const weak = Object.entries(all).filter(
        ([key, value]) =>
          /PASSWORD|SECRET|_KEY$|PROFILE_0/.test(key) && !/^\$\{\w+:\?.+\}$/.test(String(value)),
      );
      expect([name, weak]).toEqual([name, []]);
    }
  });

  test('gives the store and Grafana the same password of the user that reads', () => {
    const of = (name: string): unknown =>
      production.services[name]?.environment?.['GRAFANA_READER_PASSWORD'];
    expect(of('grafana')).toBe(of('clickhouse'));
    expect(read('dashboards/provisioning/clickhouse-reader.xml')).toContain(
      'from_env="GRAFANA_READER_PASSWORD"',
    );
    expect(read('dashboards/provisioning/datasources/clickhouse.yml')).toContain(
      'password: $GRAFANA_READER_PASSWORD',
    );
  });
});

describe('the image', () => {
  const lines = read('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const stages = lines.flatMap((line, index) => (line.startsWith('FROM ') ? [index] : []));
  const last = lines.slice(stages.at(-1));
  const ofLast = (word: string): readonly string[] =>
    last.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

  test('is built in one stage and run in another, on the same base of a known version', () => {
    const bases = stages.map((index) => lines[index]?.split(' ')[1]);
    expect(bases).toHaveLength(2);
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(/^node:\d+-\w+-slim$/);
    expect(lines.some((line) => line.includes('npm prune --omit=dev'))).toBe(true);
  });

  test('runs as nobody in particular, and its data folder is theirs', () => {
    expect(ofLast('USER')).toEqual(['node']);
    const told = last.findIndex((line) => line.startsWith('USER '));
    expect(told).toBeLessThan(last.findIndex((line) => line.startsWith('ENTRYPOINT ')));
    expect(ofLast('RUN').join()).toContain('chown node:node /data');
  });

  test('says whether it is healthy, by a script that it has', () => {
    const [check = ''] = ofLast('HEALTHCHECK');
    const [, script = ''] = /CMD \["node", "([^"]+)"/.exec(check) ?? [];
    expect(existsSync(join(root, script))).toBe(true);
    expect(ofLast('ENTRYPOINT')).toEqual(['["node", "bin/laddbok.cjs"]']);
  });

  test('has all that the package has, each once, and nothing that a build does not bring', () => {
    const copied = ofLast('COPY').map((line) => {
      const [from, source = '', target = ''] = line.split(' ');
      expect(from).toBe('--from=build');
      expect([`./${source.replace('/app/', '')}`, './']).toContain(target);
      return source.replace('/app/', '');
    });
    expect(new Set(copied).size).toBe(copied.length);
    const made = new Set(['dist', 'node_modules']);
    for (const path of copied) expect(made.has(path) || existsSync(join(root, path))).toBe(true);
    const { files } = JSON.parse(read('package.json')) as { files: readonly string[] };
    for (const file of files)
      expect([file, copied.some((path) => file === path || file.startsWith(`${path}/`))]).toEqual([
        file,
        true,
      ]);
  });

  test('takes no secrets, no history and no data of this machine into the build', () => {
    const ignored = read('.dockerignore').split('\n');
    for (const name of ['.git', '.env', 'data', 'node_modules', 'dist'])
      expect(ignored).toContain(name);
  });
});
