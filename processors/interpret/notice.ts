// A message that says something which no fact of its own holds: what it is about, and a few words.

import { field, idOf, textOf } from './json.ts';
import type { Interpreter } from './said.ts';
import { shownText_chars } from './secrets.ts';
import { tells } from './tells.ts';
import { optionalWhenOf } from './when.ts';

interface Shape {
  readonly message: string;
  readonly subject: (payload: unknown) => unknown;
  /** Members of the payload to show. */
  readonly members?: readonly string[];
  readonly describe?: (payload: unknown) => string;
}

/** Reads a message as a notice; its time is `timestamp`, or that of receipt. */
export const notice =
  ({ message, subject, members = [], describe }: Shape): Interpreter =>
  ({ payload, receivedAt }) => {
    const when = optionalWhenOf(field(payload, 'timestamp'), receivedAt);
    const parts = members.flatMap((name) => {
      const value = textOf(field(payload, name));
      return value === '' ? [] : [`${name}=${value}`];
    });
    const described = [...parts, describe?.(payload) ?? ''].filter((part) => part !== '');
    return [
      ...when.doubts,
      tells({
        type: 'NoticeGiven',
        at: when.at,
        port: idOf(field(payload, 'evseId') ?? 0),
        message,
        subject: textOf(subject(payload)).slice(0, 64),
        detail: described.join(' ').slice(0, shownText_chars),
      }),
    ];
  };
