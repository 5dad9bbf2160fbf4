// The guard before the upgrade: reads what a handshake shows, has it checked, and rules on it.

import type { IncomingMessage } from 'node:http';
import { messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import { passwordIn } from './basic.ts';
import { certificateOf, isTls } from './certificate.ts';
import { type Profile, type StationEntry, openKeys } from './entry.ts';
import { canonicalPassword } from './password.ts';
import type { StationRecord } from './record.ts';
import type { Registry } from './registry.ts';
import { type AdmissionRules, type Ruling, rule } from './ruling.ts';
import { type Verifier, openVerifier } from './verifier.ts';

export interface GuardOptions {
  readonly registry: Registry;
  readonly rules: AdmissionRules;
  readonly tenant: string;
  /** Who tells the registry what was seen. */
  readonly by: string;
  readonly logger: Logger;
  /** Milliseconds UTC. */
  readonly clock: () => number;
  readonly verifier?: Verifier;
  /** A refusal for want of proof is told no sooner, and only at multiples of it. */
  readonly refusal_ms?: number;
}

/** 503: nobody could find out in time; the station comes back. */
export type Answer = Ruling | { readonly refused: 503; readonly reason: string };

export interface Guard {
  /** Resolves once it knows the stations that are registered. */
  readonly ready: Promise<void>;
  /** At once where nothing has to be checked. */
  ask(request: IncomingMessage, stationId: string): Answer | Promise<Answer>;
  /** Called for a station that may be connected no more. */
  onExpelled(listener: (stationId: string, reason: string) => void): void;
  stop(): Promise<void>;
}

/** Longer than a check takes, so that no answer tells whether there was anything to check. */
const refusal_ms_default = 400;

const busy: Answer = { refused: 503, reason: 'Too many passwords wait to be checked' };
const unread: Answer = { refused: 503, reason: 'The registry of stations is not read yet' };

/** The rest of the last multiple begun: how long something took cannot be seen from outside. */
const untilNext = (since_ms: number, step_ms: number): Promise<void> => {
  const passed_ms = performance.now() - since_ms;
  const wait_ms = Math.ceil(passed_ms / step_ms) * step_ms - passed_ms;
  return new Promise((resolve) => setTimeout(resolve, wait_ms));
};

/** Tells the registry what stations were seen to do, each thing once. */
const openWitness = ({ registry, tenant, by, clock, logger }: GuardOptions) => {
  const telling = new Map<string, Promise<void>>();
  const tell = (told: StationRecord): void => {
    const what = `${told.stationId}/${told.kind}`;
    if (telling.has(what)) return;
    const written = registry
      .append(told)
      .catch((thrown: unknown) => {
        const fields = { station: told.stationId, kind: told.kind, why: messageOf(thrown) };
        logger.error('The registry did not take what a station was seen to do.', fields);
      })
      .finally(() => telling.delete(what));
    telling.set(what, written);
  };
  return {
    saw: (entry: StationEntry, profile: Profile, hash: string | null): void => {
      const common = { tenant, stationId: entry.stationId, at: Math.trunc(clock()), by };
      const at = entry.keys.findIndex((key) => key.hash === hash);
      const key = entry.keys[at];
      const isNews = key !== undefined && (!key.isUsed || at < entry.keys.length - 1);
      if (isNews) tell({ ...common, kind: 'StationKeyUsed', keyId: key.keyId });
      if (profile > entry.profile && entry.profile > 0)
        tell({ ...common, kind: 'StationProfileRaised', profile });
    },
    settled: async (): Promise<void> => {
      await Promise.all(telling.values());
    },
  };
};

/** Opens a guard. Until the registry is read once, everybody is asked to come back. */
export const openGuard = (options: GuardOptions): Guard => {
  const { registry, rules, tenant, clock, refusal_ms = refusal_ms_default } = options;
  const verifier = options.verifier ?? openVerifier();
  const witness = openWitness(options);
  let isRead = false;
  const reading = async (): Promise<void> => {
    try {
      await registry.caughtUp();
      isRead = true;
    } catch (thrown) {
      options.logger.error('The registry cannot be read.', { why: messageOf(thrown) });
    }
  };
  const ready = reading();

  const shownBy = (request: IncomingMessage, fits: boolean | null) => ({
    isTls: isTls(request),
    certificate: certificateOf(request),
    passwordFits: fits,
  });

  /** Decided anew from what is registered now: a check takes time, in which much may change. */
  const decided = (request: IncomingMessage, stationId: string, hash: string | null): Answer => {
    const entry = registry.find(tenant, stationId);
    const isOpen = entry !== undefined && openKeys(entry, clock()).some((key) => key.hash === hash);
    const sent = request.headers.authorization;
    const isSent = passwordIn(sent, stationId) !== null;
    const ruling = rule({ stationId, entry }, shownBy(request, isSent ? isOpen : null), rules);
    if (entry !== undefined && 'admitted' in ruling) witness.saw(entry, ruling.admitted, hash);
    return ruling;
  };

  const check = async (request: IncomingMessage, stationId: string, password: Buffer) => {
    const since_ms = performance.now();
    const entry = registry.find(tenant, stationId);
    const records = entry === undefined ? [] : openKeys(entry, clock()).map(({ hash }) => hash);
    const isWanted = (): boolean => !request.socket.destroyed;
    const verdict = await verifier.check({ password, records, isWanted });
    if (verdict === 'busy') return busy;
    const ruling = decided(request, stationId, verdict === 'wrong' ? null : verdict.fits);
    if ('refused' in ruling && ruling.refused === 401) await untilNext(since_ms, refusal_ms);
    return ruling;
  };

  return {
    ready,
    ask: (request, stationId) => {
      if (!isRead) return unread;
      const sent = passwordIn(request.headers.authorization, stationId);
      const since_ms = performance.now();
      const entry = registry.find(tenant, stationId);
      const password = sent === null ? null : canonicalPassword(sent);
      const hashes = entry === undefined ? [] : openKeys(entry, clock()).map(({ hash }) => hash);
      const known = password === null ? undefined : verifier.recall(password, hashes);
      const ruling = decided(request, stationId, known ?? null);
      if ('admitted' in ruling || ruling.refused === 403) return ruling;
      if (password !== null && known === undefined) return check(request, stationId, password);
      return untilNext(since_ms, refusal_ms).then(() => ruling);
    },
    onExpelled: (listener) =>
      registry.onChange((told) => {
        if (told.tenant !== tenant) return;
        if (told.kind === 'StationBlocked') listener(told.stationId, 'the station is blocked');
        else if (told.kind === 'StationRemoved' && !rules.withoutProof(told.stationId, false))
          listener(told.stationId, 'the station is registered no more');
      }),
    stop: async () => {
      await witness.settled();
      await registry.stop();
    },
  };
};
