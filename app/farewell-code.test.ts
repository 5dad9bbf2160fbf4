// When a gateway that stops speaks of a restart, and when of its end.

import { expect, test } from 'vitest';
import { farewellCodeOf } from './farewell-code.ts';

const replaced = () => Promise.resolve(true);

test('by itself it is a restart only where another process takes the place', async () => {
  const auto = { LADDBOK_STOP_CODE: 'auto' } as const;
  expect(await farewellCodeOf(auto)()).toBe(1001);
  expect(await farewellCodeOf(auto, replaced)()).toBe(1012);
  expect(await farewellCodeOf(auto, () => Promise.resolve(false))()).toBe(1001);
});

test('what the operator says holds either way', async () => {
  expect(await farewellCodeOf({ LADDBOK_STOP_CODE: '1001' }, replaced)()).toBe(1001);
  expect(await farewellCodeOf({ LADDBOK_STOP_CODE: '1012' })()).toBe(1012);
});
