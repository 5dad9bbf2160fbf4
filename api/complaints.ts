// What the schema of the parameters found wrong, said so that the asker knows what to do.

import type { TObject, TSchema } from 'typebox';
import type { Complaint } from './define.ts';

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
  const parameter = instancePath.split('/')[1] ?? '';
  const allowed = found['allowedValues'];
  const rule =
    keyword === 'enum' && Array.isArray(allowed) ? `must be one of ${allowed.join(', ')}` : message;
  const about = descriptionOf(params.properties[parameter]);
  return { code: 'bad_parameter', parameter, detail: `${parameter} ${rule}. ${about}`.trim() };
};
