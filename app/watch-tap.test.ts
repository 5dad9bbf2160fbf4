// Whether a tap is well: it is while it records, with the log or without it.

import { expect, test } from 'vitest';
import { newFigures } from '../ingest/tap/figures.ts';
import { deferred } from '../lib/deferred.ts';
import type { LogHealth } from '../log/port.ts';
import { watchTap } from './watch-tap.ts';

const journal = { spooled_bytes: 70, recorded: 5, unrecorded: 2, torn: 1 };

const tapThat = (isLosing: boolean) => ({
  stats: () => ({ connections: 3, ...newFigures(), ...journal, isLosing }),
});

test('before the log is open and while it is away it is well, and says what waits', async () => {
  const opening = deferred<{ readonly log: { health(): LogHealth } }>();
  const { health, metrics } = watchTap(tapThat(false), opening.promise);
  const said = { connections: 3, spooled_bytes: 70, unrecorded: 2 };
  expect(await health()).toEqual({ ok: true, said: { log: 'not open yet', ...said } });
  expect(await metrics()).toMatch(/^laddbok_log_up 0$/m);
  let ok = false;
  opening.resolve({ log: { health: () => ({ ok, reason: 'no broker', pending: 4 }) } });
  await opening.promise;
  expect(await health()).toEqual({ ok: true, said: { log: 'no broker', ...said } });
  ok = true;
  expect(await health()).toEqual({ ok: true, said: { log: '', ...said } });
  const text = await metrics();
  for (const line of ['laddbok_log_up 1', 'laddbok_log_pending_records 4'])
    expect(text.split('\n')).toContain(line);
  expect(text.split('\n')).toContain('laddbok_tap_torn_lines_total 1');
});

test('it is not well where what is said is not recorded', async () => {
  const { health } = watchTap(tapThat(true), new Promise(() => undefined));
  expect((await health()).ok).toBe(false);
});
