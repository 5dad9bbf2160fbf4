// The commands of `laddbok`, in the order that help shows them.

import type { Command } from './command.ts';
import { api } from './commands/api.ts';
import { bench } from './commands/bench.ts';
import { cardCommand } from './commands/card.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { gatewayCommand } from './commands/gateway.ts';
import { importCommand } from './commands/import.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { meterKey } from './commands/meter-key.ts';
import { processCommand } from './commands/process.ts';
import { replayCommand } from './commands/replay.ts';
import { up } from './commands/up.ts';
import { verifyCommand } from './commands/verify.ts';

export const commands: readonly Command[] = [
  up,
  demo,
  gatewayCommand,
  processCommand,
  api,
  importCommand,
  meterKey,
  ledgerCommand,
  replayCommand,
  verifyCommand,
  cardCommand,
  doctor,
  bench,
];
