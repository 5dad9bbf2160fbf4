// `npm run look`: every board in a real Chromium: panels, keyboard, phone, contrast, screenshots.

import { runChild } from './run-child.js';

/** Opens the boards on a small fleet; screenshots go to the folder LADDBOK_TEST_SCREENSHOTS. */
export const runLook = async (root) => {
  const { code } = await runChild({
    command: process.execPath,
    args: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'browser'],
    cwd: root,
    show: true,
  });
  return code;
};
