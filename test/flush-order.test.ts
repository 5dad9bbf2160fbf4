// The pump writes rows, then states, then the checkpoint, and nothing after a write that failed.

import { describe, expect, onTestFinished, test } from 'vitest';
import { openFold } from '../app/fold.ts';
import { startPump, type Pump } from '../app/pump.ts';
import { AppError } from '../lib/errors.ts';
import { silent, type Logger } from '../lib/logger.ts';
import { ocppTopic } from '../log/port.ts';
import { tape } from '../processors/tape.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { retrying } from '../store/retrying.ts';
import { jsonCodec } from './json-codec.ts';
import { openRecordingLog, type RecordingLog } from './recording-log.ts';
import { openRecordingStore, type RecordingStore, type Step } from './recording-store.ts';

const codec = jsonCodec<OcppEvent>();
const fold = await openFold();

const away = new AppError('STORE_UNAVAILABLE', { where: 'here', reason: 'it is away' });
const refused = new AppError('QUERY_FAILED', { reason: 'no such column' });

/** A car charges: what the station said in the morning, and what it said in the afternoon. */
const told = tape('ocpp1.6')
  .connected('08:00:00')
  .call('08:00:01', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }, {})
  .call(
    '08:00:02',
    'StartTransaction',
    { connectorId: 1, idTag: 'T', meterStart: 0, timestamp: '2026-03-01T08:00:02Z' },
    { transactionId: 7, idTagInfo: { status: 'Accepted' } },
  )
  .call(
    '14:00:00',
    'StopTransaction',
    { transactionId: 7, meterStop: 900, timestamp: '2026-03-01T14:00:00Z' },
    {},
  ).events;
const morning = told.slice(0, 5);
const afternoon = told.slice(5);

const append = async (log: RecordingLog, events: readonly OcppEvent[]): Promise<void> => {
  const records = events.map((event) => ({ key: 'default/CS-1', value: codec.encode(event) }));
  await log.append(ocppTopic, records);
};

const pumpFrom = async (
  log: RecordingLog,
  store: RecordingStore,
  logger: Logger = silent,
): Promise<Pump> => {
  const common = { log, codec, store, fold, logger, topic: ocppTopic, epoch: 1, set: 1 };
  const pump = await startPump({ ...common, flushInterval_ms: 1 });
  onTestFinished(() => pump.stop());
  return pump;
};

const isStep = (step: Step, fault: Error) => (one: Step) => (one === step ? fault : null);

/** A log that holds the morning, and a store into which it is folded. */
const givenMorning = async () => {
  const [log, store] = [openRecordingLog(), openRecordingStore()];
  await append(log, morning);
  return { log, store };
};

const undisturbed = async (): Promise<readonly string[]> => {
  const { log, store } = await givenMorning();
  await append(log, afternoon);
  await (await pumpFrom(log, store)).settled();
  return store.rows();
};

const steps = ['rows', 'states', 'checkpoint'] as const;

describe('one flush', () => {
  test('writes rows, then states, then the checkpoint', async () => {
    const { log, store } = await givenMorning();
    await (await pumpFrom(log, store)).settled();
    expect(store.effects).toEqual(['rows', 'states', 'checkpoint']);
    expect([...store.checkpoints().values()]).toEqual([5]);
  });

  test.each(steps)('that fails at its %s leaves what comes later unwritten', async (step) => {
    const { log, store } = await givenMorning();
    store.refuse(isStep(step, refused));
    const pump = await pumpFrom(log, store);
    await expect(pump.failed).rejects.toBe(refused);
    expect(store.effects).toEqual([...steps.slice(0, steps.indexOf(step)), `refused ${step}`]);
    expect([...store.checkpoints()]).toEqual([]);
  });
});

