// The ledger in the real log and the real store: both times of every answer, once, and verified.

import { expect, test } from 'vitest';
import { asKnown, asKnownDuring } from '../api/as-known.ts';
import { openLedgerDesk } from '../api/ledger/desk.ts';
import { type Held, spansOf, standing } from '../api/ledger/standing.ts';
import { startPump } from '../app/pump.ts';
import { recordsOf } from '../app/records.ts';
import { verify } from '../app/verify.ts';
import { prng } from '../lib/prng.ts';
import { ledgerTopic } from '../log/port.ts';
import { exclusions, type LedgerTable, sites } from '../processors/ledger/table.ts';
import { draftFor, registry } from './ledger-rig.ts';
import { foldInto, type Pipeline, withPipeline } from './pipeline.ts';

const day = (number: number): number => Date.UTC(2026, 0, number);
const instant = (at: number): string => new Date(at).toISOString();

/** A desk over the log of a pipeline, whose clock is set by hand. */
const deskOver = ({ log, codecs }: Pipeline) => {
  const clock = { now: day(1) };
  const next = new Map<number, number>();
  const desk = openLedgerDesk({
    log,
    codec: codecs.ledger,
    news: () => recordsOf(log, ledgerTopic, next),
    clock: () => clock.now,
  });
  return { desk, clock };
};

/** Folds until the tables hold the ledger. */
const fold = async (pipeline: Pipeline): Promise<void> => {
  const options = { ...foldInto(pipeline), ledger: pipeline.codecs.ledger };
  const pump = await startPump({ ...options, flushInterval_ms: 20 });
  await pump.settled();
  expect(pump.stats()).toMatchObject({ ledgerLag: 0, setAside: 0 });
  await pump.stop();
};

const entriesOf = (held: readonly (readonly Held[])[]): readonly string[] =>
  held.flat().map(({ entry_id }) => entry_id);

interface Stood extends Readonly<Record<string, unknown>> {
  readonly entry_id: string;
  readonly holds_from: string;
  readonly holds_to: string | null;
}

/** A history of sites and exclusions that change, overlap, end and are taken back. */
const makeHistory = async ({ desk, clock }: ReturnType<typeof deskOver>): Promise<void> => {
  const random = prng('ledger');
  const order = { tenant: 'main', by: 'ann', skipBad: true };
  await desk.record({ ...order, drafts: registry });
  for (let turn = 0; turn < 36; turn += 1) {
    clock.now = day(2 + turn - Math.floor(turn / 3));
    const [from, length] = [random.between(0, 39), random.between(0, 11)];
    const span = {
      valid_from: instant(day(1 + from)),
      valid_to: length < 2 ? '' : instant(day(1 + from + length)),
    };
    const id = String(random.between(0, 3));
    const withdraws = random.chance(0.2);
    const site = { site_id: `S${id}`, ...span };
    const told = withdraws ? site : { ...site, name: `turn ${turn}`, time_zone: 'UTC' };
    const exclusion = { exclusion_id: `X${id}` };
    const declared = {
      ...exclusion,
      ...span,
      station_id: 'CP1',
      reason: 'vandalism',
      evidence: `turn ${turn}`,
    };
    await desk.record({
      ...order,
      drafts: [
        draftFor('sites', told, withdraws),
        draftFor('exclusions', withdraws ? exclusion : declared, withdraws),
      ],
    });
  }
};

