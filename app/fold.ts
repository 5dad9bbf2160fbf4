// The fold over all rooms found, and the set of tables it writes.

import { foldOver } from '../processors/fold.ts';
import { findRooms } from './rooms.ts';

/** The set of tables that is served. */
export const currentSet = 1;

export const openFold = async () => foldOver(await findRooms());
