// Reads what the gateway sends to a live station.

export type Payload = Readonly<Record<string, unknown>>;

export type LiveFrame =
  | { readonly type: 'call'; readonly id: string }
  | { readonly type: 'result'; readonly id: string; readonly payload: Payload }
  | { readonly type: 'error'; readonly id: string; readonly code: string }
  | { readonly type: 'unreadable' };

const unreadable: LiveFrame = { type: 'unreadable' };

/** The frame of a text; a text that is no OCPP-J frame is a value, not a fault. */
export const readFrame = (text: string): LiveFrame => {
  const frame = parsed(text);
  if (!Array.isArray(frame)) return unreadable;
  const [type, id, third] = frame as readonly unknown[];
  if (typeof id !== 'string') return unreadable;
  if (type === 2) return { type: 'call', id };
  if (type === 3) return { type: 'result', id, payload: isPayload(third) ? third : {} };
  if (type === 4) return { type: 'error', id, code: String(third) };
  return unreadable;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const isPayload = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
