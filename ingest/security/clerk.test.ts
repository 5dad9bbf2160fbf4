// Stations are registered, given keys and blocked: what each process knows of it, and what is kept.

import { afterEach, describe, expect, test } from 'vitest';
import { silent } from '../../lib/logger.ts';
import { ledgerTopic } from '../../log/port.ts';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import { jsonCodec } from '../../test/json-codec.ts';
import { type RecordingLog, openRecordingLog } from '../../test/recording-log.ts';
import { type Clerk, type Done, type NotDone, openClerk } from './clerk.ts';
import { fitsHash, parseHash } from './hash-record.ts';
import { canonicalPassword } from './password.ts';
import { type Registry, openRegistry } from './registry.ts';

const codec = jsonCodec<LedgerEvent>();
const open: Registry[] = [];

const registryOn = async (log: RecordingLog, name: string): Promise<Registry> => {
  const registry = await openRegistry({ log, codec, name, logger: silent });
  open.push(registry);
  await registry.caughtUp();
  return registry;
};

const clerkOn = async (log: RecordingLog, name = 'here'): Promise<Clerk> => {
  let now = 1_000;
  return openClerk({ registry: await registryOn(log, name), clock: () => now++ });
};

afterEach(async () => {
  await Promise.all(open.splice(0).map((registry) => registry.stop()));
});

const anna = { tenant: 'default', stationId: 'CP1', by: 'cli/anna' };

const done = (what: Done | NotDone): Done => {
  if ('why' in what) throw new Error(what.complaint);
  return what;
};

const fits = async (password: string, hash: string | undefined): Promise<boolean> => {
  const record = parseHash(hash ?? '');
  return record !== null && fitsHash(canonicalPassword(Buffer.from(password)), record);
};

describe('a station that is registered', () => {
  test('gets a key that is told once and lies nowhere in the log', async () => {
    const log = openRecordingLog();
    const clerk = await clerkOn(log);
    const { password, entry } = done(await clerk.add({ ...anna, profile: 1 }));
    expect(password).toMatch(/^[0-9a-f]{40}$/);
    expect(await fits(password ?? '', entry.keys[0]?.hash)).toBe(true);
    const kept = log.records(ledgerTopic).map(({ value }) => Buffer.from(value).toString());
    expect(kept).toHaveLength(1);
    expect(kept.join('')).not.toContain(password);
  });

  test('is known to every process, also to one that starts later', async () => {
    const log = openRecordingLog();
    const early = await registryOn(log, 'early');
    const clerk = await clerkOn(log);
    await clerk.add({ ...anna, profile: 2 });
    await clerk.add({ ...anna, tenant: 'other', profile: 0 });
    await early.caughtUp();
    const late = await registryOn(log, 'late');
    for (const registry of [early, late]) {
      expect(registry.find('default', 'CP1')?.profile).toBe(2);
      expect(registry.ofTenant('other').map(({ profile }) => profile)).toEqual([0]);
    }
  });

  test('may have a password that was chosen; with profile 0 or 3 it has none', async () => {
    const clerk = await clerkOn(openRecordingLog());
    const password = 'a password of its own';
    const chosen = done(await clerk.add({ ...anna, profile: 2, password }));
    expect(await fits(password, chosen.entry.keys[0]?.hash)).toBe(true);
    for (const profile of [0, 3]) {
      const stationId = `CP-${profile}`;
      const bare = done(await clerk.add({ ...anna, stationId, profile }));
      expect(bare).toMatchObject({ password: null, entry: { keys: [], profile } });
      const wrong = await clerk.add({ ...anna, stationId: 'CP9', profile, password });
      expect(wrong).toMatchObject({ why: 'misunderstood' });
    }
  });

  test('is not registered twice, also when two people do it at once', async () => {
    const log = openRecordingLog();
    const [one, other] = [await clerkOn(log, 'one'), await clerkOn(log, 'other')];
    const added = await Promise.all(
      [one, other].map((clerk) => clerk.add({ ...anna, profile: 1 })),
    );
    expect(added.filter((what) => 'why' in what && what.why === 'known')).toHaveLength(1);
    expect(await one.add({ ...anna, profile: 1 })).toMatchObject({ why: 'known' });
  });
});

describe('what cannot be', () => {
  test('is refused with a reason, and nothing is written', async () => {
    const log = openRecordingLog();
    const clerk = await clerkOn(log);
    const refused = [
      await clerk.add({ ...anna, profile: 4 }),
      await clerk.add({ ...anna, stationId: '', profile: 1 }),
      await clerk.add({ ...anna, stationId: 'a\nb', profile: 1 }),
      await clerk.add({ ...anna, stationId: 'a'.repeat(256), profile: 1 }),
      await clerk.add({ ...anna, profile: 1, password: 'short' }),
      await clerk.add({ ...anna, profile: 3, certificateName: '' }),
    ];
    for (const what of refused) expect(what).toMatchObject({ why: 'misunderstood' });
    const unknown = [
      await clerk.rotate(anna),
      await clerk.block(anna, ''),
      await clerk.unblock(anna),
      await clerk.remove(anna),
      await clerk.change({ ...anna, profile: 2 }),
    ];
    for (const what of unknown) expect(what).toMatchObject({ why: 'unknown' });
    expect(log.records(ledgerTopic)).toHaveLength(0);
  });

  test('a profile with a password for a station that has no key', async () => {
    const clerk = await clerkOn(openRecordingLog());
    await clerk.add({ ...anna, profile: 3 });
    expect(await clerk.change({ ...anna, profile: 2 })).toMatchObject({ why: 'misunderstood' });
    await clerk.rotate(anna);
    expect(done(await clerk.change({ ...anna, profile: 2 })).entry.profile).toBe(2);
  });
});

describe('a key that is rotated', () => {
  test('opens beside the old one, which ends when it was told to', async () => {
    const clerk = await clerkOn(openRecordingLog());
    const first = done(await clerk.add({ ...anna, profile: 1 }));
    const second = done(await clerk.rotate({ ...anna, oldFor_ms: 500 }));
    expect(second.password).not.toBe(first.password);
    const [young, old] = second.entry.keys;
    expect(await fits(second.password ?? '', young?.hash)).toBe(true);
    expect(await fits(first.password ?? '', old?.hash)).toBe(true);
    expect([young?.until, old?.until]).toEqual([null, (young?.since ?? 0) + 500]);
  });
});

describe('a station that is blocked or removed', () => {
  test('is so for every process that listens', async () => {
    const log = openRecordingLog();
    const elsewhere = await registryOn(log, 'elsewhere');
    const heard: string[] = [];
    elsewhere.onChange(({ kind, stationId }) => void heard.push(`${stationId} ${kind}`));
    const clerk = await clerkOn(log);
    await clerk.add({ ...anna, profile: 1 });
    await clerk.block(anna, 'stolen');
    await elsewhere.caughtUp();
    expect(elsewhere.find('default', 'CP1')).toMatchObject({ isBlocked: true });
    await clerk.unblock(anna);
    await clerk.remove(anna);
    await elsewhere.caughtUp();
    expect(elsewhere.find('default', 'CP1')).toBeUndefined();
    const kinds = ['StationAdded', 'StationBlocked', 'StationUnblocked', 'StationRemoved'];
    expect(heard).toEqual(kinds.map((kind) => `CP1 ${kind}`));
  });
});
