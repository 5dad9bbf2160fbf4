// Many streams in order of time become one: a k-way merge with a heap, for any number of streams.

interface Timed {
  readonly at: number;
}

interface Head<T> {
  readonly value: T;
  readonly index: number;
  readonly rest: Iterator<T>;
}

/** Merges streams that are each in order of time; at equal instants the earlier stream leads. */
export const merge = function* <T extends Timed>(
  streams: readonly Iterable<T>[],
): Generator<T, void, undefined> {
  const heap: Head<T>[] = [];
  for (const [index, stream] of streams.entries()) {
    const rest = stream[Symbol.iterator]();
    const first = rest.next();
    if (first.done !== true) push(heap, { value: first.value, index, rest });
  }
  for (let head = heap[0]; head !== undefined; head = heap[0]) {
    yield head.value;
    const next = head.rest.next();
    if (next.done !== true) heap[0] = { ...head, value: next.value };
    else dropFirst(heap);
    sink(heap);
  }
};

const before = (a: Head<Timed>, b: Head<Timed>): boolean =>
  a.value.at < b.value.at || (a.value.at === b.value.at && a.index < b.index);

const push = <T extends Timed>(heap: Head<T>[], head: Head<T>): void => {
  heap.push(head);
  let at = heap.length - 1;
  for (let up = (at - 1) >> 1; at > 0; up = (at - 1) >> 1) {
    const parent = heap[up];
    if (parent === undefined || before(parent, head)) return;
    heap[at] = parent;
    heap[up] = head;
    at = up;
  }
};

const dropFirst = <T extends Timed>(heap: Head<T>[]): void => {
  const last = heap.pop();
  if (last !== undefined && heap.length > 0) heap[0] = last;
};

const sink = <T extends Timed>(heap: Head<T>[]): void => {
  const head = heap[0];
  if (head === undefined) return;
  for (let at = 0; ;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    if (left === undefined) return;
    const [child, down] =
      right !== undefined && before(right, left) ? [right, 2 * at + 2] : [left, 2 * at + 1];
    if (before(head, child)) return;
    heap[at] = child;
    heap[down] = head;
    at = down;
  }
};
