// A command as the API shows it, and the schema of that.

import { Type } from 'typebox';
import { instantText } from '../../lib/time.ts';
import type { AskedCommand } from './counter.ts';

const instant = (description: string) => Type.String({ format: 'date-time', description });
const instantOrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time', description });

export const commandRow = Type.Object({
  command_id: Type.String(),
  station_id: Type.String(),
  name: Type.String({ description: 'As remote-start.' }),
  args: Type.Object({}, { description: 'Those that may be shown.' }),
  state: Type.String({
    description:
      'waiting, claimed, sent; and at the end answered, error, timeout, unknown (nobody can tell ' +
      'whether the station got it), refused, expired or cancelled (nothing was sent).',
  }),
  status: Type.String({ description: 'Of the answer, as Accepted.' }),
  error_code: Type.String({ description: 'Of a CALLERROR.' }),
  detail: Type.String({ description: 'Why, where the answer does not say it.' }),
  answer: Type.Unknown({ description: 'Payload of the answer; null where there is none.' }),
  asked_at: instant('When it was asked for.'),
  asked_by: Type.String({ description: 'Who asked.' }),
  expires_at: instant('Not begun by then, it is never sent.'),
  timeout_ms: Type.Integer({ description: 'How long the station may take to answer.' }),
  sent_at: instantOrNull('When it was sent.'),
  ended_at: instantOrNull('When it ended.'),
  protocol: Type.String({ description: 'Version of OCPP that it was said in.' }),
  action: Type.String({ description: 'As RemoteStartTransaction.' }),
  event_id: Type.String({ description: 'Event of its frame; `command_id` in /v1/commands.' }),
  answer_event_id: Type.String({ description: 'Event of the answer.' }),
  gateway_run: Type.String({ description: 'Run of the gateway that took it up.' }),
  campaign_id: Type.String({ description: 'Campaign that it is part of; empty where none.' }),
});

const textOrNull = (at: number | null): string | null => (at === null ? null : instantText(at));

export const rowOf = (command: AskedCommand, answer: unknown) => ({
  command_id: command.commandId,
  station_id: command.stationId,
  name: command.name,
  args: command.shown,
  state: command.state,
  status: command.status,
  error_code: command.errorCode,
  detail: command.detail,
  answer,
  asked_at: instantText(command.askedAt),
  asked_by: command.askedBy,
  expires_at: instantText(command.expiresAt),
  timeout_ms: command.timeout_ms,
  sent_at: textOrNull(command.sentAt),
  ended_at: textOrNull(command.endedAt),
  protocol: command.protocol,
  action: command.action,
  event_id: command.eventId,
  answer_event_id: command.answerEventId,
  gateway_run: command.claim?.run ?? '',
  campaign_id: command.campaignId,
});
