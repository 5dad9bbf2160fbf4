// The first row of every board: the same numbers, of the stations that the board is about.

import { knownUntil, type BoardShown } from './shown.ts';

/**
 * Nothing of the fleet was lost and every frame is as published; two doubts by hand concern the
 * first station, which is among the stations of every board.
 */
export const dataRow: BoardShown['panels'] = {
  'Age of the newest data': (fleet) => ({
    near: (Date.now() - knownUntil(fleet)) / 1000,
    within: 60,
  }),
  'Completeness of the log': () => 1,
  'Frames that could not be used': () => 0,
  'Doubts about these data': () => 2,
};
