// The functions on `Reflect` without which the certificates' library does not load.
//
// It stands on tsyringe, which throws at once where `Reflect.getMetadata` is missing. Its
// documentation asks for `reflect-metadata`, a package that this file is all we need of.

const notes = new WeakMap<object, Map<unknown, unknown>>();

const noted = (key: unknown, target: object): unknown => notes.get(target)?.get(key);

/** Metadata as the withdrawn proposal of ECMAScript had them, as far as they are asked for. */
Object.assign(Reflect, {
  getMetadata: noted,
  getOwnMetadata: noted,
  hasOwnMetadata: (key: unknown, target: object): boolean => notes.get(target)?.has(key) === true,
  defineMetadata: (key: unknown, value: unknown, target: object): void => {
    notes.set(target, (notes.get(target) ?? new Map<unknown, unknown>()).set(key, value));
  },
});
