// What a back office does with a station now and then: the exchanges of one visit, as wire texts.

import type { Prng } from '../lib/prng.ts';
import { instantText, minute_ms, second_ms } from '../lib/time.ts';
import type { Protocol } from './station.ts';

type Payload = Readonly<Record<string, unknown>>;

/** A call and its answer, at their distance from the start of the visit. */
export interface Exchanged {
  readonly after_ms: number;
  readonly answer_ms: number;
  readonly by: 'office' | 'station';
  readonly action: string;
  readonly payload: Payload;
  readonly answer: Payload;
}

/** What is known of the station that is visited. */
export interface Visited {
  readonly protocol: Protocol;
  /** Of its last boot. */
  readonly boot: Payload | null;
  /** What it said last of each connector. */
  readonly statuses: readonly Payload[];
  readonly at: number;
}

export interface AttendedVisit {
  readonly exchanges: readonly Exchanged[];
  /** The version that the station has from then on, where that changes. */
  readonly version: string | null;
}

const interval_s = 3_600;
const accepted = { status: 'Accepted' };
const isOld = ({ protocol }: Visited): boolean => protocol === 'ocpp1.6';

const order = (random: Prng, action: string, told: [Payload, Payload]): Exchanged => ({
  after_ms: 0,
  // Most answers come at once; a station on a poor line takes its time.
  answer_ms: random.chance(0.06) ? random.between(4_000, 12_000) : random.between(80, 1_500),
  by: 'office',
  action,
  payload: told[0],
  answer: told[1],
});

const said = (after_ms: number, action: string, told: [Payload, Payload]): Exchanged => ({
  after_ms,
  answer_ms: 20,
  by: 'station',
  action,
  payload: told[0],
  answer: told[1],
});

/** The boot payload with another firmware. */
export const withVersion = (boot: Payload, version: string): Payload => {
  const station = boot['chargingStation'];
  return typeof station === 'object' && station !== null
    ? { ...boot, chargingStation: { ...station, firmwareVersion: version } }
    : { ...boot, firmwareVersion: version };
};

const versionOf = (boot: Payload): string => {
  const station = (boot['chargingStation'] ?? boot) as Payload;
  const version = station['firmwareVersion'];
  return typeof version === 'string' ? version : '';
};

/** The station starts again and says how its connectors are. */
const booting = (visited: Visited, after_ms: number, boot: Payload): readonly Exchanged[] => {
  const currentTime = instantText(visited.at + after_ms);
  const answer = { ...accepted, currentTime, interval: interval_s };
  return [
    said(after_ms, 'BootNotification', [boot, answer]),
    ...visited.statuses.map((status, i) => {
      const later_ms = after_ms + (i + 1) * second_ms;
      const timestamp = instantText(visited.at + later_ms);
      return said(later_ms, 'StatusNotification', [{ ...status, timestamp }, {}]);
    }),
  ];
};

const setting = (visited: Visited, random: Prng): readonly Exchanged[] => {
  const value = String(random.pick([300, 600, 900]));
  const component = { name: 'SampledDataCtrlr' };
  const variable = { name: 'TxUpdatedInterval' };
  const attributeStatus = random.chance(0.9) ? 'Accepted' : 'Rejected';
  return isOld(visited)
    ? [
        order(random, 'ChangeConfiguration', [
          { key: 'MeterValueSampleInterval', value },
          { status: attributeStatus },
        ]),
      ]
    : [
        order(random, 'SetVariables', [
          { setVariableData: [{ attributeValue: value, component, variable }] },
          { setVariableResult: [{ attributeStatus, component, variable }] },
        ]),
      ];
};

const asking = (visited: Visited, random: Prng): readonly Exchanged[] => {
  const currentTime = instantText(visited.at + 3 * second_ms);
  return [
    order(random, 'TriggerMessage', [{ requestedMessage: 'Heartbeat' }, accepted]),
    said(13 * second_ms, 'Heartbeat', [{}, { currentTime }]),
  ];
};

const clearing = (_visited: Visited, random: Prng): readonly Exchanged[] => [
  order(random, 'ClearCache', [{}, random.chance(0.92) ? accepted : { status: 'Rejected' }]),
];

const unlocking = (visited: Visited, random: Prng): readonly Exchanged[] => [
  order(random, 'UnlockConnector', [
    isOld(visited) ? { connectorId: 1 } : { evseId: 1, connectorId: 1 },
    { status: random.chance(0.85) ? 'Unlocked' : 'UnlockFailed' },
  ]),
];

const resetting = (visited: Visited, random: Prng): readonly Exchanged[] => [
  order(random, 'Reset', [{ type: isOld(visited) ? 'Soft' : 'OnIdle' }, accepted]),
  ...(visited.boot === null ? [] : booting(visited, 70 * second_ms, visited.boot)),
];

const nextVersion = (version: string): string =>
  version.replace(/\d+$/, (last) => String(Number(last) + 1).padStart(last.length, '0'));

/** An update, from the order to the boot with what was installed, or to where it failed. */
const updating = (visited: Visited, random: Prng): AttendedVisit => {
  const { boot, at } = visited;
  if (boot === null) return { exchanges: [], version: null };
  const version = nextVersion(versionOf(boot));
  const location = `https://firmware.example/${version}.bin`;
  const when = instantText(at);
  const requestId = Math.floor(at / minute_ms) % 1_000_000;
  const firmware = { location, retrieveDateTime: when };
  const told: [Payload, Payload] = isOld(visited)
    ? [{ location, retrieveDate: when }, {}]
    : [{ requestId, firmware }, accepted];
  const fails = random.chance(0.18);
  const course = fails
    ? ['Downloading', random.chance(0.5) ? 'DownloadFailed' : 'InstallationFailed']
    : ['Downloading', 'Downloaded', 'Installing', 'Installed'];
  const step_ms = random.between(2, 7) * minute_ms;
  const statuses = course.map((status, i) =>
    said(20 * second_ms + i * step_ms, 'FirmwareStatusNotification', [
      isOld(visited) ? { status } : { status, requestId },
      {},
    ]),
  );
  const end_ms = 60 * second_ms + course.length * step_ms;
  return {
    exchanges: [
      order(random, 'UpdateFirmware', told),
      ...statuses,
      ...(fails ? [] : booting(visited, end_ms, withVersion(boot, version))),
    ],
    version: fails ? null : version,
  };
};

/** What is done at a station that nobody charges at; equal randomness gives equal visits. */
export const attend = (visited: Visited, isNight: boolean, random: Prng): AttendedVisit => {
  if (isNight && random.chance(0.4)) return updating(visited, random);
  const kind = random.pick([setting, setting, asking, asking, clearing, unlocking, resetting]);
  return { exchanges: kind(visited, random), version: null };
};
