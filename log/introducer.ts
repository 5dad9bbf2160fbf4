// At the first sight of a schema id: learn the schema, and check that it is the one written with.

import type { SchemaBook } from './avro.ts';

/** Asks the book once per id; later calls cost a look into a set. */
export const introducer = (schemas: SchemaBook | null) => {
  const met = new Set<number>();
  return async (id: number, fingerprint: string | null): Promise<void> => {
    if (schemas === null || id < 0 || met.has(id)) return;
    await schemas.meet(id, fingerprint);
    met.add(id);
  };
};
