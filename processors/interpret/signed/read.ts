// Joins a signed value with its session and the keys known, and checks it: the verdict is a fact.

import { hour_ms } from '../../../lib/time.ts';
import type { DoubtCode } from '../../doubts.ts';
import type { Fact } from '../../facts.ts';
import type { SignedVerdict } from '../../facts/signed.ts';
import type { OpenSession, StationState, Told } from '../state.ts';
import { keysFor } from './keys.ts';
import type { Ocmf, OcmfSetting } from './ocmf.ts';
import { readOcmf } from './ocmf.ts';
import type { SignedState } from './state.ts';
import {
  checkedPerFrame_max,
  checksPerHour_max,
  declaredKeys_max,
  nothingSigned,
  startedSessions_max,
} from './state.ts';
import type { SaidSigned } from './tell.ts';
import type { Check } from './verify.ts';
import { publicKey_max, verify } from './verify.ts';

/** A signed value was found in a frame. */
export const signedValueRead = (
  state: StationState,
  said: SaidSigned,
  redactions: OcmfSetting['redactions'],
): Told<Fact> => {
  const session = sessionOf(state, said);
  const port = session?.port ?? said.port ?? 0;
  const document = readOcmf(said.wrapped.document, { context: said.context, redactions });
  const before = state.signed ?? nothingSigned;
  const named = nameKey(before, port, said.wrapped.publicKey || (document?.publicKey ?? ''));
  const { check, signed } = checked(named.signed, { said, document, port });
  const opening = document !== null && document.content.start !== null ? session : null;
  const isFirst = opening !== null && !signed.started.includes(opening.sessionId);
  const after = isFirst ? withStart(signed, opening) : signed;
  const fact: Fact = {
    type: 'SignedValueRead',
    at: said.at,
    port,
    sessionId: session?.sessionId ?? null,
    transactionId: said.transactionId,
    ordinal: said.ordinal,
    context: said.context,
    format: document === null ? said.wrapped.format : 'OCMF',
    encoding: said.wrapped.encoding,
    signingMethod: document?.algorithm || said.wrapped.signingMethod,
    text: said.wrapped.text,
    verdict: check.verdict,
    reason: check.reason,
    publicKey: check.publicKey,
    document: document?.content ?? null,
  };
  const codes: readonly (readonly [DoubtCode, boolean])[] = [
    [verdictDoubts.get(check.verdict) ?? 'signed_unchecked', isDoubtful(check)],
    ['signed_unmarked', !said.marked],
    ['signed_start_in_stop', isFirst && document?.content.end !== null],
    ['signed_key_changed', named.changed],
  ];
  const detail = `${said.context || 'value'} ${said.ordinal}: ${check.reason}`.slice(0, 128);
  const doubts = codes
    .filter(([, holds]) => holds)
    .map(([code]): Fact => ({ type: 'Doubted', at: said.at, port, code, detail }));
  return { state: { ...state, signed: after }, facts: [fact, ...doubts] };
};

const verdictDoubts: ReadonlyMap<SignedVerdict, DoubtCode> = new Map([
  ['invalid', 'signed_invalid'],
  ['malformed', 'signed_malformed'],
  ['unsupported', 'signed_unsupported'],
]);

const isDoubtful = ({ verdict, reason }: Check): boolean =>
  verdictDoubts.has(verdict) || reason === tooMany;

/**
 * The open session that a value belongs to. One that names a transaction which is not open is not
 * given to whatever is open on its port: it may be the last word of the transaction before.
 */
const sessionOf = (
  { sessions }: StationState,
  { transactionId, port }: SaidSigned,
): OpenSession | null => {
  const open = sessions.findLast((one) => one.port === port) ?? null;
  if (/^(?:|0|-1)$/.test(transactionId)) return open;
  const named = sessions.findLast((one) => one.transactionId === transactionId);
  return named ?? (open?.transactionId === '' ? open : null);
};

const withStart = (signed: SignedState, { sessionId }: OpenSession): SignedState => ({
  ...signed,
  started: [...signed.started, sessionId].slice(-startedSessions_max),
});

interface Named {
  readonly signed: SignedState;
  /** Whether the station named another key for the port before. */
  readonly changed: boolean;
}

/** Remembers the key that a station names for a port. */
const nameKey = (signed: SignedState, port: number, publicKey: string): Named => {
  if (publicKey === '' || publicKey.length > publicKey_max) return { signed, changed: false };
  const known = signed.declared.find((one) => one.port === port);
  if (known?.publicKey === publicKey) return { signed, changed: false };
  const others = signed.declared.filter((one) => one !== known);
  const declared = [...others, { port, publicKey }].slice(-declaredKeys_max);
  return { signed: { ...signed, declared }, changed: known !== undefined };
};

interface Given {
  readonly said: SaidSigned;
  readonly document: Ocmf | null;
  readonly port: number;
}

interface Checked {
  readonly check: Check;
  readonly signed: SignedState;
}

const tooMany = 'too many signed values';

const unchecked = (verdict: SignedVerdict, reason: string): Check => ({
  verdict,
  reason,
  publicKey: '',
  checks: 0,
});

const checked = (signed: SignedState, { said, document, port }: Given): Checked => {
  const { wrapped } = said;
  if (document === null) return { signed, check: notRead(said) };
  const { start, end, meterSerial } = document.content;
  if (start === null && end === null) {
    return { signed, check: unchecked('unchecked', 'neither start nor end of a transaction') };
  }
  const hour = Math.floor(said.receivedAt / hour_ms);
  const used = signed.hour === hour ? signed.checks : 0;
  if (used >= checksPerHour_max || said.ordinal >= checkedPerFrame_max)
    return { signed, check: unchecked('unchecked', tooMany) };
  const declared =
    wrapped.publicKey ||
    document.publicKey ||
    (signed.declared.find((one) => one.port === port)?.publicKey ?? '');
  const registered = keysFor(signed, { port, meterSerial });
  const check = verify(document, wrapped.signingMethod, { registered, declared });
  return { check, signed: { ...signed, hour, checks: used + check.checks } };
};

/** Why no document was read: it is none of ours, or none at all. */
const notRead = ({ wrapped }: SaidSigned): Check => {
  const { text, document, format } = wrapped;
  if (text === '') return unchecked('malformed', 'empty, or longer than is taken in');
  if (document === '') return unchecked('malformed', 'the envelope holds no signed data');
  if (document.startsWith('OCMF')) return unchecked('malformed', 'no OCMF document');
  const isOther = format !== '' && format.toUpperCase() !== 'OCMF';
  if (isOther) return unchecked('unsupported', `format ${format}`);
  return format === ''
    ? unchecked('unsupported', 'a format that is not named')
    : unchecked('malformed', 'no OCMF document');
};
