// Variables of the 2.x device model as reports and answers name them.

import type { DeviceFact } from '../facts/device.ts';
import type { FirmwareFact } from '../facts/firmware.ts';
import { field, idOf, textOf } from './json.ts';
import type { Said } from './said.ts';
import { shownValue } from './secrets.ts';
import { tells } from './tells.ts';

/** A name with its instance behind a colon where it has one. */
const named = (one: unknown): string => {
  const name = textOf(field(one, 'name'));
  const instance = textOf(field(one, 'instance'));
  return (instance === '' ? name : `${name}:${instance}`).slice(0, 128);
};

interface Value {
  readonly at: number;
  readonly message: string;
  readonly attribute: string;
  readonly value: string;
  readonly readonly: boolean;
}

/** The value of a variable; the firmware version of the station is a fact of its own as well. */
export const variableOf = (owner: unknown, said: Value): readonly Said[] => {
  const component = named(field(owner, 'component'));
  const variable = named(field(owner, 'variable'));
  const port = idOf(field(field(field(owner, 'component'), 'evse'), 'id') ?? 0);
  const value = shownValue(variable, said.value);
  const fact: DeviceFact = { type: 'VariableReported', port, component, variable, ...said, value };
  const version: FirmwareFact = {
    type: 'FirmwareVersionReported',
    at: said.at,
    firmwareVersion: value,
  };
  const isVersion =
    variable === 'FirmwareVersion' && ['ChargingStation', 'Controller'].includes(component);
  return isVersion && said.attribute === 'Actual' && value !== ''
    ? [tells(fact), tells(version)]
    : [tells(fact)];
};
