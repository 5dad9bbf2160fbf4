// Registered meter keys: orders in the log that say which key counts from here on.

import type { OcppEvent } from '../../../schemas/events.gen.ts';
import type { Fact } from '../../facts.ts';
import { receivedAtOf } from '../connections.ts';
import { field, idOf, textOf } from '../json.ts';
import type { StationState, Told } from '../state.ts';
import { objectOf } from './envelope.ts';
import type { MeterKey, SignedState } from './state.ts';
import { nothingSigned, registeredKeys_max } from './state.ts';
import { isPublicKey } from './verify.ts';

/** Type of an OVERRIDE event that registers or withdraws a key. */
const orderType = 'meterPublicKey';

/** Longest meter serial that is taken over, characters. */
const serial_max = 64;

/**
 * Folds an OVERRIDE event that is about a meter key:
 * `{"type": "meterPublicKey", "action": "add", "port": 1, "meterSerial": "", "key": "3059…"}`,
 * or "withdraw". Null where it is about something else. Values are checked by the keys that stand
 * at their place in the log: a key says nothing of what came before it.
 */
export const meterKeyOrdered = (state: StationState, event: OcppEvent): Told<Fact> | null => {
  const order = objectOf(event.frame ?? '');
  if (field(order, 'type') !== orderType) return null;
  const at = receivedAtOf(event);
  const port = idOf(field(order, 'port'));
  const key: MeterKey = {
    port,
    meterSerial: textOf(field(order, 'meterSerial')).slice(0, serial_max),
    publicKey: textOf(field(order, 'key')).trim(),
  };
  const action = textOf(field(order, 'action'));
  const signed = state.signed ?? nothingSigned;
  const isKnown = signed.registered.some((one) => isSame(one, key));
  if (action === 'withdraw') {
    if (!isKnown) return { state, facts: [] };
    const registered = signed.registered.filter((one) => !isSame(one, key));
    return changed(state, { ...signed, registered }, { key, at, registered: false });
  }
  if (action !== 'add' || !isPublicKey(key.publicKey)) {
    const detail = `action ${action.slice(0, 16)}, key of ${key.publicKey.length} characters`;
    const fact: Fact = { type: 'Doubted', at, port, code: 'meter_key_unreadable', detail };
    return { state, facts: [fact] };
  }
  if (isKnown) return { state, facts: [] };
  const registered = [...signed.registered, key].slice(-registeredKeys_max);
  return changed(state, { ...signed, registered }, { key, at, registered: true });
};

const isSame = (one: MeterKey, other: MeterKey): boolean =>
  one.port === other.port &&
  one.meterSerial === other.meterSerial &&
  one.publicKey === other.publicKey;

interface Change {
  readonly key: MeterKey;
  readonly at: number;
  readonly registered: boolean;
}

const changed = (
  state: StationState,
  signed: SignedState,
  { key, at, registered }: Change,
): Told<Fact> => ({
  state: { ...state, signed },
  facts: [{ type: 'MeterKeyChanged', at, ...key, registered }],
});

/** The registered keys that are meant for a meter, narrowest first. */
export const keysFor = (
  { registered }: SignedState,
  { port, meterSerial }: { readonly port: number; readonly meterSerial: string },
): readonly string[] =>
  registered
    .filter(
      (key) =>
        (key.port === 0 || key.port === port) &&
        (key.meterSerial === '' || key.meterSerial === meterSerial),
    )
    .sort((a, b) => breadthOf(a) - breadthOf(b))
    .map(({ publicKey }) => publicKey);

const breadthOf = ({ port, meterSerial }: MeterKey): number =>
  (port === 0 ? 1 : 0) + (meterSerial === '' ? 2 : 0);
