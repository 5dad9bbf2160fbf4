// The commands of `laddbok`, in the order that help shows them.

import type { Command } from './command.ts';

/** A command as the list shows it; what it stands on is read when it is asked for. */
export interface ListedCommand {
  readonly name: string;
  /** One line. */
  readonly about: string;
  readonly load: () => Promise<Command>;
}

// Each command is read by itself: `laddbok station list` need not wait for boards and benches.
export const commands: readonly ListedCommand[] = [
  {
    name: 'up',
    about: 'run everything in one process',
    load: async () => (await import('./commands/up.ts')).up,
  },
  {
    name: 'demo',
    about: 'run with a month of simulated stations, then live ones',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
  {
    name: 'gateway',
    about: 'run only the gateway',
    load: async () => (await import('./commands/gateway.ts')).gatewayCommand,
  },
  {
    name: 'tap',
    about: 'pass stations on to a CSMS and record what is said',
    load: async () => (await import('./commands/tap.ts')).tapCommand,
  },
  {
    name: 'process',
    about: 'run only the pump from the log to the store',
    load: async () => (await import('./commands/process.ts')).processCommand,
  },
  {
    name: 'api',
    about: 'run only the API',
    load: async () => (await import('./commands/api.ts')).api,
  },
  {
    name: 'import',
    about: 'take recorded traffic into the log',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  {
    name: 'command',
    about: 'ask a station to do something',
    load: async () => (await import('./commands/command.ts')).command,
  },
  {
    name: 'campaign',
    about: 'update the firmware of many stations',
    load: async () => (await import('./commands/campaign.ts')).campaign,
  },
  {
    name: 'key',
    about: 'issue, list, rotate and withdraw the keys that the API asks for',
    load: async () => (await import('./commands/key.ts')).keyCommand,
  },
  {
    name: 'ocpi',
    about: 'add, list and remove the parties that pull data by OCPI',
    load: async () => (await import('./commands/ocpi.ts')).ocpiCommand,
  },
  {
    name: 'station',
    about: 'register stations, rotate their keys, block and remove them',
    load: async () => (await import('./commands/station.ts')).station,
  },
  {
    name: 'meter-key',
    about: 'register, list and withdraw the public keys of meters',
    load: async () => (await import('./commands/meter-key.ts')).meterKey,
  },
  {
    name: 'ledger',
    about: 'record sites, ports, exclusions, tariffs, periods; erase a person',
    load: async () => (await import('./commands/ledger.ts')).ledgerCommand,
  },
  {
    name: 'tariff',
    about: 'check a tariff, or price a session with it',
    load: async () => (await import('./commands/tariff.ts')).tariffCommand,
  },
  {
    name: 'export',
    about: 'write files for regulators and analysts',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  {
    name: 'replay',
    about: 'make the tables again from the log, compare, and show them',
    load: async () => (await import('./commands/replay.ts')).replayCommand,
  },
  {
    name: 'verify',
    about: 'fold the log afresh and compare it with the tables',
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  {
    name: 'retain',
    about: 'archive what the log holds, remove what need not be kept',
    load: async () => (await import('./commands/retain.ts')).retain,
  },
  {
    name: 'backup',
    about: 'copy log, tables and keys to a folder, also while running',
    load: async () => (await import('./commands/backup.ts')).backupCommand,
  },
  {
    name: 'restore',
    about: 'put a backup into an empty data folder',
    load: async () => (await import('./commands/backup.ts')).restoreCommand,
  },
  {
    name: 'card',
    about: 'learn, list, apply and withdraw quirk cards',
    load: async () => (await import('./commands/card.ts')).cardCommand,
  },
  {
    name: 'doctor',
    about: 'say what is missing or wrong',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'bench',
    about: 'measure against the floor of the same machine',
    load: async () => (await import('./commands/bench.ts')).bench,
  },
];
