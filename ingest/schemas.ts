// What the published JSON schema says of a payload. It annotates an event; it never decides on one.

import { Ajv, type ValidateFunction } from 'ajv';
// The schemas alone: the package's index compiles validators that take seconds and change payloads.
import * as of16 from 'typed-ocpp/dist/ocpp16/schemas.js';
import * as of201 from 'typed-ocpp/dist/ocpp20/schemas.js';
import * as of21 from 'typed-ocpp/dist/ocpp21/schemas.js';
import { readInstant } from '../lib/time.ts';
import type { Verdict } from '../schemas/events.gen.ts';
import type { Payload } from './frame.ts';
import { isPlainInstant } from './plain-instant.ts';
import type { Protocol } from './protocol.ts';

type Schemas = Readonly<Record<string, object>>;

const schemas: Readonly<Record<Protocol, Schemas>> = {
  'ocpp1.6': of16,
  'ocpp2.0.1': of201,
  'ocpp2.1': of21,
};

const error_chars_max = 200;

export interface Check {
  readonly verdict: Verdict;
  readonly errors: readonly string[];
}

const none: readonly string[] = Object.freeze([]);
export const unchecked: Check = Object.freeze({ verdict: 'UNCHECKED', errors: none });
export const valid: Check = Object.freeze({ verdict: 'VALID', errors: none });

/** `VALID` and `INVALID` of one schema; compiled when first needed, then kept. */
type Checker = (payload: Payload) => Check;

const isInstant = (text: string): boolean => isPlainInstant(text) || readInstant(text) !== null;

// No defaults, no coercion, no removal: a payload is looked at and left as it is. The first error
// ends the check, so that a large invalid payload costs no more than a valid one.
const newAjv = (): Ajv =>
  new Ajv({
    strict: false,
    meta: false,
    validateSchema: false,
    logger: false,
    removeAdditional: false,
    useDefaults: false,
    coerceTypes: false,
    allErrors: false,
    formats: { 'date-time': isInstant, uri: /^[a-z][a-z\d+.-]*:\S*$/i },
  });

const compile = (ajv: Ajv, schema: object): Checker => {
  const validate: ValidateFunction = ajv.compile(schema);
  return (payload) => {
    if (validate(payload)) return valid;
    const errors = (validate.errors ?? []).map(({ instancePath, message = 'is not valid' }) =>
      `${instancePath === '' ? '/' : instancePath} ${message}`.slice(0, error_chars_max),
    );
    return { verdict: 'INVALID', errors };
  };
};

interface Compiled {
  readonly ajv: Ajv;
  readonly checkers: Map<string, Checker>;
}

const compiled = new Map<Protocol, Compiled>();

const compiledFor = (protocol: Protocol): Compiled => {
  const known = compiled.get(protocol);
  if (known !== undefined) return known;
  const fresh = { ajv: newAjv(), checkers: new Map<string, Checker>() };
  compiled.set(protocol, fresh);
  return fresh;
};

const check = (protocol: Protocol, name: string, payload: Payload): Check => {
  const { ajv, checkers } = compiledFor(protocol);
  const checker = checkers.get(name);
  if (checker !== undefined) return checker(payload);
  const schema = Object.hasOwn(schemas[protocol], name) ? schemas[protocol][name] : undefined;
  if (schema === undefined) return unchecked;
  const made = compile(ajv, schema);
  checkers.set(name, made);
  return made(payload);
};

/** Against `<action>Request`; `UNCHECKED` where the version knows no such action. */
export const checkCall = (protocol: Protocol, action: string, payload: Payload): Check =>
  check(protocol, `${action}Request`, payload);

/** Against `<action>Response`; `UNCHECKED` where the action is not known. */
export const checkResult = (protocol: Protocol, action: string, payload: Payload): Check =>
  check(protocol, `${action}Response`, payload);

/** Against the schema of an unconfirmed message (OCPP 2.1), which is named as its action. */
export const checkSend = (protocol: Protocol, action: string, payload: Payload): Check =>
  check(protocol, action, payload);

/** Whether the version has a CALL of that name, in either direction. */
export const isKnownAction = (protocol: Protocol, action: string): boolean =>
  Object.hasOwn(schemas[protocol], `${action}Request`);

/** Every CALL of a version, in either direction. */
export const actionsOf = (protocol: Protocol): readonly string[] =>
  Object.keys(schemas[protocol])
    .filter((name) => name.endsWith('Request'))
    .map((name) => name.slice(0, -'Request'.length));
