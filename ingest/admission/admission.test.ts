// What one address or station asks too often is refused to it alone; neighbours are not hurt.

import { expect, test } from 'vitest';
import { prng } from '../../lib/prng.ts';
import { gatewayLimits } from '../limits.ts';
import { type AdmissionLimits, openAdmission } from './admission.ts';
import { openBuckets } from './buckets.ts';

const off = { burst: 0, perSecond: 0 };

const open = {
  handshakesOfStation: off,
  handshakesOfAddress: off,
  handshakesInAll: off,
  failedLoginsOfPair: off,
  failedLoginsOfStation: off,
  failedLoginsOfAddress: off,
  connectionsOfAddress: 0,
  connections: 0,
  admissionKeys: 1_000,
};

const opened = (limits: Partial<AdmissionLimits>) => {
  const time = { now_ms: 1_000_000 };
  return { time, ...openAdmission({ ...open, ...limits }, () => time.now_ms) };
};

const site = '198.51.100.7';
const elsewhere = '203.0.113.9';

test('with every limit off everybody is heard', () => {
  const { arrives } = opened({});
  for (let i = 0; i < 10_000; i++) expect(arrives(site, 'CS-1')).toBeNull();
});

test('a station in a loop of reconnects waits, while its neighbours behind one address do not', () => {
  const { arrives, time } = opened({ handshakesOfStation: { burst: 3, perSecond: 0.2 } });
  for (let i = 0; i < 3; i++) expect(arrives(site, 'LOOP')).toBeNull();
  expect(arrives(site, 'LOOP')).toMatchObject({
    code: 'station_rate',
    status: 429,
    retryAfter_s: 5,
  });
  expect(arrives(site, 'CS-2')).toBeNull();
  expect(arrives(elsewhere, 'LOOP')).toBeNull();
  time.now_ms += 5_000;
  expect(arrives(site, 'LOOP')).toBeNull();
});

test('an address that asks too often is told when to come back; others are heard', () => {
  const { arrives } = opened({ handshakesOfAddress: { burst: 10, perSecond: 1 } });
  for (let i = 0; i < 10; i++) expect(arrives(site, `X-${i}`)).toBeNull();
  expect(arrives(site, 'X-11')).toMatchObject({ code: 'address_rate', retryAfter_s: 1 });
  expect(arrives(elsewhere, 'CS-1')).toBeNull();
});

test('refused handshakes of one address do not use up what all may ask', () => {
  const limits = { burst: 10, perSecond: 0 };
  const { arrives } = opened({
    handshakesOfAddress: { burst: 5, perSecond: 0 },
    handshakesInAll: limits,
  });
  for (let i = 0; i < 1_000; i++) arrives(site, `X-${i}`);
  for (let i = 0; i < 5; i++) expect(arrives(`203.0.113.${i}`, 'CS')).toBeNull();
  expect(arrives('203.0.113.9', 'CS')).toMatchObject({ code: 'total_rate', status: 503 });
});

test('guessing at a station is slowed down, and does not keep the station out', () => {
  const { arrives, loginFailed, loginSucceeded, time } = opened({
    failedLoginsOfPair: { burst: 3, perSecond: 0.1 },
    failedLoginsOfStation: { burst: 20, perSecond: 0.1 },
  });
  loginSucceeded(site, 'CS-1');
  for (let i = 0; i < 40; i++) {
    const from = `203.0.113.${i}`;
    for (let guess = 0; guess < 3; guess++)
      if (arrives(from, 'CS-1') === null) loginFailed(from, 'CS-1');
  }
  expect(arrives('203.0.113.99', 'CS-1')).toMatchObject({ code: 'failed_logins', status: 429 });
  expect(arrives(site, 'CS-1')).toBeNull();
  expect(arrives('203.0.113.99', 'CS-2')).toBeNull();
  time.now_ms += 60_000;
  expect(arrives('203.0.113.99', 'CS-1')).toBeNull();
});

test('guessing at many stations from one address is slowed down; those known there get in', () => {
  const { arrives, loginFailed, loginSucceeded } = opened({
    failedLoginsOfAddress: { burst: 50, perSecond: 0 },
  });
  loginSucceeded(site, 'GOOD');
  let heard = 0;
  for (let i = 0; i < 200; i++) {
    if (arrives(site, `ID-${i}`) !== null) continue;
    heard++;
    loginFailed(site, `ID-${i}`);
  }
  expect(heard).toBe(50);
  expect(arrives(site, 'GOOD')).toBeNull();
  expect(arrives(elsewhere, 'ID-1')).toBeNull();
});

test('sockets over the limit of an address are told so, far more are cut off, others stay', () => {
  const { arrives, opened: socket } = opened({ connectionsOfAddress: 100 });
  const sockets = Array.from({ length: 1_000 }, () => socket(site));
  expect(sockets.filter(({ isOne }) => isOne)).toHaveLength(164);
  expect(arrives(site, 'CS-1')).toMatchObject({ code: 'address_connections' });
  expect(socket(elsewhere).isOne).toBe(true);
  expect(arrives(elsewhere, 'CS-2')).toBeNull();
  for (const { closed } of sockets) closed();
  sockets[0]?.closed();
  socket(site);
  expect(arrives(site, 'CS-1')).toBeNull();
});

test('sockets over the limit of all are told to come back', () => {
  const { arrives, opened: socket } = opened({ connections: 2 });
  for (let i = 0; i < 3; i++) socket(`203.0.113.${i}`);
  expect(arrives(site, 'CS-1')).toMatchObject({ code: 'total_connections', status: 503 });
});

test('a site of 500 stations behind one address comes back at once with what is set by default', () => {
  const { arrives, opened: socket } = opened(gatewayLimits);
  for (let round = 0; round < 3; round++)
    for (let i = 0; i < 500; i++) {
      socket(site);
      expect(arrives(site, `CS-${i}`)).toBeNull();
    }
});

test('however many addresses come, no more of them are held than allowed', () => {
  const { take, size } = openBuckets({ burst: 2, perSecond: 0 }, 100);
  for (let i = 0; i < 100_000; i++) take(`10.${i}`, i);
  expect(size()).toBe(100);
  expect(take('10.99999', 100_000)).toBe(0);
  expect(take('10.99999', 100_000)).toBe(Infinity);
});

test('no more is taken from a bucket than its burst and what flows in, whenever it is asked', () => {
  const random = prng('buckets');
  const { take } = openBuckets({ burst: 5, perSecond: 2 }, 10);
  take('a', 0);
  let taken = 1;
  let now_ms = 0;
  let latest_ms = 0;
  for (let i = 0; i < 5_000; i++) {
    now_ms += random.between(-100, 200);
    latest_ms = Math.max(latest_ms, now_ms);
    if (take('a', now_ms) === 0) taken++;
    if (taken > 5 + (latest_ms * 2) / 1000) throw new Error(`${taken} by ${latest_ms} ms`);
  }
  expect(taken).toBeGreaterThan(100);
});
