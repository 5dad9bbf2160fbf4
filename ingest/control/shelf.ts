// Commands in memory: those that are open, and of those that ended as many as there is room for.

import { keyOf } from '../event.ts';
import { after, type Command, isOver } from './command.ts';
import type { CommandRecord } from './record.ts';

export interface Shelf {
  /** Takes a record in; answers the command where it changed. */
  take(told: CommandRecord): Command | null;
  find(tenant: string, stationId: string, commandId: string): Command | undefined;
  /** Of a station, in the order in which they were asked for. */
  ofStation(key: string): readonly Command[];
  open(): readonly Command[];
}

export interface ShelfLimits {
  /** Commands that ended and are remembered, of each station. */
  readonly ended_perStation: number;
  /** Stations whose commands are remembered though none is open; the longest unchanged leave. */
  readonly stations: number;
}

export const shelfLimits: ShelfLimits = { ended_perStation: 50, stations: 50_000 };

type OfStation = Map<string, Command>;

const forget = (commands: OfStation, ended_max: number): void => {
  const over = [...commands.values()].filter(isOver);
  for (const { commandId } of over.slice(0, Math.max(0, over.length - ended_max)))
    commands.delete(commandId);
};

export const openShelf = (limits: ShelfLimits = shelfLimits): Shelf => {
  const stations = new Map<string, OfStation>();
  const open = new Set<string>();

  const forgetStations = (): void => {
    for (const [key, commands] of stations) {
      if (stations.size <= limits.stations) return;
      if ([...commands.values()].every(isOver)) stations.delete(key);
    }
  };

  const put = (key: string, command: Command): void => {
    const commands = stations.get(key) ?? new Map<string, Command>();
    commands.set(command.commandId, command);
    // The one that changed last stands last.
    stations.delete(key);
    stations.set(key, commands);
    if (isOver(command)) forget(commands, limits.ended_perStation);
    if ([...commands.values()].some((one) => !isOver(one))) open.add(key);
    else open.delete(key);
    if (stations.size > limits.stations) forgetStations();
  };

  return {
    take: (told) => {
      const key = keyOf(told.tenant, told.stationId);
      const before = stations.get(key)?.get(told.commandId);
      const next = after(before, told);
      if (next === undefined || next === before) return null;
      put(key, next);
      return next;
    },
    find: (tenant, stationId, commandId) => stations.get(keyOf(tenant, stationId))?.get(commandId),
    ofStation: (key) => [...(stations.get(key)?.values() ?? [])],
    open: () =>
      [...open].flatMap((key) =>
        [...(stations.get(key)?.values() ?? [])].filter((command) => !isOver(command)),
      ),
  };
};
