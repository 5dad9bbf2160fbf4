// Copies of short-lived bytes, cut from larger buffers: fresh memory for each would cost more.

const slab_bytes = 256 * 1024;

/** Copies the first `length` bytes of a buffer into memory that is never written again. */
export const slab = (): ((bytes: Uint8Array, length: number) => Buffer) => {
  let current = Buffer.allocUnsafeSlow(slab_bytes);
  let used = 0;
  return (bytes, length) => {
    if (used + length > current.length) {
      current = Buffer.allocUnsafeSlow(Math.max(slab_bytes, length));
      used = 0;
    }
    const copy = current.subarray(used, used + length);
    // LMDB's reused buffer lies about its length: only the plain subarray cuts it right.
    copy.set(Uint8Array.prototype.subarray.call(bytes, 0, length));
    used += length;
    return copy;
  };
};
