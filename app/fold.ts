// The fold over all rooms found.

import { foldOver } from '../processors/fold.ts';
import { findRooms } from './rooms.ts';

export const openFold = async () => foldOver(await findRooms());
