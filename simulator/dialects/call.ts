// A call before it is framed.

export interface Call {
  readonly action: string;
  /** Fields that are undefined are not sent. */
  readonly payload: Readonly<Record<string, unknown>>;
}
