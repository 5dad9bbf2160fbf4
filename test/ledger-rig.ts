// A desk of the ledger over a log in memory, and drafts as people write them, for tests.

import { type LedgerDesk, openLedgerDesk, type Order } from '../api/ledger/desk.ts';
import type { Draft } from '../api/ledger/drafts.ts';
import type { Values } from '../api/ledger/read.ts';
import type { LogRecord } from '../log/port.ts';
import { ledgerTables } from '../processors/ledger/table.ts';
import type { LedgerEvent } from '../schemas/events.gen.ts';
import { jsonCodec } from './json-codec.ts';

const codec = jsonCodec<LedgerEvent>();

/** A draft for a table by its name. */
export const draftFor = (name: string, values: Values, withdraws = false): Draft => {
  const table = ledgerTables.find((one) => one.name === name);
  if (table === undefined) throw new Error(`There is no table ${name}.`);
  return { table, withdraws, values };
};

export interface LedgerRig {
  readonly desk: LedgerDesk;
  /** What stands in the log, in its order. */
  readonly events: () => readonly LedgerEvent[];
  /** Sets the clock of the desk. */
  readonly at: (instant: string) => void;
  /** Another desk over the same log. */
  readonly another: () => LedgerDesk;
}

/** A desk whose clock stands at 2026-03-01 until it is set. */
export const openLedgerRig = (): LedgerRig => {
  const records: LogRecord[] = [];
  let now = Date.UTC(2026, 2, 1);
  const open = (): LedgerDesk => {
    let read = 0;
    return openLedgerDesk({
      codec,
      clock: () => now,
      log: {
        append: (_, added) => {
          const first = records.length;
          for (const one of added) records.push({ ...one, offset: records.length });
          return Promise.resolve(added.map((__, n) => ({ partition: 0, offset: first + n })));
        },
      },
      async *news() {
        for (; read < records.length; read += 1) {
          const record = await Promise.resolve(records[read]);
          if (record !== undefined) yield record;
        }
      },
    });
  };
  return {
    desk: open(),
    another: open,
    events: () => records.map(({ value }) => codec.decode(value)),
    at: (instant) => {
      now = Date.parse(instant);
    },
  };
};

const plain = { tenant: 'main', by: 'ann' };

/** Records drafts; answers the status of each, and of those refused why. */
export const told = async (
  desk: LedgerDesk,
  drafts: readonly Draft[],
  order: Partial<Order> = {},
): Promise<readonly string[]> => {
  const outcomes = await desk.record({ ...plain, drafts, ...order });
  return outcomes.map(({ status, faults }) =>
    [status, ...faults.map(({ column, detail }) => `${column}: ${detail}`)].join(' '),
  );
};

/** A small registry: a site, two ports of a station, a tariff. */
export const registry: readonly Draft[] = [
  draftFor('sites', { site_id: 'S1', name: 'North', time_zone: 'Europe/Stockholm' }),
  ...[1, 2].map((port) =>
    draftFor('ports', {
      station_id: 'CP1',
      port,
      site_id: 'S1',
      power_w_max: 150_000,
      current_type: 'DC',
      evse_id: `SE*ABC*E1*${port}`,
    }),
  ),
  draftFor('tariffs', {
    tariff_id: 'T1',
    currency: 'SEK',
    valid_from: '2026-01-01',
    tariff: {
      elements: [{ price_components: [{ type: 'ENERGY', price: 4.5, vat: 25, step_size: 1 }] }],
    },
  }),
];
