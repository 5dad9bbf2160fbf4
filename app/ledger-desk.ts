// The desk of the ledger over the log of this installation.

import { type LedgerDesk, openLedgerDesk } from '../api/ledger/desk.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import { ledgerTopic } from '../log/port.ts';
import type { LedgerEvent } from '../schemas/events.gen.ts';
import { recordsOf } from './records.ts';

interface DeskGround {
  readonly log: EventLog;
  readonly ledger: EventCodec<LedgerEvent>;
}

export const ledgerDeskOver = ({ log, ledger }: DeskGround): LedgerDesk => {
  const next = new Map<number, number>();
  const news = () => recordsOf(log, ledgerTopic, next);
  return openLedgerDesk({ log, codec: ledger, news, clock: Date.now });
};
