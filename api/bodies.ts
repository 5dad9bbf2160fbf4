// How bodies are read: by their type as it is written, and refused with what to do about them.

import { Ajv, type ErrorObject, type Options } from 'ajv';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { readInstant } from '../lib/time.ts';
import { problem, type Problem } from './problems.ts';

/** Faults of a body that are told; there may be one for each entry. */
const told_max = 20;

/**
 * An address is text, and its numbers are read from it; JSON has types of its own. A `profile` of
 * null is no profile 0.
 */
const reading = (how: Options): Ajv =>
  new Ajv({ allErrors: true, strict: false, verbose: true, useDefaults: true, ...how }).addFormat(
    'date-time',
    (text) => readInstant(text)?.zoned === true,
  );
const ofAddress = reading({ coerceTypes: 'array' });
const ofBody = reading({});

/** Has bodies checked strictly, and takes no form of body but those that routes name. */
export const addBodies = (app: FastifyInstance): void => {
  app.removeContentTypeParser('text/plain');
  app.addHook('onRoute', (route) => {
    if (route.schema?.body === undefined) return;
    route.validatorCompiler = ({ schema, httpPart }) =>
      (httpPart === 'body' ? ofBody : ofAddress).compile(schema as object);
  });
};

/** The forms in which a route takes its body. */
const formsOf = ({ routeOptions }: FastifyRequest): readonly string[] => {
  const body: unknown = routeOptions.schema?.body;
  const content =
    typeof body === 'object' && body !== null && 'content' in body ? body.content : null;
  return typeof content === 'object' && content !== null
    ? Object.keys(content)
    : ['application/json'];
};

/** `entries[3].port` of `/entries/3/port`. */
const placeOf = (path: string): string =>
  path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((place, part) => {
      if (/^\d+$/.test(part)) return `${place}[${part}]`;
      return place === '' ? part : `${place}.${part}`;
    }, '');

const ruleOf = ({ keyword, params, message = 'is not valid' }: ErrorObject): string => {
  const allowed: unknown = params['allowedValues'];
  return keyword === 'enum' && Array.isArray(allowed)
    ? `must be one of ${allowed.join(', ')}`
    : message;
};

const faultOf = (violation: ErrorObject) => {
  const { keyword, instancePath, params, parentSchema } = violation;
  const place = placeOf(instancePath);
  if (keyword === 'additionalProperties') {
    const name = String(params['additionalProperty']).slice(0, 64);
    const known = Object.keys((parentSchema?.['properties'] ?? {}) as object).join(', ');
    const detail = `There is no member "${name}" here. Known are: ${known}.`;
    return { parameter: place === '' ? name : `${place}.${name}`, detail };
  }
  if (keyword === 'required') {
    const name = String(params['missingProperty']);
    const parameter = place === '' ? name : `${place}.${name}`;
    return { parameter, detail: `${parameter} is missing.` };
  }
  const about = String(parentSchema?.['description'] ?? '');
  const whole = place === '' ? 'The body' : place;
  return { parameter: place, detail: `${whole} ${ruleOf(violation)}. ${about}`.trim() };
};

const problemOfFaults = (violations: readonly ErrorObject[]): Problem => {
  const errors = violations.slice(0, told_max).map(faultOf);
  const detail = errors.map((one) => one.detail).join(' ');
  return { ...problem('bad_request', detail), errors };
};

/** What to do about a body that could not be read, by the code of the fault. */
const adviceOn = (code: string, request: FastifyRequest): string | null => {
  const forms = formsOf(request).join(' or ');
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return `Send the body as ${forms}, and say so in Content-Type.`;
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return `Send at most ${request.routeOptions.bodyLimit} bytes; divide what is more.`;
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return 'There is no body. Send one, or leave Content-Type out where none is needed.';
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return 'The body is no JSON (RFC 8259). Look for commas and quotes, and send it as UTF-8.';
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return 'Content-Length is not the number of bytes of the body. Leave it to your client.';
    default:
      return null;
  }
};

/** The problem of a request whose body is wrong; null where something else is. */
export const problemOfBody = (error: FastifyError, request: FastifyRequest): Problem | null => {
  if (error.validation !== undefined && error.validationContext === 'body')
    return problemOfFaults(error.validation);
  const advice = adviceOn(error.code, request);
  if (advice === null) return null;
  return { ...problem('bad_request', advice), status: error.statusCode ?? 400 };
};