describe('after a flush that failed', () => {
  test.each(steps)(
    'at its %s, stopping writes no checkpoint over what is missing',
    async (step) => {
      const { log, store } = await givenMorning();
      let failures = 0;
      store.refuse((one) => (one === step && failures++ === 0 ? refused : null));
      const pump = await pumpFrom(log, store);
      await expect(pump.failed).rejects.toBe(refused);
      await pump.stop();
      expect([...store.checkpoints()]).toEqual([]);
    },
  );

  test('what comes in later is not stored over the gap, until somebody has looked', async () => {
    const { log, store } = await givenMorning();
    let failures = 0;
    store.refuse((one) => (one === 'rows' && failures++ === 0 ? refused : null));
    const pump = await pumpFrom(log, store);
    await expect(pump.failed).rejects.toBe(refused);
    await append(log, afternoon);
    await expect(pump.settled()).rejects.toBe(refused);
    await pump.stop();
    expect(store.effects).toEqual(['refused rows']);
  });

  test.each(steps)('at its %s, the next start makes the tables complete', async (step) => {
    const { log, store } = await givenMorning();
    store.refuse(isStep(step, refused));
    const broken = await pumpFrom(log, store);
    await expect(broken.failed).rejects.toBe(refused);
    await broken.stop();
    store.refuse(() => null);
    await append(log, afternoon);
    const pump = await pumpFrom(log, store);
    await pump.settled();
    expect(store.rows()).toEqual(await undisturbed());
    expect([...store.checkpoints().values()]).toEqual([told.length]);
  });
});

describe('a store that is away for a while', () => {
  test('is waited for, is said to be away once, and gets everything in order', async () => {
    const { log, store } = await givenMorning();
    const said: string[] = [];
    const logger: Logger = {
      info: (line) => void said.push(line),
      warn: (line) => void said.push(line),
      error: (line) => void said.push(line),
    };
    let tries = 0;
    store.refuse(() => (tries++ < 2 ? away : null));
    const pump = await pumpFrom(log, store, logger);
    await pump.settled();
    expect(store.effects).toEqual(['refused rows', 'refused rows', ...steps]);
    expect(said).toEqual([away.message, 'The store takes rows again.']);
    expect(pump.stats().trouble).toBe('');
  });

  test('is not waited for at the stop, and then nothing more is written', async () => {
    const { log, store } = await givenMorning();
    let tries = 0;
    // It comes back at the very moment: too late for rows that were given up.
    store.refuse((one) => (one === 'rows' && tries++ < 2 ? away : null));
    const pump = await pumpFrom(log, store);
    while (store.effects.length === 0) await new Promise(setImmediate);
    await pump.stop();
    expect(store.effects).toEqual(['refused rows', 'refused rows']);
    await append(log, afternoon);
    const next = await pumpFrom(log, store);
    await next.settled();
    expect(store.rows()).toEqual(await undisturbed());
  });
});

test('a pump that starts where another ended reads nothing again', async () => {
  const { log, store } = await givenMorning();
  const first = await pumpFrom(log, store);
  await first.settled();
  await first.stop();
  const second = await pumpFrom(log, store);
  await append(log, afternoon);
  await second.settled();
  expect([first.stats().events, second.stats().events]).toEqual([5, afternoon.length]);
  expect(store.rows()).toEqual(await undisturbed());
});

describe('a store that is tried again', () => {
  const options = { logger: silent, first_ms: 1, most_ms: 2 };
  const never = new AbortController().signal;

  test('throws a fault that does not pass at once', async () => {
    const store = openRecordingStore();
    store.refuse(() => refused);
    const patient = retrying(store, { ...options, signal: never });
    await expect(patient.write([])).rejects.toBe(refused);
    expect(store.effects).toHaveLength(1);
  });

  test('throws what is no fault of the store at all at once: a bug is not waited out', async () => {
    const bug = new TypeError('undefined is not a function');
    const store = openRecordingStore();
    store.refuse(() => bug);
    await expect(retrying(store, { ...options, signal: never }).write([])).rejects.toBe(bug);
    expect(store.effects).toHaveLength(1);
  });

  test('says why while it is away, and nothing once it is back', async () => {
    const store = openRecordingStore();
    const patient = retrying(store, { ...options, signal: never });
    const troubles: string[] = [];
    store.refuse(() => {
      troubles.push(patient.trouble());
      return troubles.length < 4 ? away : null;
    });
    await patient.write([]);
    expect([...troubles, patient.trouble()]).toEqual([
      '',
      away.message,
      away.message,
      away.message,
      '',
    ]);
  });

  test('gives up with its last fault when there is no more time', async () => {
    const store = openRecordingStore();
    const noTime = new AbortController();
    store.refuse(() => {
      noTime.abort();
      return away;
    });
    const patient = retrying(store, { ...options, first_ms: 60_000, signal: noTime.signal });
    await expect(patient.write([])).rejects.toBe(away);
  });
});
