// Many streams in order of time become one: a k-way merge with a heap, for any number of streams.

interface Timed {
  readonly at: number;
}

interface Head<T> {
  at: number;
  value: T;
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
    if (first.done !== true) push(heap, { at: first.value.at, value: first.value, index, rest });
  }
  for (let head = heap[0]; head !== undefined; head = heap[0]) {
    yield head.value;
    const next = head.rest.next();
    if (next.done === true) dropFirst(heap);
    else {
      head.value = next.value;
      head.at = next.value.at;
    }
    sink(heap);
  }
};

const before = (a: Head<unknown>, b: Head<unknown>): boolean =>
  a.at < b.at || (a.at === b.at && a.index < b.index);

const push = <T>(heap: Head<T>[], head: Head<T>): void => {
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

const dropFirst = <T>(heap: Head<T>[]): void => {
  const last = heap.pop();
  if (last !== undefined && heap.length > 0) heap[0] = last;
};

const sink = <T>(heap: Head<T>[]): void => {
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
