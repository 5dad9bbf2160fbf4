// What shows that a command took effect, and how long that may take. Judged by later events only.

import { day_ms, hour_ms, minute_ms } from '../../lib/time.ts';
import type { Expected } from '../facts/command.ts';
import { tokenNameOf } from '../facts/command.ts';
import type { FactOf } from '../facts.ts';

/** How long after the answer an effect may take to be counted as that of the command. */
export const window_ms: Readonly<Record<Expected, number>> = {
  '': 0,
  // A driver plugs in after the start was accepted; 1.6 stations wait 60 to 180 s for that.
  session_start: 3 * minute_ms,
  session_end: 2 * minute_ms,
  boot: 10 * minute_ms,
  inoperative: minute_ms,
  operative: minute_ms,
  reserved: minute_ms,
  message: minute_ms,
  firmware: day_ms,
  upload: hour_ms,
};

/** What is Scheduled waits for a transaction to end. */
export const scheduledWindow_ms = day_ms;

/** Longest firmware version held; the specification allows 50 characters. */
export const version_chars = 255;

export interface OpenSession {
  readonly sessionId: string;
  readonly transactionId: string;
  readonly port: number;
}

/** What is known of the station besides the command. */
export interface Known {
  readonly sessions: readonly OpenSession[];
  /** Whether each port last said that it is in operation. */
  readonly operative: Readonly<Record<string, boolean>>;
  /** Firmware version of the last boot. */
  readonly version: string;
}

/** What is looked for. */
export interface Watch {
  readonly commandId: string;
  readonly expects: Expected;
  readonly port: number;
  readonly target: string;
  readonly tokenName: string;
  readonly deadline: number;
  /** Our gateway was away in the meantime: what was not seen may have been. */
  readonly blind: boolean;
  /** It was as asked for already, so that nothing may follow. */
  readonly held: boolean;
}

export type Sign = FactOf<
  | 'TriggeredMessageSent'
  | 'SessionStarted'
  | 'SessionUpdated'
  | 'SessionEnded'
  | 'StationBooted'
  | 'PortStatusReported'
  | 'FirmwareStatusReported'
  | 'LogStatusReported'
>;

type Shown = 'observed' | 'missed' | null;

const seenIf = (yes: boolean): Shown => (yes ? 'observed' : null);

/** What a fact shows of the effect that is looked for; null where it shows nothing. */
export const shownBy = (watch: Watch, fact: Sign, known: Known): Shown => {
  switch (fact.type) {
    case 'TriggeredMessageSent':
      return seenIf(fact.commandId === watch.commandId);
    case 'SessionStarted':
      return seenIf(watch.expects === 'session_start' && isStart(watch, fact));
    case 'SessionUpdated':
      return byUpdate(watch, fact, known);
    case 'SessionEnded':
      return seenIf(watch.expects === 'session_end' && isTarget(watch, fact.sessionId, known));
    case 'StationBooted':
      return byBoot(watch, fact, known);
    case 'PortStatusReported':
      return seenIf(isPort(watch, fact.port) && byStatus(watch, fact));
    case 'FirmwareStatusReported':
      return byFirmware(watch, fact);
    case 'LogStatusReported':
      return byUpload(watch, fact);
  }
};

const isPort = (watch: Watch, port: number): boolean => watch.port === 0 || watch.port === port;

const isRequest = (watch: Watch, requestId: string): boolean =>
  watch.target === '' || requestId === '' || watch.target === requestId;

const isToken = (watch: Watch, idToken: string): boolean =>
  watch.tokenName === '' || idToken === '' || tokenNameOf(idToken) === watch.tokenName;

const isStart = (watch: Watch, fact: { readonly port: number; readonly idToken: string }) =>
  isPort(watch, fact.port) && isToken(watch, fact.idToken);

const isTarget = (watch: Watch, sessionId: string, known: Known): boolean =>
  known.sessions.some((one) => one.sessionId === sessionId && one.transactionId === watch.target);

/** In 2.x a transaction may begin with the cable, and the start only authorise it. */
const byUpdate = (watch: Watch, fact: FactOf<'SessionUpdated'>, known: Known): Shown => {
  if (watch.expects === 'session_start') return seenIf(fact.idToken !== '' && isStart(watch, fact));
  const stopped = fact.chargingState === 'EVConnected' || fact.chargingState === 'Idle';
  return seenIf(
    watch.expects === 'session_end' && stopped && isTarget(watch, fact.sessionId, known),
  );
};

const byBoot = (watch: Watch, fact: FactOf<'StationBooted'>, known: Known): Shown => {
  if (watch.expects === 'boot') return 'observed';
  const firmwareVersion = fact.firmwareVersion.slice(0, version_chars);
  const other = firmwareVersion !== '' && known.version !== '' && firmwareVersion !== known.version;
  return seenIf(watch.expects === 'firmware' && other);
};

const byStatus = (watch: Watch, { status }: FactOf<'PortStatusReported'>): boolean => {
  if (watch.expects === 'inoperative') return status === 'unavailable';
  if (watch.expects === 'reserved') return status === 'reserved';
  return watch.expects === 'operative' && isOperative(status);
};

export const isOperative = (status: FactOf<'PortStatusReported'>['status']): boolean =>
  status !== 'unavailable' && status !== 'faulted';

const byFirmware = (watch: Watch, fact: FactOf<'FirmwareStatusReported'>): Shown => {
  const isOurs = watch.expects === 'firmware' && fact.kind === 'update';
  if (!isOurs || !isRequest(watch, fact.requestId)) return null;
  if (fact.status === 'Installed') return 'observed';
  return /Failed$|^Invalid/.test(fact.status) ? 'missed' : null;
};

const byUpload = (watch: Watch, fact: FactOf<'LogStatusReported'>): Shown => {
  if (watch.expects !== 'upload' || !isRequest(watch, fact.requestId)) return null;
  // Diagnostics have no request id; logs of the whitepaper do.
  if (fact.diagnostics !== (watch.target === '')) return null;
  if (fact.status === 'Uploaded') return 'observed';
  return fact.status === 'Uploading' || fact.status === 'Idle' ? null : 'missed';
};

/** Whether the station is already as the command asks. */
export const holdsAlready = (expects: Expected, port: number, { operative }: Known): boolean => {
  if (expects !== 'operative' && expects !== 'inoperative') return false;
  const ports = Object.entries(operative).filter(([id]) => port === 0 || Number(id) === port);
  return ports.length > 0 && ports.every(([, is]) => is === (expects === 'operative'));
};
