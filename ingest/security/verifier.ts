// Checks passwords against their records: few at once, waiting bounded, known ones at no cost.

import { createHmac, randomBytes } from 'node:crypto';
import { type HashRecord, costOfMade, fitsHash, hashPassword, parseHash } from './hash-record.ts';

export interface VerifierLimits {
  /** Checks under way at once: they share the threads that also read and write files. */
  readonly atOnce: number;
  /** Checks that wait for their turn; one beyond is `busy`. */
  readonly waiting: number;
  /** What has waited longer is `busy`: the station has given up, or soon will. */
  readonly wait_ms: number;
  /** Passwords remembered as right, by a digest; the one longest unused is forgotten first. */
  readonly remembered: number;
}

export const verifierLimits: VerifierLimits = {
  atOnce: 2,
  waiting: 20_000,
  wait_ms: 20_000,
  remembered: 100_000,
};

export interface Question {
  /** The canonical bytes. */
  readonly password: Uint8Array;
  /** Records that it may fit, in the order in which they are tried; none for an unknown station. */
  readonly records: readonly string[];
  /** Whether anybody still waits for the answer. */
  readonly isWanted: () => boolean;
}

/** The record that fits, nothing where none does, `busy` where there was no time to find out. */
export type Verdict = { readonly fits: string } | 'wrong' | 'busy';

export interface Verifier {
  /** The record that is known to fit from before; costs nothing. */
  recall(password: Uint8Array, records: readonly string[]): string | undefined;
  /** Of a station without records as long as of one with a wrong password. */
  check(question: Question): Promise<Verdict>;
}

interface Job {
  readonly since_ms: number;
  readonly isWanted: () => boolean;
  readonly work: () => Promise<Verdict>;
  readonly settle: (verdict: Verdict) => void;
  readonly fail: (fault: unknown) => void;
}

/** Runs jobs in the order of their coming; those that nobody wants any more cost nothing. */
const openQueue = ({ atOnce, waiting, wait_ms }: VerifierLimits) => {
  const jobs = new Set<Job>();
  let running = 0;

  const pump = (): void => {
    while (running < atOnce) {
      const [job] = jobs;
      if (job === undefined) return;
      jobs.delete(job);
      const isLate = performance.now() - job.since_ms > wait_ms;
      if (isLate || !job.isWanted()) {
        job.settle('busy');
        continue;
      }
      running++;
      const done = (): void => {
        running--;
        pump();
      };
      job.work().then(job.settle, job.fail).finally(done);
    }
  };
  return (isWanted: () => boolean, work: () => Promise<Verdict>): Promise<Verdict> => {
    if (jobs.size >= waiting) return Promise.resolve('busy');
    return new Promise((settle, fail) => {
      jobs.add({ since_ms: performance.now(), isWanted, work, settle, fail });
      pump();
    });
  };
};

/** Digests of right passwords, under a key that dies with the process. */
const openMemory = (remembered: number) => {
  const key = randomBytes(32);
  const known = new Set<string>();
  const digestOf = (password: Uint8Array, record: string): string =>
    createHmac('sha256', key).update(record).update('\0').update(password).digest('base64');
  const keep = (digest: string): void => {
    known.delete(digest);
    known.add(digest);
    if (known.size <= remembered) return;
    const [oldest] = known;
    if (oldest !== undefined) known.delete(oldest);
  };
  return {
    keep: (password: Uint8Array, record: string): void => keep(digestOf(password, record)),
    recall: (password: Uint8Array, records: readonly string[]): string | undefined =>
      records.find((record) => {
        const digest = digestOf(password, record);
        const isKnown = known.has(digest);
        if (isKnown) keep(digest);
        return isKnown;
      }),
  };
};

const readable = (records: readonly string[]) =>
  records.flatMap((text) => {
    const record = parseHash(text);
    return record === null ? [] : [{ text, record }];
  });

export const openVerifier = (limits: VerifierLimits = verifierLimits): Verifier => {
  const queue = openQueue(limits);
  const memory = openMemory(limits.remembered);
  /** Fits nothing, and is tried where there is nothing to fit. */
  let decoy: Promise<HashRecord | null> | undefined;
  const nobodys = (): Promise<HashRecord | null> =>
    (decoy ??= hashPassword(randomBytes(32), costOfMade).then(parseHash));

  const compare = async (password: Uint8Array, records: readonly string[]): Promise<Verdict> => {
    const among = readable(records);
    if (among.length === 0) {
      const record = await nobodys();
      if (record !== null) await fitsHash(password, record);
      return 'wrong';
    }
    for (const { text, record } of among) {
      if (!(await fitsHash(password, record))) continue;
      memory.keep(password, text);
      return { fits: text };
    }
    return 'wrong';
  };

  return {
    recall: memory.recall,
    check: async ({ password, records, isWanted }) => {
      const fits = memory.recall(password, records);
      if (fits !== undefined) return { fits };
      return queue(isWanted, () => compare(password, records));
    },
  };
};
