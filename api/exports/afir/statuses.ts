// The dynamic documents: what each point was doing at an instant, whole or as far as it changed.

import { instantText } from '../../../lib/time.ts';
import type { RowValues } from '../../encode.ts';
import type { Interval, PortHistory } from '../../rulebooks/evaluate.ts';
import type { ExportErrand } from '../define.ts';
import { historiesOf } from '../histories.ts';
import type { Rate } from '../listing.ts';
import { portGroups } from '../port-groups.ts';
import type { SitedPort } from '../registry.ts';
import { bySite, byStation, pointId, publishedPorts, rateId } from './published.ts';
import { energyPrice, pointVersion, rateAt, siteVersion, stationVersion } from './table.ts';

/** States of the timeline in the words of RefillPointStatusEnum. */
const words: Readonly<Record<string, string>> = {
  available: 'available',
  occupied: 'charging',
  charging: 'charging',
  reserved: 'reserved',
  unavailable: 'inoperative',
  faulted: 'outOfOrder',
};

interface Now {
  readonly status: string;
  /** Since when, milliseconds UTC; null: not known. */
  readonly since: number | null;
}

const covering = (intervals: readonly Interval[], at: number): Interval | undefined =>
  intervals.find(
    ({ started_at, ended_at }) => started_at <= at && (ended_at === null || at < ended_at),
  );

/** What a point is at an instant; of a point that is not there yet or any more, that. */
export const statusAt = ({ intervals, since, until }: PortHistory, at: number): Now => {
  if (since !== null && at < since) return { status: 'planned', since: null };
  if (until !== null && at >= until) return { status: 'removed', since: until };
  const found = covering(intervals, at);
  return { status: words[found?.state ?? ''] ?? 'unknown', since: found?.started_at ?? null };
};

const reference = (idG: string, versionG: string) => ({
  targetClass: 'FacilityObject',
  idG,
  versionG,
});

const rateUpdate = (sited: SitedPort, rate: Rate | undefined) => {
  if (rate === undefined) return {};
  const energyRateReference = { targetClass: 'EnergyRate', idG: rateId(sited) };
  const lastUpdated = instantText(rate.since);
  return {
    energyRateUpdate: [{ lastUpdated, energyRateReference, energyPrice: energyPrice(rate) }],
  };
};

const pointStatus = (sited: SitedPort, { status, since }: Now, rate: Rate | undefined) => ({
  aegiElectricChargingPointStatus: {
    reference: reference(pointId(sited), pointVersion(sited)),
    ...(since === null ? {} : { lastUpdated: instantText(since) }),
    status: { value: status },
    ...rateUpdate(sited, rate),
  },
});

interface Told {
  readonly sited: SitedPort;
  readonly status: object;
  readonly changed: boolean;
}

/** Until when the range is known: later nothing can be said of it. */
export const knownTo = ({ to, as_of }: Pick<ExportErrand, 'to' | 'as_of'>): number =>
  Math.min(to, as_of);

const toldOf = (errand: ExportErrand, [sited, history]: readonly [SitedPort, PortHistory]) => {
  const { before, now } = errand.registry.rates;
  const was = pointStatus(sited, statusAt(history, errand.from), rateAt(before, sited));
  const is = pointStatus(sited, statusAt(history, knownTo(errand)), rateAt(now, sited));
  return { sited, status: is, changed: JSON.stringify(was) !== JSON.stringify(is) };
};

const siteStatus = (ports: readonly SitedPort[], told: ReadonlyMap<SitedPort, Told>) => ({
  reference: reference(ports[0]?.site.site_id ?? '', siteVersion(ports)),
  energyInfrastructureStationStatus: byStation(ports)
    .map((own) => ({
      reference: reference(own[0]?.port.station_id ?? '', stationVersion(own)),
      refillPointStatus: own.flatMap((sited) => told.get(sited)?.status ?? []),
    }))
    .filter(({ refillPointStatus }) => refillPointStatus.length > 0),
});

const toldIn = async (errand: ExportErrand, ports: readonly SitedPort[]) => {
  const window = { from: errand.from, to: knownTo(errand) + 1 };
  const all: Told[] = [];
  for (const group of portGroups(ports)) {
    const histories = await historiesOf(errand, group, window);
    all.push(...histories.map((one) => toldOf(errand, one)));
  }
  return all;
};

/** Statuses by site: of all points, or of those that are not as they were when the range began. */
export const statusRows = (whole: boolean) =>
  async function* (errand: ExportErrand): AsyncGenerator<readonly RowValues[]> {
    for (const ports of bySite(publishedPorts(errand.registry))) {
      const told = (await toldIn(errand, ports)).filter(({ changed }) => whole || changed);
      if (told.length === 0) continue;
      const object = siteStatus(ports, new Map(told.map((one) => [one.sited, one])));
      yield [[ports[0]?.site.site_id ?? '', JSON.stringify(object)]];
    }
  };
