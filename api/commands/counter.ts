// What the API needs of control: a counter where commands are asked for. Given by the wiring.

export interface AskedCommand {
  readonly tenant: string;
  readonly stationId: string;
  readonly commandId: string;
  readonly name: string;
  /** Arguments that may be shown. */
  readonly shown: Readonly<Record<string, unknown>>;
  readonly state: string;
  /** Instants in milliseconds UTC. */
  readonly askedAt: number;
  readonly askedBy: string;
  readonly campaignId: string;
  readonly expiresAt: number;
  readonly timeout_ms: number;
  readonly claim: { readonly run: string } | null;
  readonly protocol: string;
  readonly action: string;
  readonly sentAt: number | null;
  readonly eventId: string;
  readonly endedAt: number | null;
  readonly status: string;
  readonly errorCode: string;
  readonly detail: string;
  readonly answerEventId: string;
}

export interface CommandOrder {
  readonly tenant: string;
  readonly stationId: string;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly by: string;
  readonly commandId?: string;
  readonly expiresAt?: number;
  readonly timeout_ms?: number;
}

export interface CommandRefusal {
  readonly refused: 'misunderstood' | 'unsayable' | 'too_many';
  readonly reasons: readonly string[];
}

export interface CommandCounter<C extends AskedCommand = AskedCommand> {
  ask(order: CommandOrder): Promise<C | CommandRefusal>;
  cancel(command: C, by: string): Promise<void>;
  settled(command: C, wait_ms: number): Promise<C>;
  find(tenant: string, stationId: string, commandId: string): Promise<C | undefined>;
  ofStation(tenant: string, stationId: string): readonly C[];
  answerOf(command: C): unknown;
}

/** A command that can be asked for. */
export interface CommandWord {
  readonly name: string;
  readonly about: string;
  /** JSON schema of its arguments. */
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface Commanding<C extends AskedCommand = AskedCommand> {
  readonly counter: CommandCounter<C>;
  readonly words: readonly CommandWord[];
}

const over: ReadonlySet<string> = new Set([
  'answered',
  'error',
  'timeout',
  'unknown',
  'refused',
  'expired',
  'cancelled',
]);

export const isOver = ({ state }: AskedCommand): boolean => over.has(state);
