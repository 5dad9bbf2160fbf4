// What the schema of the parameters found wrong, said so that the asker knows what to do.

import type { FastifyError, FastifyRequest } from 'fastify';
import type { TObject, TSchema } from 'typebox';
import type { Complaint } from './define.ts';
import { problemOf, type Problem } from './problems.ts';

/** What Ajv says of one violation. */
export interface Violation {
  readonly keyword: string;
  /** `/port`, `/station_id/3`. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

const descriptionOf = (schema: TSchema | undefined): string =>
  schema !== undefined && 'description' in schema ? String(schema.description) : '';

/** A complaint for a violation of the schema of the parameters. */
export const complaintOf = (violation: Violation, params: TObject): Complaint => {
  const { keyword, instancePath, params: found, message = 'is not valid' } = violation;
  const names = Object.keys(params.properties);
  if (keyword === 'additionalProperties') {
    const parameter = String(found['additionalProperty']);
    const detail = `There is no parameter "${parameter}" here. Known are: ${names.join(', ')}.`;
    return { code: 'unknown_parameter', parameter, detail };
  }
  if (keyword === 'required') {
    const parameter = String(found['missingProperty']);
    const about = descriptionOf(params.properties[parameter]);
    return { code: 'bad_parameter', parameter, detail: `${parameter} is missing. ${about}`.trim() };
  }
  const parameter = instancePath.split('/')[1] ?? '';
  const allowed = found['allowedValues'];
  const rule =
    keyword === 'enum' && Array.isArray(allowed) ? `must be one of ${allowed.join(', ')}` : message;
  const about = descriptionOf(params.properties[parameter]);
  return { code: 'bad_parameter', parameter, detail: `${parameter} ${rule}. ${about}`.trim() };
};

/** The problem of a request whose address or headers do not fit; null where something else is. */
export const problemOfAddress = (error: FastifyError, request: FastifyRequest): Problem | null => {
  const { validation, validationContext: where } = error;
  if (validation === undefined || where === undefined || where === 'body') return null;
  const schema = request.routeOptions.schema?.[where];
  const params = (schema ?? { properties: {} }) as TObject;
  return problemOf(validation.map((violation) => complaintOf(violation, params)));
};