test('the ledger is stored once, answered by both times, and verified', async () => {
  await withPipeline(async (pipeline) => {
    const { store } = pipeline;
    const made = deskOver(pipeline);
    await makeHistory(made);
    await fold(pipeline);
    const register = await made.desk.held('main');

    const asked = async (table: LedgerTable, valid_at: number | null, known_at: number | null) => {
      const query = asKnown(table, { tenant: 'main', valid_at, known_at });
      const rows = await store.query<Stood>(query);
      return rows.map(({ entry_id }) => entry_id).toSorted();
    };
    const expected = (table: LedgerTable, valid_at: number | null, known_at: number | null) =>
      entriesOf(
        [...register.things(table)].map((entries) => {
          const one = standing(entries, { valid_at, known_at });
          return one === null ? [] : [one];
        }),
      ).toSorted();
    const answers: string[] = [];
    for (const table of [sites, exclusions])
      for (const valid_at of [null, day(9), day(17), day(33)])
        for (const known_at of [null, day(8), day(15), day(24)]) {
          const got = await asked(table, valid_at, known_at);
          expect(got, `${table.name} ${valid_at} ${known_at}`).toEqual(
            expected(table, valid_at, known_at),
          );
          answers.push(JSON.stringify(got));
        }
    expect(new Set(answers).size).toBeGreaterThan(12);

    let states = 0;
    // The states within a span are those that the register tells, and meet without gaps.
    for (const table of [sites, exclusions]) {
      const span = { from: day(5), to: day(30), known_at: null, tenant: 'main' };
      const rows = await store.query<Stood>(asKnownDuring(table, span));
      const told = [...register.things(table)].flatMap(spansOf);
      const within = told.filter(
        ({ valid_from, valid_to }) =>
          valid_from < span.to && (valid_to === null || valid_to > span.from),
      );
      const key = (entry: string, from: string) => `${entry} ${from}`;
      const utc = (text: string) => `${text.replace(' ', 'T')}Z`;
      expect(rows.map((row) => key(row.entry_id, utc(row.holds_from))).toSorted()).toEqual(
        within.map((one) => key(one.entry.entry_id, instant(one.valid_from))).toSorted(),
      );
      states += rows.length;
    }

    expect(states).toBeGreaterThan(5);

    // What is recorded later changes no answer about what was known before.
    const before = await asked(sites, day(17), day(24));
    made.clock.now = day(80);
    const late = { site_id: 'S1', name: 'late', time_zone: 'UTC', valid_from: instant(day(1)) };
    const order = { tenant: 'main', by: 'ann', drafts: [draftFor('sites', late)] };
    expect((await made.desk.record(order))[0]?.status).toBe('recorded');
    await fold(pipeline);
    expect(await asked(sites, day(17), day(24))).toEqual(before);
    expect(await asked(sites, day(17), null)).not.toEqual(before);

    const verifying = { ...foldInto(pipeline), ledger: pipeline.codecs.ledger };
    expect(await verify(verifying)).toMatchObject({ differences: 0, behind: 0 });
    await store.command(
      "ALTER TABLE sites_v1 DELETE WHERE name = 'late' SETTINGS mutations_sync=1",
    );
    expect(await verify(verifying)).toMatchObject({ differences: 1 });
  });
});

test('an entry that no table can keep is set aside, and the rest goes in', async () => {
  await withPipeline(async (pipeline) => {
    const { log, codecs, store } = pipeline;
    const made = deskOver(pipeline);
    const event = {
      eventId: 'broken',
      tenant: 'main',
      kind: 'SiteRegistered',
      subject: 'site/S9',
      validFrom: null,
      validTo: null,
      recordedAt: day(1) * 1000,
      recordedBy: 'elsewhere',
      body: JSON.stringify({ site_id: 9 }),
    };
    await log.append(ledgerTopic, [{ key: 'main/site/S9', value: codecs.ledger.encode(event) }]);
    await made.desk.record({ tenant: 'main', by: 'ann', drafts: registry });
    const options = { ...foldInto(pipeline), ledger: codecs.ledger };
    const pump = await startPump(options);
    await pump.settled();
    expect(pump.stats().setAside).toBe(1);
    await pump.stop();
    const sql = 'SELECT event_id, log_topic, station_id FROM events_set_aside';
    expect(await store.query({ sql, params: {} })).toEqual([
      { event_id: 'broken', log_topic: 'laddbok.ledger', station_id: 'site/S9' },
    ]);
    const known = asKnown(sites, { tenant: 'main', valid_at: null, known_at: null });
    expect((await store.query<Stood>(known)).map((row) => row['site_id'])).toEqual(['S1']);
  });
});
