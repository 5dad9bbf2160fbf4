// How the command of an action is read: where its port and target are, and what may be shown.

import type { Expected } from '../../facts/command.ts';
import { tokenNameOf } from '../../facts/command.ts';
import { field, idOf, textOf } from '../json.ts';
import { shownText_chars } from '../secrets.ts';

/** Names of members, from the payload inwards, joined by points. */
type Path = string;

export interface CommandShape {
  readonly port?: Path;
  readonly connector?: Path;
  readonly target?: Path;
  /** Members to show, each by its last name; nothing else of a payload leaves it. */
  readonly detail?: readonly Path[];
  /** Says more than members do. */
  readonly describe?: (payload: unknown) => string;
  readonly expects?: Expected | ((payload: unknown) => Expected);
  readonly token?: Path;
}

export type CommandShapes = ReadonlyMap<string, CommandShape>;

export interface Command {
  readonly port: number;
  readonly connectorId: number;
  readonly target: string;
  readonly detail: string;
  readonly expects: Expected;
  readonly tokenName: string;
}

/** The member that a path leads to. */
export const at = (payload: unknown, path: Path): unknown => path.split('.').reduce(field, payload);

const shown = (payload: unknown, path: Path): string => {
  const value = textOf(at(payload, path));
  return value === '' ? '' : `${path.slice(path.lastIndexOf('.') + 1)}=${value}`;
};

/** What a command says, by the shape of its action. */
export const readCommand = (shape: CommandShape, payload: unknown): Command => {
  const of = (path: Path | undefined): unknown =>
    path === undefined ? undefined : at(payload, path);
  const parts = (shape.detail ?? []).map((path) => shown(payload, path));
  const described = [...parts, shape.describe?.(payload) ?? ''].filter((part) => part !== '');
  const { expects = '' } = shape;
  return {
    port: idOf(of(shape.port) ?? 0),
    connectorId: idOf(of(shape.connector) ?? 0),
    target: textOf(of(shape.target)).slice(0, 64),
    detail: described.join(' ').slice(0, shownText_chars),
    expects: typeof expects === 'function' ? expects(payload) : expects,
    tokenName: tokenNameOf(textOf(of(shape.token))),
  };
};
