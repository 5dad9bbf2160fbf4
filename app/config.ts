// The configuration: every setting by name, read from the environment here and nowhere else.

import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { newcomerPolicies } from '../ingest/admission/newcomers.ts';
import { readKey } from '../api/keys/key.ts';
import { AppError } from '../lib/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** How one setting is read: `read` answers a value, or throws a sentence that says what is wrong. */
interface Setting<T> {
  readonly about: string;
  /** As it would be written; empty where there is none. */
  readonly fallback: string;
  readonly secret?: true;
  read(text: string): T;
}

const text = (about: string, fallback = ''): Setting<string> => ({
  about,
  fallback,
  read: (given) => given,
});

const secret = (about: string): Setting<string> => ({ ...text(about), secret: true });

const whole = (
  about: string,
  fallback: number,
  [low, high]: [number, number],
): Setting<number> => ({
  about,
  fallback: String(fallback),
  read: (given) => {
    const value = Number(given);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    throw new RangeError(`"${given}" is no whole number from ${low} to ${high}`);
  },
});

const oneOf = <const T extends string>(about: string, among: readonly [T, ...T[]]): Setting<T> => ({
  about: `${about} One of ${among.join(', ')}.`,
  fallback: among[0],
  read: (given) => {
    const known = among.find((one) => one === given);
    if (known !== undefined) return known;
    throw new RangeError(`"${given}" is none of ${among.join(', ')}`);
  },
});

const shaped = (about: string, shape: RegExp): Setting<string> => ({
  about,
  fallback: '',
  read: (given) => {
    if (given === '' || shape.test(given)) return given;
    throw new RangeError(`"${given}" is not as it should be: ${about}`);
  },
});

const url = (about: string): Setting<string> => ({
  about,
  fallback: '',
  read: (given) => {
    if (given === '' || /^https?:\/\/[^/]/.test(given)) return given;
    throw new RangeError(`"${given}" is no http:// or https:// address`);
  },
});

const socketUrl = (about: string): Setting<string> => ({
  about,
  fallback: '',
  read: (given) => {
    if (given === '' || /^wss?:\/\/[^/]/.test(given)) return given;
    throw new RangeError(`"${given}" is no ws:// or wss:// address`);
  },
});

const list = (about: string): Setting<readonly string[]> => ({
  about,
  fallback: '',
  read: (given) =>
    given
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
});

/** Each of `name=address`, in the order given. */
const socketUrls = (about: string): Setting<readonly string[]> => ({
  about,
  fallback: '',
  read: (given) => {
    const pairs = list(about).read(given);
    const wrong = pairs.find((pair) => !/^.+?=(?:wss?:\/\/[^/]|gateway$)/.test(pair));
    if (wrong === undefined) return pairs;
    throw new RangeError(`"${wrong}" is no station=ws://..., station=wss://... or station=gateway`);
  },
});

/** Each of `name=seconds`. */
const stationSeconds = (about: string): Setting<readonly string[]> => ({
  about,
  fallback: '',
  read: (given) => {
    const pairs = list(about).read(given);
    const wrong = pairs.find((pair) => !/^.+=\d{1,5}$/.test(pair));
    if (wrong === undefined) return pairs;
    throw new RangeError(`"${wrong}" is no station=seconds`);
  },
});

const limit = (about: string, fallback: number) =>
  whole(`${about} 0 sets no limit.`, fallback, [0, 1_000_000_000]);

/** An API key, as `laddbok key make` prints one. */
const apiKey = (about: string): Setting<string> => ({
  ...secret(about),
  read: (given) => {
    if (given === '' || readKey(given) !== null) return given;
    throw new RangeError('that is no key; `laddbok key make` prints one');
  },
});

/** A port, or none. */
const portOrNone = (about: string): Setting<string> => ({
  about: `${about} Empty: none.`,
  fallback: '',
  read: (given) => (given === '' ? '' : String(port(about, 0).read(given))),
});

const days = (about: string) => whole(`${about} 0: for ever.`, 0, [0, 36_500]);

const port = (about: string, fallback: number) => whole(about, fallback, [0, 65_535]);

