// Things by a name that several of them share.

/** Groups in the order in which their first came; within a group the order in which they came. */
export const grouped = <T>(
  all: Iterable<T>,
  nameOf: (one: T) => string,
): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const name = nameOf(one);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return groups;
};
