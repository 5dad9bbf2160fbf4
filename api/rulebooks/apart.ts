// Queries beside each other in one: their placeholders are told apart by a prefix.

import type { Query } from '../../store/port.ts';

/** The query with another name for each placeholder. */
export const apart = ({ sql, params }: Query, prefix: string): Query => ({
  sql: sql.replaceAll(/\{(\w+):/g, (_whole, name: string) => `{${prefix}${name}:`),
  params: Object.fromEntries(
    Object.entries(params).map(([name, value]) => [`${prefix}${name}`, value]),
  ),
});
