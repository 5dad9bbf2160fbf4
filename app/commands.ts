// The commands of `laddbok`, in the order that help shows them.

import type { Command } from './command.ts';
import { api } from './commands/api.ts';
import { backupCommand, restoreCommand } from './commands/backup.ts';
import { bench } from './commands/bench.ts';
import { campaign } from './commands/campaign.ts';
import { cardCommand } from './commands/card.ts';
import { command } from './commands/command.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { gatewayCommand } from './commands/gateway.ts';
import { importCommand } from './commands/import.ts';
import { keyCommand } from './commands/key.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { meterKey } from './commands/meter-key.ts';
import { ocpiCommand } from './commands/ocpi.ts';
import { processCommand } from './commands/process.ts';
import { replayCommand } from './commands/replay.ts';
import { station } from './commands/station.ts';
import { tapCommand } from './commands/tap.ts';
import { tariffCommand } from './commands/tariff.ts';
import { up } from './commands/up.ts';
import { verifyCommand } from './commands/verify.ts';

export const commands: readonly Command[] = [
  up,
  demo,
  gatewayCommand,
  tapCommand,
  processCommand,
  api,
  importCommand,
  command,
  campaign,
  keyCommand,
  ocpiCommand,
  station,
  meterKey,
  ledgerCommand,
  tariffCommand,
  exportCommand,
  replayCommand,
  verifyCommand,
  backupCommand,
  restoreCommand,
  cardCommand,
  doctor,
  bench,
];
