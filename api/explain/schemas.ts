// What explanations look like: the schemas of their answers, and an example of each.

import { Type } from 'typebox';
import { availability } from '../../processors/availability/table.ts';
import { sessionEnergy } from '../../processors/energy/table.ts';
import { cdrs } from '../../processors/ledger/table.ts';
import { qualityFlags } from '../../processors/quality/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import { sessionSignatures } from '../../processors/signed/table.ts';
import type { Column } from '../../schemas/table.ts';
import { fieldOf, field, row, rowOf } from '../fields.ts';
import { shown } from './evidence.ts';

type Columned = { readonly columns: Readonly<Record<string, Column>> };

const some = ({ columns }: Columned, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const column = columns[name];
      return column === undefined ? [] : [[name, fieldOf(column)]];
    }),
  );

/** The rows of tables that are shown, without what only some roles see taken out. */
export const rows = {
  session: rowOf(sessions),
  doubt: row(some(qualityFlags, shown.doubts)),
  interval: row(some(availability, shown.timeline)),
  bucket: row(some(sessionEnergy, shown.energy)),
  signed: rowOf(sessionSignatures),
  cdr: rowOf(cdrs),
};

const instant = (description: string) => Type.String({ format: 'date-time', description });
const nullable = (schema: object, description: string) =>
  Type.Unsafe<unknown>({ anyOf: [schema, { type: 'null' }], description });
const open = { type: 'object', additionalProperties: true } as const;

const contribution = Type.Object({
  table: Type.String({ description: 'Table that has rows of the frame.' }),
  rows: Type.Integer({ description: 'How many.' }),
  says: Type.String({ description: 'What they say.' }),
});

const frame = Type.Object({
  topic: Type.String({ description: 'Topic of the log.' }),
  partition: Type.Integer({ description: 'Partition of the topic.' }),
  offset: Type.Integer({ description: 'Offset in the partition.' }),
  event_id: Type.String({ description: 'Event: connection, and number within it.' }),
  received_at: instant('When the gateway saw it.'),
  kind: Type.String({ description: 'FRAME, or what else happened on the line.' }),
  direction: Type.String({ description: 'FROM_STATION or TO_STATION.' }),
  protocol: Type.String({ description: 'Subprotocol of the connection.' }),
  message_type: Type.Integer({ description: 'OCPP-J message type: 2 a call, 3 its answer.' }),
  message_id: Type.String({ description: 'Message id of OCPP-J.' }),
  action: Type.String({ description: 'Action of the call, also on its answer.' }),
  verdict: Type.String({ description: 'What the schema of OCPP says of it.' }),
  contributed: Type.Array(contribution, {
    description:
      'What was taken from it; empty where another frame had said it, or it answers one.',
  }),
  frame: Type.Optional(
    nullable(
      { type: 'string' },
      'The text on the wire; null where it was binary. Left out where tokens are not to be seen.',
    ),
  ),
});

const versions = Type.Object({
  fold_version: Type.Integer({ description: 'Version of the rules that made the tables.' }),
  log_partition: Type.Integer({ description: 'Partition of the log that the session is in.' }),
  log_offset: Type.Integer({ description: 'Last event that touched the session.' }),
});

export const sessionExplained = Type.Object({
  session: { ...rows.session, required: ['session_id'] },
  versions,
  frames: Type.Array(frame, { description: 'Frames behind it, in the order of the log.' }),
  frames_not_found: Type.Array(Type.String(), {
    description: 'Events that rows were made from and that the log keeps no more, or far away.',
  }),
  frames_left_out: Type.Integer({ description: 'Frames beyond the most that are shown.' }),
  doubts: Type.Array(
    {
      ...rows.doubt,
      properties: {
        ...rows.doubt.properties,
        treatment: field('text', 'What the doubt is, and what was done about the values.'),
      },
      required: ['code', 'at', 'treatment'],
    },
    { description: 'What was doubtful of the session, and how it was corrected.' },
  ),
  timeline: Type.Array(rows.interval, { description: 'States of the port meanwhile.' }),
  energy: Type.Array(rows.bucket, { description: 'Energy by quarter of an hour; the sum is its.' }),
  signed_meter: Type.Optional(
    nullable(rows.signed, 'Verdict on its signed meter values; null: it has none. For billing.'),
  ),
  price: Type.Optional(
    nullable(open, 'The price as its CDR has it, line by line; null where none. For billing.'),
  ),
  unbillable: Type.Optional(
    nullable(open, 'Why it must not be billed; null where it may. For billing.'),
  ),
  cdrs: Type.Optional(
    Type.Array(Type.String(), { description: 'CDRs that bill or credit it. For billing.' }),
  ),
});

const pricedBy = Type.Object({
  partition: Type.Integer({ description: 'Partition of the log that the session is in.' }),
  offset: Type.Integer({ description: 'Last event that had touched it when it was priced.' }),
  fold_version: Type.Integer({ description: 'Version of the rules by which it was folded then.' }),
});

const tariff = Type.Object({
  tariff_id: Type.String(),
  entry_id: Type.String({ description: 'Entry of the ledger: the version of the tariff.' }),
  valid_from: instant('From when on this version holds.'),
  valid_to: nullable({ type: 'string', format: 'date-time' }, 'Until when; null: no end known.'),
  recorded_at: instant('When it was recorded.'),
  recorded_by: Type.String({ description: 'Who recorded it.' }),
  tariff: { ...open, description: 'The tariff as OCPI has it.' },
});

const link = Type.Object({
  cdr_id: Type.String(),
  role: Type.String({ description: 'bill, or credit.' }),
  credits: Type.String({ description: 'CDR that it credits; empty where none.' }),
  replaces: Type.String({ description: 'CDR in whose place it stands; empty where none.' }),
  recorded_at: instant('When it was issued.'),
  total_incl_vat: Type.Number({ description: 'Its total with taxes.' }),
  period_id: Type.String({ description: 'Period that it is billed in.' }),
  stands: Type.Boolean({ description: 'Whether it counts: a bill that nothing credits.' }),
});

export const cdrExplained = Type.Object({
  cdr: { ...rows.cdr, required: ['cdr_id'] },
  session: nullable(
    { ...rows.session, required: ['session_id'] },
    'The session as it is now; null where it is gone.',
  ),
  versions: Type.Object({
    fold_version: Type.Integer({ description: 'Version of the rules that made the tables now.' }),
    priced_by: nullable(pricedBy, 'What it was priced by; null where it was not recorded.'),
    session_changed: nullable(
      { type: 'boolean' },
      'Whether anything touched the session after it was priced; null where that is not known.',
    ),
  }),
  tariffs: Type.Array(tariff, { description: 'The tariff as it was known when it was issued.' }),
  chain: Type.Array(link, { description: 'All CDRs of the session, in the order of issuing.' }),
});
