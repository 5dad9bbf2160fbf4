// The course of one firmware update: what each status makes of it.

import type { RowOf } from '../../schemas/table.ts';
import type { firmwareUpdates } from './table.ts';

export type Update = RowOf<typeof firmwareUpdates>;

/** What a status of OCPP means, in the order of an update. */
const states: ReadonlyMap<string, string> = new Map([
  ['DownloadScheduled', 'scheduled'],
  ['Downloading', 'downloading'],
  ['DownloadPaused', 'downloading'],
  ['Downloaded', 'downloaded'],
  ['SignatureVerified', 'downloaded'],
  ['ChecksumVerified', 'downloaded'],
  ['InstallScheduled', 'downloaded'],
  ['Installing', 'installing'],
  ['InstallRebooting', 'rebooting'],
  ['Installed', 'installed'],
  ['Published', 'published'],
  ['DownloadFailed', 'failed'],
  ['InstallationFailed', 'failed'],
  ['InstallVerificationFailed', 'failed'],
  ['InvalidSignature', 'failed'],
  ['InvalidChecksum', 'failed'],
  ['PublishFailed', 'failed'],
]);

/** The state that a status stands for; null for Idle and words of no version. */
export const stateOf = (status: string): string | null => states.get(status) ?? null;

const ends: ReadonlySet<string> = new Set([
  'installed',
  'published',
  'failed',
  'refused',
  'cancelled',
]);

export const isOver = ({ state }: Update): boolean => ends.has(state);

/** The update after a status; the same object where it says nothing new. */
export const advance = (update: Update, status: string, now: number): Update => {
  const state = stateOf(status);
  // Stations repeat a status when asked by TriggerMessage: that is no second failure.
  if (state === null || status === update.last_status) return update;
  // A recording may go back in time; a course does not.
  const at = Math.max(now, update.requested_at);
  const begins = state === 'downloading' || state === 'installing' || state === 'scheduled';
  const ended = ends.has(state);
  return {
    ...update,
    state,
    last_status: status,
    downloading_at: update.downloading_at ?? (state === 'downloading' ? at : null),
    downloaded_at: update.downloaded_at ?? (status === 'Downloaded' ? at : null),
    installing_at: update.installing_at ?? (state === 'installing' ? at : null),
    ended_at: ended ? at : null,
    evidence: ended ? 'status' : '',
    failures: update.failures + (state === 'failed' ? 1 : 0),
    retries: update.retries + (begins && update.state === 'failed' ? 1 : 0),
  };
};

/** The update ended for another reason than a status. */
export const end = (
  update: Update,
  {
    state,
    at,
    evidence,
  }: { readonly state: string; readonly at: number; readonly evidence: string },
): Update => ({
  ...update,
  state,
  ended_at: Math.max(at, update.requested_at),
  evidence,
});

/** A boot names the version that came of it; another one than before shows it installed. */
export const boot = (update: Update, version: string, at: number): Update => {
  if (version === '' || update.to_version !== '') return update;
  if (isOver(update)) {
    return update.state === 'installed' ? { ...update, to_version: version } : update;
  }
  const changed = update.from_version !== '' && version !== update.from_version;
  // Before the file was fetched, a change of version has another cause.
  const fetched = update.downloaded_at !== null || update.installing_at !== null;
  if (!changed || !(fetched || update.last_status === 'Accepted' || update.last_status === ''))
    return update;
  return end({ ...update, to_version: version }, { state: 'installed', at, evidence: 'boot' });
};
