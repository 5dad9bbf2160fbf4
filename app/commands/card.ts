// `laddbok card`: proposes quirk cards from evidence, and states or withdraws them in the log.

import { stableId } from '../../lib/hash.ts';
import { AppError } from '../../lib/errors.ts';
import { ocppTopic } from '../../log/port.ts';
import { cardOf } from '../../processors/interpret/cards.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { overrideOf } from '../../ingest/override.ts';
import type { Command, Invocation } from '../command.ts';
import type { Config } from '../config.ts';
import { findRunning } from '../running.ts';
import type { Counted } from '../propose-cards.ts';
import { proposalsOf } from '../propose-cards.ts';
import { openLogFor, openStoreToRead } from '../wire.ts';

const rowsOf = async <T extends Readonly<Record<string, unknown>>>(config: Config, sql: string) => {
  const store = await openStoreToRead(config, findRunning(config)?.clickhouse ?? '');
  try {
    return await store.query<T>({ sql, params: { tenant: config.LADDBOK_TENANT } });
  } finally {
    await store.close();
  }
};

const evidence = `SELECT vendor, model, toUInt32(count()) AS stations,
  toUInt32(sum(starts)) AS starts, toUInt32(sum(starts_at_zero)) AS starts_at_zero,
  toUInt32(sum(boots)) AS boots, toUInt32(sum(resets_on_boot)) AS resets_on_boot,
  toUInt32(sum(spans)) AS spans, toUInt32(sum(spans_thousandth)) AS spans_thousandth
FROM quirk_evidence WHERE tenant = {tenant:String} GROUP BY vendor, model ORDER BY vendor, model`;

const held = `SELECT station_id, card_id, card, since FROM quirk_cards
WHERE tenant = {tenant:String} AND holds ORDER BY station_id`;

const learn = async ({ config, flags, print }: Invocation): Promise<number> => {
  const proposals = proposalsOf(await rowsOf<Counted>(config, evidence));
  if (flags['json'] === true) print(JSON.stringify(proposals));
  else for (const one of proposals) print(`${one.vendor} ${one.model}: ${JSON.stringify(one)}`);
  return 0;
};

interface Held extends Readonly<Record<string, unknown>> {
  readonly station_id: string;
  readonly card: string;
  readonly since: string;
}

const list = async ({ config, flags, print }: Invocation): Promise<number> => {
  const rows = await rowsOf<Held>(config, held);
  if (flags['json'] === true) print(JSON.stringify(rows));
  else for (const { station_id, since, card } of rows) print(`${station_id} ${since} ${card}`);
  return 0;
};

const state = async (told: Invocation, frame: string, stations: readonly string[]) => {
  const { config, flags, print, logger } = told;
  if (stations.length === 0) throw new AppError('USAGE', { problem: 'name the stations' });
  const recordedAt = Date.now() * 1000;
  const events: readonly OcppEvent[] = stations.map((stationId) =>
    overrideOf({
      tenant: config.LADDBOK_TENANT,
      stationId,
      frame,
      recordedAt,
      connectionId: `override-${stableId(`${stationId}/${recordedAt}/${frame}`)}`,
    }),
  );
  const isDry = flags['yes'] !== true;
  if (flags['json'] === true) print(JSON.stringify({ written: !isDry, stations, frame }));
  else print(`${isDry ? 'Would write' : 'Writing'} ${frame} for ${stations.join(', ')}.`);
  if (isDry) return 0;
  const { log, ocpp } = await openLogFor(config, { logger });
  try {
    const records = events.map((event) => ({
      key: `${event.tenant}/${event.stationId}`,
      value: ocpp.encode(event),
    }));
    await log.append(ocppTopic, records);
    return 0;
  } finally {
    await log.close();
  }
};

const readCard = (text: string | undefined) => {
  try {
    return cardOf(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
};

const apply = (told: Invocation): Promise<number> => {
  const [, text, ...stations] = told.args;
  const card = readCard(text);
  const problem = 'the card is no JSON of a quirk card, see docs/quirk-cards.md';
  if (card === null) throw new AppError('USAGE', { problem });
  return state(told, JSON.stringify({ quirk_card: card }), stations);
};

export const cardCommand: Command = {
  usage: 'learn | list | apply CARD STATION… | withdraw STATION…',
  help: [
    'learn     proposes cards by model from what was seen, with the evidence',
    'list      shows the cards that hold',
    'apply     states the CARD (JSON) for stations, from now on',
    'withdraw  ends the cards of stations, from now on',
    'Nothing is written without --yes.',
  ].join('\n'),
  flags: {
    yes: { type: 'boolean', about: 'write to the log' },
    json: { type: 'boolean', about: 'print as JSON' },
  },
  run: async (told) => {
    const [verb, ...rest] = told.args;
    if (verb === 'learn') return learn(told);
    if (verb === 'list') return list(told);
    if (verb === 'apply') return apply(told);
    if (verb === 'withdraw') return state(told, '{"quirk_card":null}', rest);
    throw new AppError('USAGE', { problem: 'say learn, list, apply or withdraw' });
  },
};
