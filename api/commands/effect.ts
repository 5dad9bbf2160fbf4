// What was seen of a command afterwards, from the tables.

import { Type } from 'typebox';
import { commands as table } from '../../processors/commands/table.ts';
import type { Store } from '../../store/port.ts';
import type { AskedCommand } from './counter.ts';

export const effectRow = Type.Object({
  effect_expected: Type.String({ description: 'What should follow, as session_start.' }),
  effect: Type.String({ description: 'awaited, observed, held, missed, unknown or empty.' }),
  effect_at: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
});

interface Seen extends Readonly<Record<string, unknown>> {
  readonly effect_expected: string;
  readonly effect: string;
  readonly effect_at: string | null;
}

const sql = `SELECT effect_expected, effect,
  if(effect_at IS NULL, NULL, formatDateTime(effect_at, '%Y-%m-%dT%H:%i:%SZ', 'UTC')) AS effect_at
FROM ${table.name}
WHERE tenant = {tenant:String} AND station_id = {station:String} AND command_id = {event:String}`;

/** The effect as far as the tables know it; null before they hold the command. */
export const effectOf = async (store: Store, command: AskedCommand): Promise<Seen | null> => {
  if (command.eventId === '') return null;
  const { tenant, stationId: station, eventId: event } = command;
  const rows = await store.query<Seen>({ sql, params: { tenant, station, event } });
  return rows[0] ?? null;
};
