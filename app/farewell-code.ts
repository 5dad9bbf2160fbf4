// What stations are told when a gateway stops: that it goes away, or that it is there again soon.

import type { FarewellCode } from '../ingest/farewell.ts';
import type { Config } from './config.ts';

/**
 * 1012 where another process of the same gateway takes the place, or where the operator says that
 * something else does so (a container that is rolled out); 1001 otherwise, or where said.
 */
export const farewellCodeOf =
  (
    { LADDBOK_STOP_CODE: set }: Pick<Config, 'LADDBOK_STOP_CODE'>,
    isReplaced: () => Promise<boolean> = () => Promise.resolve(false),
  ) =>
  async (): Promise<FarewellCode> => {
    if (set === '1001') return 1001;
    return set === '1012' || (await isReplaced()) ? 1012 : 1001;
  };