/** More than cores are no use; a mistyped number should not fork a thousand. */
export const gatewayProcesses_max = 64;

/** Every setting. The order is that of `.env.example`. */
export const settings = {
  LADDBOK_DATA: text('Folder of the embedded log and store.', './data'),
  LADDBOK_HOST: text(
    'Address to listen on for stations; beyond loopback set LADDBOK_PROFILE_0. The API has its own: LADDBOK_API_HOST.',
    '127.0.0.1',
  ),
  LADDBOK_API_HOST: text(
    'Address of the API. Beyond loopback it asks for keys; put a proxy with TLS in front.',
    '127.0.0.1',
  ),
  LADDBOK_GATEWAY_PORT: port('Port of the OCPP gateway.', 9000),
  LADDBOK_GATEWAY_PROCESSES: whole(
    'Processes of `laddbok gateway` that share its port, each on a core of its own.',
    1,
    [1, gatewayProcesses_max],
  ),
  LADDBOK_METRICS_PORT: portOrNone('Port of /metrics and /health of `laddbok gateway`.'),
  LADDBOK_METRICS_HOST: text('Address of that port; it asks for no key.', '127.0.0.1'),
  LADDBOK_API_PORT: port('Port of the API.', 8080),
  LADDBOK_CLICKHOUSE_PORT: port(
    'Port of the read-only ClickHouse endpoint over the embedded store.',
    8123,
  ),
  LADDBOK_API_KEYS: oneOf('When the API asks for keys.', ['beyond-loopback', 'always']),
  LADDBOK_ADMIN_KEY: apiKey('A key with the role admin, beside those that `laddbok key` issues.'),
  LADDBOK_API_REQUESTS_PER_MINUTE: whole(
    'Requests that one key may make in a minute; 0: as many as it likes.',
    1_200,
    [0, 1_000_000],
  ),
  LADDBOK_OCPI_COUNTRY_CODE: shaped(
    'OCPI country_code of the operator, for sites of which the registry says none, as SE.',
    /^[A-Z]{2}$/,
  ),
  LADDBOK_OCPI_PARTY_ID: shaped(
    'OCPI party_id of the operator, for sites of which the registry says none, as ABC.',
    /^[A-Za-z0-9]{3}$/,
  ),
  LADDBOK_OCPI_NAME: text('Name of the operator, as OCPI parties are told it.'),
  LADDBOK_OCPI_URL: url(
    'Where OCPI parties reach the API, without /ocpi, as https://ocpi.example.com. Empty: as they asked.',
  ),
  LADDBOK_OCPI_TOKENS: oneOf(
    'Forms of credentials tokens that OCPI parties may send: Base64 as the specification says, or also as they are.',
    ['encoded', 'either'],
  ),
  LADDBOK_OCPI_PEERS: oneOf(
    'Whether a party that registers is asked for its versions, as the specification says, or believed.',
    ['ask', 'believe'],
  ),
  LADDBOK_TENANT: text('Tenant of stations and questions that name none.', 'default'),
  LADDBOK_GATEWAY_ID: text('Name of this gateway in its events.', hostname()),
  LADDBOK_SECRET: secret(
    'Secret from which transaction ids are derived; the same for all gateways. Made and kept in the data folder where empty.',
  ),
  LADDBOK_PSEUDONYMS: oneOf(
    'Whether tokens and other persons are replaced by pseudonyms before the log.',
    ['true', 'false'],
  ),
  LADDBOK_MASTER_KEY: secret(
    'Key on which pseudonyms and the sealing of persons hang; the same for all gateways, taps and importers. Made and kept in the data folder where empty.',
  ),
  LADDBOK_HEARTBEAT_SECONDS: whole(
    'Heartbeat interval told to stations, seconds.',
    300,
    [1, 86_400],
  ),
  LADDBOK_PING_SECONDS: whole(
    'Interval of WebSocket pings, seconds; 0 sends none.',
    60,
    [0, 86_400],
  ),
  LADDBOK_PING_STATIONS: stationSeconds(
    'Stations that are pinged at another interval: station=seconds, by commas.',
  ),
  LADDBOK_NEWCOMERS: oneOf(
    'What becomes of a second connection of a station: with probe it takes the place of the older one where it proved who it is, or where that one answers no ping.',
    newcomerPolicies,
  ),
  LADDBOK_LIMIT_CONNECTIONS: limit('Open connections in all.', 50_000),
  LADDBOK_LIMIT_ADDRESS_CONNECTIONS: limit('Open connections from one address.', 5_000),
  LADDBOK_LIMIT_HANDSHAKES: limit('Handshakes a second in all; ten times that at once.', 1_000),
  LADDBOK_LIMIT_ADDRESS_HANDSHAKES: limit(
    'Handshakes a second from one address, behind which a whole site may be; 60 times that at once.',
    50,
  ),
  LADDBOK_LIMIT_STATION_HANDSHAKES: limit(
    'Handshakes a minute of one station from one address; 20 at once.',
    12,
  ),
  LADDBOK_LIMIT_ADDRESS_FAILED_LOGINS: limit(
    'Failed logins a minute from one address; 300 at once.',
    120,
  ),
  LADDBOK_LIMIT_STATION_FAILED_LOGINS: limit(
    'Failed logins a minute of one station from one address, 10 at once; from all addresses five times that.',
    6,
  ),
  LADDBOK_LIMIT_STATION_FRAMES: limit(
    'Frames a second of one station; 20 times that at once.',
    100,
  ),
  LADDBOK_LIMIT_STATION_KIB: limit('KiB a second of one station; 16 times that at once.', 1_024),
  LADDBOK_PROFILE_0: list(
    'Stations let in by their id alone (security profile 0): ids by commas, `registered` for those so registered, `*` for all, `none`. Empty: all where LADDBOK_HOST is loopback; elsewhere none with TLS, and no start without.',
  ),
  LADDBOK_GATEWAY_TLS_PORT: port(
    'Port of the gateway for wss://, where a certificate is set.',
    9443,
  ),
  LADDBOK_TLS_CERT: list(
    'Files with the certificate chains of the gateway (PEM), by commas: one RSA and one ECDSA. Empty: no TLS.',
  ),
  LADDBOK_TLS_KEY: list('Files with their private keys, in the same order.'),
  LADDBOK_TLS_CLIENT_CA: text(
    'File with the CAs that sign certificates of stations (security profile 3). Empty: none is asked for.',
  ),
  LADDBOK_TLS_CLIENT_ORGANISATION: list(
    'O that certificates of stations have to name, one of these by commas. Empty: any.',
  ),
  LADDBOK_TLS_MIN_VERSION: oneOf('Lowest version of TLS.', ['TLSv1.2', 'TLSv1.3']),
  LADDBOK_TLS_CIPHERS: text('Cipher suites of TLS, as OpenSSL names them. Empty: those of OCPP.'),
  LADDBOK_TAP_UPSTREAM: socketUrl(
    'CSMS that stations are passed on to unchanged, ws:// or wss://. Empty: the gateway answers.',
  ),
  LADDBOK_TAP_STATIONS: socketUrls(
    'Stations that go elsewhere than to LADDBOK_TAP_UPSTREAM: station=address, or station=gateway for those that are answered here, by commas.',
  ),
  LADDBOK_TAP_CA: text(
    'File with the CAs that sign the certificate of a wss:// upstream (PEM). Empty: those of Node.',
  ),
  LADDBOK_TAP_CERT: text(
    'File with the certificate that the tap shows upstream for stations that showed theirs (PEM).',
  ),
  LADDBOK_TAP_KEY: text('File with its private key.'),
  LADDBOK_TAP_SPOOL_MB: whole(
    'Megabytes of tapped traffic that may wait on the disk while the log is away.',
    1_024,
    [1, 1_000_000],
  ),
  LADDBOK_PARTITIONS: whole('Partitions of a new log. Fixed from then on.', 12, [1, 1024]),
  LADDBOK_REPLICAS: whole('Replicas of topics that are created in Kafka.', 1, [1, 10]),
  LADDBOK_ARCHIVE: text(
    'Folder for what the log held: files of Avro that replay, verify and explain read on from. Empty: none.',
  ),
  LADDBOK_KEEP_LOG_DAYS: days(
    'Days that the log keeps what stations said, once it is in the tables and, where there is one, in the archive.',
  ),
  LADDBOK_KEEP_ARCHIVE_DAYS: days('Days that the archive keeps a file.'),
  LADDBOK_KEEP_SAMPLES_DAYS: days('Days that meter_values are kept, by whole months.'),
  LADDBOK_EPOCH: whole(
    'Life of the log; raised when a new log takes the place of an old one.',
    1,
    [1, 65_535],
  ),
  LADDBOK_LOG_LEVEL: oneOf('How much is said on standard error.', [
    'info',
    'warn',
    'error',
    'silent',
  ]),
  KAFKA_BROKERS: list('Kafka brokers, host:port, by commas. Empty: the embedded log.'),
  KAFKA_SSL: oneOf('Whether to speak TLS to Kafka.', ['false', 'true']),
  KAFKA_SASL_MECHANISM: oneOf('SASL mechanism of Kafka.', [
    'plain',
    'scram-sha-256',
    'scram-sha-512',
  ]),
  KAFKA_SASL_USERNAME: text('User of Kafka; empty for none.'),
  KAFKA_SASL_PASSWORD: secret('Password of Kafka.'),
  KAFKA_SESSION_TIMEOUT_SECONDS: whole(
    'Silence after which Kafka takes a processor for dead and gives its partitions to others.',
    45,
    [6, 1_800],
  ),
  SCHEMA_REGISTRY_URL: url('Confluent-compatible schema registry. Empty: the registry file.'),
  CLICKHOUSE_URL: url('ClickHouse over HTTP. Empty: the embedded store.'),
  CLICKHOUSE_DATABASE: text('Database of ClickHouse.', 'laddbok'),
  CLICKHOUSE_USER: text('User of ClickHouse.', 'default'),
  CLICKHOUSE_PASSWORD: secret('Password of ClickHouse.'),
  CLICKHOUSE_INSERT_QUORUM: text(
    'Replicas that confirm each insert: auto, or how many. Empty: what the server is set to.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

type Settings = typeof settings;
export type SettingName = keyof Settings;
export type Config = { readonly [K in SettingName]: ReturnType<Settings[K]['read']> };

/** Names that can only be meant for us; Kafka and ClickHouse have settings of their own. */
const ownPrefix = 'LADDBOK_';

/**
 * Reads all settings. Every problem is named at once, also names with our prefix that are no
 * settings: a misspelt one must not be silently ignored.
 */
export const parseConfig = (env: Env): Config => {
  const problems: string[] = [];
  const read = Object.entries<Setting<unknown>>(settings).map(([name, setting]) => {
    try {
      return [name, setting.read(env[name] ?? setting.fallback)] as const;
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      return [name, undefined] as const;
    }
  });
  for (const name of Object.keys(env)) {
    if (name.startsWith(ownPrefix) && !(name in settings)) {
      problems.push(`${name}: no such setting`);
    }
  }
  if (problems.length > 0) throw new AppError('CONFIG_INVALID', { problems: problems.join('; ') });
  return Object.fromEntries(read) as Config;
};

/** The configuration of this process. */
export const configOfProcess = (): Config => parseConfig(process.env);

/** Path of a part of the data folder. */
export const dataPath = (config: Config, ...parts: readonly string[]): string =>
  resolve(config.LADDBOK_DATA, ...parts);

/** The effective values as text, secrets masked. */
export const shown = (config: Config): readonly (readonly [SettingName, string])[] =>
  Object.entries<Setting<unknown>>(settings).map(([name, setting]) => {
    const value = String(config[name as SettingName]);
    return [name as SettingName, setting.secret === true && value !== '' ? '(set)' : value];
  });

/** The text of `.env.example`: every setting with its meaning and default. */
export const exampleEnv = (): string =>
  Object.entries<Setting<unknown>>(settings)
    .map(([name, { about, fallback }]) => {
      const value = name === 'LADDBOK_GATEWAY_ID' ? 'gateway-1' : fallback;
      return `# ${about}\n# ${name}=${value}\n`;
    })
    .join('\n');
