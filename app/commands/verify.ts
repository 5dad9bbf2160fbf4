// `laddbok verify`: folds the log afresh and compares; exit 1 where a table is not as the log says.

import type { Logger } from '../../lib/logger.ts';
import { ocppTopic } from '../../log/port.ts';
import type { Command } from '../command.ts';
import type { Config } from '../config.ts';
import { openFold } from '../fold.ts';
import { lineageOf } from '../pump.ts';
import { ownSet } from '../set-choice.ts';
import { progressOn, shareText } from '../progress.ts';
import { keeps, retentionOf } from '../retention.ts';
import { findRunning } from '../running.ts';
import type { Verdict } from '../verify.ts';
import { verify } from '../verify.ts';
import { openLogFor, openStoreToRead } from '../wire.ts';

const check = async (config: Config, logger: Logger): Promise<Verdict> => {
  const { log, ocpp, ledger } = await openLogFor(config, { logger });
  const store = await openStoreToRead(config, findRunning(config)?.clickhouse ?? '');
  const progress = progressOn(process.stderr);
  try {
    const fold = await openFold();
    const own = { log, fold, topic: ocppTopic, epoch: config.LADDBOK_EPOCH };
    const { set: _, ...lineage } = await lineageOf({ ...own, set: 0 });
    return await verify({
      ...own,
      store,
      codec: ocpp,
      ledger,
      set: await ownSet(store, lineage),
      keeps: keeps(retentionOf(config), Date.now()),
      onProgress: ({ events, ofEvents }) => progress.show(`${shareText(events, ofEvents)} events`),
    });
  } finally {
    progress.done();
    await store.close();
    await log.close();
  }
};

export const verifyCommand: Command = {
  usage: '',
  help: [
    'Exit code 0: every row is as the log says. 1: rows differ, are missing or are too many.',
    'Works beside a running `laddbok up`: events that are not in the tables yet are left out.',
  ].join('\n'),
  flags: { json: { type: 'boolean', about: 'print the verdict as JSON' } },
  run: async ({ config, logger, flags, print }) => {
    const verdict = await check(config, logger);
    if (flags['json'] === true) {
      print(JSON.stringify(verdict));
      return verdict.differences === 0 ? 0 : 1;
    }
    for (const { table, key, expected, stored } of verdict.shown) {
      print(`${table} ${key}`);
      print(`  by the log: ${expected ?? 'no row'}`);
      print(`  stored:     ${stored ?? 'no row'}`);
    }
    const behind = verdict.behind === 0 ? '' : `, ${verdict.behind} not in the tables yet`;
    print(
      `${verdict.events} events${behind}, ${verdict.rows} rows, ${verdict.differences} differences.`,
    );
    return verdict.differences === 0 ? 0 : 1;
  },
};
