// Who is let in: what a station is registered for, against what it showed. Pure.

import type { Profile, StationEntry } from './entry.ts';

/** A client certificate, as far as it counts. */
export interface ShownCertificate {
  /** Why it is not to be trusted; empty where it is. */
  readonly problem: string;
  /** CN; empty where it names none, or several. */
  readonly name: string;
  readonly organisation: string;
}

export interface Shown {
  readonly isTls: boolean;
  readonly certificate: ShownCertificate | null;
  /** Whether the password is one that opens; null where none was sent in this station's name. */
  readonly passwordFits: boolean | null;
}

export interface AdmissionRules {
  /** Security profile 0: which stations need show nothing, if they are not registered for more. */
  readonly withoutProof: (stationId: string, isRegistered: boolean) => boolean;
  /** What O of a certificate may be; empty: anything. */
  readonly organisations: readonly string[];
}

export type Ruling =
  | { readonly admitted: Profile }
  /**
   * 401: it proved nothing, and is told nothing. 403: it proved who it is, and may not come in all
   * the same. `reason` is for the log alone.
   */
  | { readonly refused: 401 | 403; readonly reason: string };

const unproven = (reason: string): Ruling => ({ refused: 401, reason });

/** Why a certificate proves nothing about this station; empty where it proves who it is. */
const problemOf = (
  { problem, name, organisation }: ShownCertificate,
  entry: StationEntry,
  { organisations }: AdmissionRules,
): string => {
  if (problem !== '') return `its certificate is not trusted: ${problem}`;
  if (name !== entry.certificateName) return `its certificate is that of "${name}"`;
  if (organisations.length > 0 && !organisations.includes(organisation))
    return `its certificate is of the organisation "${organisation}"`;
  return '';
};

/** What it did not prove, in words for whoever reads the log. */
const failing = (entry: StationEntry, shown: Shown, rules: AdmissionRules): string => {
  const parts = [
    shown.certificate === null ? '' : problemOf(shown.certificate, entry, rules),
    shown.passwordFits === false ? 'its password is wrong' : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) return parts.join('; ');
  return entry.profile === 3 ? 'it showed no certificate' : 'it sent no password in its own name';
};

/** The profile that is proven: never more than what was shown. */
const proven = (entry: StationEntry, shown: Shown, rules: AdmissionRules): Profile => {
  const { certificate, isTls, passwordFits } = shown;
  if (isTls && certificate !== null && problemOf(certificate, entry, rules) === '') return 3;
  if (passwordFits !== true) return 0;
  return isTls ? 2 : 1;
};

/**
 * Decides about a station. Each has to reach the profile that it is registered for; with less it is
 * refused, however that came about (2.0.1 A00.FR.001, A00.FR.002: no silent downgrade).
 */
export const rule = (
  { stationId, entry }: { readonly stationId: string; readonly entry: StationEntry | undefined },
  shown: Shown,
  rules: AdmissionRules,
): Ruling => {
  if (entry === undefined) {
    return rules.withoutProof(stationId, false)
      ? { admitted: 0 }
      : unproven(`"${stationId}" is not registered`);
  }
  const reached = proven(entry, shown, rules);
  if (reached === 0 && (entry.profile > 0 || entry.isBlocked))
    return unproven(`Security profile ${entry.profile}: ${failing(entry, shown, rules)}`);
  if (entry.isBlocked) return { refused: 403, reason: 'The station is blocked' };
  if (reached < entry.profile) {
    const reason = `Security profile ${entry.profile} is registered, ${reached} was used`;
    return { refused: 403, reason };
  }
  if (reached > 0 || rules.withoutProof(stationId, true)) return { admitted: reached };
  return unproven('Security profile 0: the settings do not let it in');
};

/** Which stations show nothing, from a list of ids, `registered`, `*` and `none`. */
export const withoutProofBy = (
  list: readonly string[],
): ((stationId: string, isRegistered: boolean) => boolean) => {
  const named = new Set(list);
  if (named.has('*')) return () => true;
  return (stationId, isRegistered) =>
    named.has(stationId) || (isRegistered && named.has('registered'));
};
