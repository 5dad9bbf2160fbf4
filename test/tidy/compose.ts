// docker-compose.yml: every service can be watched, is bounded, is told only what it understands.

import { parse } from 'yaml';
import { lineAt, type Finding, type Project, type Rule } from './project.ts';

interface Service {
  readonly build?: unknown;
  readonly healthcheck?: { readonly test?: unknown };
  readonly deploy?: { readonly resources?: { readonly limits?: Readonly<Record<string, string>> } };
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

interface Compose {
  readonly services?: Readonly<Record<string, Service>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
}

const path = 'docker-compose.yml';
const configFile = 'app/config.ts';

const textOf = (project: Project): string => project.documents.get(path) ?? '';

const parsed = new WeakMap<Project, Compose>();
const composeOf = (project: Project): Compose => {
  const known = parsed.get(project);
  if (known !== undefined) return known;
  const compose = (parse(textOf(project), { merge: true }) ?? {}) as Compose;
  parsed.set(project, compose);
  return compose;
};

const finding = (project: Project, name: string, says: string): Finding => {
  const position = textOf(project).search(new RegExp(`^  ${name}:`, 'm'));
  return { path, line: lineAt(textOf(project), Math.max(position, 0)), says: `${name}: ${says}` };
};

const eachService = (
  project: Project,
  judge: (service: Service, compose: Compose) => readonly string[],
): readonly Finding[] => {
  const compose = composeOf(project);
  return Object.entries(compose.services ?? {}).flatMap(([name, service]) =>
    judge(service, compose).map((says) => finding(project, name, says)),
  );
};

const oneService = (service: string): Readonly<Record<string, string>> => ({
  [path]: `services:\n  one:\n    ${service}\n`,
});

const whole =
  "healthcheck: { test: [CMD, x] }\n    deploy: { resources: { limits: { cpus: '1', memory: 1g } } }";

const watched: Rule = {
  name: 'every service has a health check and limits',
  check: (project) =>
    eachService(project, ({ healthcheck, deploy }) => [
      ...(healthcheck?.test === undefined ? ['add a health check'] : []),
      ...(['cpus', 'memory'] as const)
        .filter((limit) => deploy?.resources?.limits?.[limit] === undefined)
        .map((limit) => `limit its ${limit} (deploy.resources.limits)`),
    ]),
  bad: [oneService('image: x'), oneService('healthcheck: { test: [CMD, x] }')],
  good: [oneService(whole)],
};

/** Of `name:/place` or `./file:/place`, the part before the colon. */
const namedVolumes = (service: Service): readonly string[] =>
  (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');

const complete: Rule = {
  name: 'services, volumes and files that docker-compose.yml names are there',
  check: (project) =>
    eachService(project, (service, { services, volumes }) => [
      ...namedVolumes(service)
        .filter((name) =>
          name.startsWith('./') ? !project.paths.has(name.slice(2)) : !(name in (volumes ?? {})),
        )
        .map((name) => `${name} is not there`),
      ...Object.keys(service.depends_on ?? {})
        .filter((name) => !(name in (services ?? {})))
        .map((name) => `waits for ${name}, which is no service`),
    ]),
  bad: [
    oneService("volumes: ['gone:/data']"),
    oneService("volumes: ['./gone.yml:/x.yml:ro']"),
    oneService('depends_on: { gone: { condition: service_healthy } }'),
  ],
  good: [oneService(`${whole}\n    volumes: ['kept:/data']\nvolumes:\n  kept:`)],
};

const loopback: Rule = {
  name: 'services are published on loopback alone',
  check: (project) =>
    eachService(project, ({ ports }) =>
      (ports ?? [])
        .filter((port) => !port.startsWith('127.0.0.1:'))
        .map((port) => `publish 127.0.0.1:${port}: there are no keys yet`),
    ),
  bad: [oneService("ports: ['8080:8080']")],
  good: [oneService("ports: ['127.0.0.1:8080:8080']")],
};

const settings: Rule = {
  name: 'settings of our services are known to app/config.ts',
  check: (project) => {
    const config = project.sources.find((file) => file.path === configFile)?.text;
    if (config === undefined) return [];
    return eachService(project, ({ build, environment }) =>
      Object.keys(build === undefined ? {} : (environment ?? {}))
        .filter((name) => !new RegExp(`\\b${name}\\b`).test(config))
        .map((name) => `${name} is not read by ${configFile}`),
    );
  },
  bad: [
    { ...oneService('build: .\n    environment: { GONE: 1 }'), [configFile]: '// C: LADDBOK.' },
  ],
  good: [{ ...oneService('build: .\n    environment: { HERE: 1 }'), [configFile]: '// C: HERE.' }],
};

export const composeRules: readonly Rule[] = [watched, complete, loopback, settings];
