// What a part of the system may say to its operator: one line, with values.

type Fields = Readonly<Record<string, string | number | boolean | null>>;

export interface Logger {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

const nothing = (): void => undefined;

/** A logger that says nothing. */
export const silent: Logger = { info: nothing, warn: nothing, error: nothing };
