// The type of a record that is being made, before anybody else sees it.

/**
 * A record whose members may still be set. On Node 20 a spread of what was itself spread costs a
 * microsecond and a shape of its own, a literal that names the members twenty times less: what is
 * copied at every reading has a function that names them, and sets in the copy what is new.
 */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };
