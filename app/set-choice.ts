// Which set of tables a process folds into: the one that its own fold made of this log.

import { AppError } from '../lib/errors.ts';
import { firstSet, servedSets, setsWith } from '../store/sets.ts';
import { tableName } from '../store/ddl.ts';
import type { Store } from '../store/port.ts';
import { foldCheckpoints } from './bookkeeping.ts';
import type { Lineage } from './checkpoints.ts';

/** What a set of tables says of itself; the fields are null before it holds anything. */
export interface KnownSet {
  readonly set: number;
  readonly manifest: string | null;
  readonly epoch: number | null;
  readonly cluster_id: string | null;
  readonly events: number;
  readonly served: boolean;
  /** Whether readers were shown it at any time. */
  readonly wasServed: boolean;
}

type Own = Omit<Lineage, 'set'>;

interface Said extends Readonly<Record<string, unknown>> {
  readonly manifest: string;
  readonly epoch: number;
  readonly cluster_id: string;
  readonly events: string;
}

const saidBy = async (store: Store, set: number, topic: string): Promise<Said | undefined> => {
  const sql = `SELECT any(manifest) AS manifest, any(epoch) AS epoch, any(cluster_id) AS cluster_id,
    toString(sum(next_offset)) AS events FROM ${tableName(foldCheckpoints, set)} FINAL
    WHERE topic = {topic:String} HAVING count() > 0`;
  return (await store.query<Said>({ sql, params: { topic } }))[0];
};

/** All sets of a store, by number. */
export const knownSets = async (store: Store, topic: string): Promise<readonly KnownSet[]> => {
  const history = await servedSets(store);
  const known: KnownSet[] = [];
  for (const set of await setsWith(store, foldCheckpoints.name)) {
    const said = await saidBy(store, set, topic);
    known.push({
      set,
      manifest: said?.manifest ?? null,
      epoch: said?.epoch ?? null,
      cluster_id: said?.cluster_id ?? null,
      events: Number(said?.events ?? 0),
      served: set === history.at(-1),
      wasServed: history.includes(set),
    });
  }
  return known;
};

/** Whether a set was made by this fold, in this life of the log; an empty one is anybody's. */
const isOwn = (known: KnownSet, { manifest, epoch, identity }: Own): boolean =>
  known.manifest === null ||
  (known.manifest === manifest && known.epoch === epoch && known.cluster_id === identity.clusterId);

/**
 * The set to fold into: the one that is served where it is our own, else the newest of our own that
 * was served or is being made. Where there is none, that which is served, which is then refused for
 * what differs; `FOLD_CHANGED` already here where its tables are of another fold.
 */
export const ownSet = async (store: Store, own: Own): Promise<number> => {
  const known = await knownSets(store, own.identity.topic);
  const served = known.find((one) => one.served);
  if (served === undefined) return firstSet;
  const mine = known.filter((one) => isOwn(one, own));
  if (mine.includes(served)) return served.set;
  const newest = mine.findLast((one) => one.manifest !== null);
  if (newest !== undefined) return newest.set;
  if (served.manifest !== null && served.manifest !== own.manifest)
    throw new AppError('FOLD_CHANGED', { stored: served.manifest, own: own.manifest });
  return served.set;
};

/** The set for a rebuild: one that was begun and never shown, else the next number. */
export const rebuildSet = async (store: Store, own: Own, afresh: boolean): Promise<number> => {
  const known = await knownSets(store, own.identity.topic);
  const begun = known.findLast((one) => !one.wasServed && one.manifest !== null && isOwn(one, own));
  if (!afresh && begun !== undefined) return begun.set;
  return Math.max(0, ...known.map(({ set }) => set)) + 1;
};
