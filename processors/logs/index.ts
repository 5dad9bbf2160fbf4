// The room `logs`: each upload of logs or diagnostics from its request to its end.

import type { RowOf } from '../../schemas/table.ts';
import type { Context, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { logUploads } from './table.ts';

type Upload = RowOf<typeof logUploads>;

/** Uploads that may still change, oldest first. */
type State = readonly Upload[];

const initial: State = [];

/** Uploads held per station; beyond it the oldest is let go and stays as it is. */
export const heldUploadsLimit = 4;

const diagnostics = 'Diagnostics';

const listens = ['LogRequested', 'LogStatusReported', 'LogNamed', 'CommandAnswered'] as const;

type Listened = FactOf<(typeof listens)[number]>;

const step = (state: State, fact: Listened, context: Context): Step<State> => {
  switch (fact.type) {
    case 'LogRequested':
      return hold(state, {
        ...opened(context),
        request_id: fact.requestId,
        log_type: fact.logType,
        location: fact.location,
      });
    case 'CommandAnswered':
      return change(state, (upload) => answer(upload, fact, state.at(-1)));
    case 'LogNamed':
      return change(state, (upload) =>
        upload.upload_id === fact.commandId ? { ...upload, file_name: fact.fileName } : upload,
      );
    case 'LogStatusReported':
      return report(state, fact, context);
  }
};

const opened = (context: Context): Upload => ({
  tenant: context.tenant,
  station_id: context.stationId,
  requested_at: context.receivedAt,
  upload_id: context.eventId,
  request_id: '',
  log_type: '',
  location: '',
  file_name: '',
  state: 'requested',
  last_status: '',
  uploading_at: null,
  ended_at: null,
});

const isOver = ({ ended_at }: Upload): boolean => ended_at !== null;

const hold = (state: State, upload: Upload): Step<State> => ({
  state: [...state, upload].slice(-heldUploadsLimit),
  rows: [emit(logUploads, upload)],
});

const change = (state: State, changed: (upload: Upload) => Upload): Step<State> => {
  const uploads = state.map(changed);
  const news = uploads.filter((upload, index) => upload !== state[index]);
  if (news.length === 0) return still(state);
  return { state: uploads, rows: news.map((row) => emit(logUploads, row)) };
};

const answer = (
  upload: Upload,
  fact: FactOf<'CommandAnswered'>,
  last: Upload | undefined,
): Upload => {
  const at = Math.max(upload.requested_at, fact.at);
  if (upload.upload_id === fact.commandId) {
    const last_status = upload.last_status || fact.status || fact.errorCode;
    const refused = !fact.accepted && fact.errorCode !== 'AnswerUnreadable';
    if (refused) return { ...upload, last_status, state: 'refused', ended_at: at };
    return last_status === upload.last_status ? upload : { ...upload, last_status };
  }
  const replaces = fact.status === 'AcceptedCanceled' && last?.upload_id === fact.commandId;
  return replaces && !isOver(upload) ? { ...upload, state: 'cancelled', ended_at: at } : upload;
};

const isAbout = (upload: Upload, fact: FactOf<'LogStatusReported'>): boolean => {
  if (fact.diagnostics) return upload.log_type === diagnostics;
  if (upload.log_type === diagnostics) return false;
  return fact.requestId === '' || upload.request_id === fact.requestId;
};

const stateOf = (status: string): string | null => {
  if (status === '' || status === 'Idle') return null;
  if (status === 'Uploading') return 'uploading';
  if (status === 'Uploaded') return 'uploaded';
  return status === 'AcceptedCanceled' ? 'cancelled' : 'failed';
};

const report = (state: State, fact: FactOf<'LogStatusReported'>, context: Context): Step<State> => {
  const is = stateOf(fact.status);
  if (is === null) return still(state);
  const about = state.findLast((upload) => isAbout(upload, fact) && upload.state !== 'refused');
  if (about?.last_status === fact.status) return still(state);
  // A failed upload may be tried again; one that succeeded is over.
  const isOpen = about !== undefined && (!isOver(about) || about.state === 'failed');
  if (isOpen) {
    return change(state, (one) => (one === about ? advance(one, fact.status, context) : one));
  }
  const unheard = {
    ...opened(context),
    request_id: fact.requestId,
    log_type: fact.diagnostics ? diagnostics : '',
  };
  return hold(state, advance(unheard, fact.status, context));
};

const advance = (upload: Upload, status: string, { receivedAt }: Context): Upload => {
  const state = stateOf(status) ?? upload.state;
  const at = Math.max(receivedAt, upload.requested_at);
  return {
    ...upload,
    state,
    last_status: status,
    uploading_at: upload.uploading_at ?? (state === 'uploading' ? at : null),
    ended_at: state === 'uploading' ? null : at,
  };
};

export default room({
  name: 'logs',
  about: 'Uploads of logs and diagnostics, from request to end.',
  listens,
  tables: [logUploads],
  initial,
  step,
});
