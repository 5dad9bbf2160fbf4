// Parquet files as the store writes them: parts of a bounded number of rows, cut after a key.

import { join } from 'node:path';
import type { Query } from '../../store/port.ts';
import { partName, partialEnding, type Writing } from './part.ts';
import type { ManifestFile } from './manifest.ts';
import { openOutput } from './output.ts';

/** Most rows of a part: an embedded store makes it whole in memory. */
export const partRowsMax = 250_000;

// A slice ends with the limit of its page: the part goes in its place, so that the order is kept.
const cut = ({ sql, params }: Query, offset: number): Query => ({
  sql: `${sql} OFFSET {cut_from:UInt64}`,
  params: { ...params, page_limit: partRowsMax, cut_from: offset },
});

interface Part {
  readonly query: Query;
  readonly rows: number;
}

const partsOf = async function* (writing: Writing): AsyncGenerator<Part> {
  const { file, errand } = writing;
  let any = false;
  const slices = (await file.slices?.(errand)) ?? [];
  for (const { query, rows } of slices) {
    for (let at = 0; at < rows; at += partRowsMax) {
      any = true;
      yield { query: cut(query, at), rows: Math.min(partRowsMax, rows - at) };
    }
  }
  const [first] = slices;
  // No row at all is a file too: one that says which columns there are.
  if (!any && first !== undefined) yield { query: cut(first.query, 0), rows: 0 };
};

/** Writes all rows into numbered files; `onRows` hears how many were written. */
export const parquetParts = async (
  writing: Writing,
  onRows: (rows: number) => void,
): Promise<readonly ManifestFile[]> => {
  const { file, errand, format, folder } = writing;
  const done: ManifestFile[] = [];
  for await (const { query, rows } of partsOf(writing)) {
    const name = partName(file, done.length + 1, format);
    const output = await openOutput(join(folder, name + partialEnding));
    try {
      for await (const bytes of await errand.store.stream(query, 'Parquet')) {
        await output.write(bytes);
      }
    } catch (thrown) {
      await output.abandon();
      throw thrown;
    }
    done.push({ of: file.name, name, rows, ...(await output.end()) });
    onRows(rows);
  }
  return done;
};
