// How fast stations may talk, alone and together with those behind the same address.

import { expect, test } from 'vitest';
import { gatewayLimits, trustedAddress } from '../limits.ts';
import { openFlowMeters } from './flow.ts';

const none = { ...gatewayLimits, ...trustedAddress };

test('where nothing is limited nobody waits', () => {
  const meter = openFlowMeters(none)('CS-1', '10.0.0.1');
  for (let i = 0; i < 1_000; i++) expect(meter.heard(1_000_000, 0)).toBeNull();
});

test('bytes of an address count for all stations there, and for no other address', () => {
  const limits = { ...none, bytesOfAddress: { burst: 1_000, perSecond: 100 } };
  const meters = openFlowMeters(limits);
  expect(meters('CS-1', '10.0.0.1').heard(900, 0)).toBeNull();
  expect(meters('CS-2', '10.0.0.1').heard(200, 0)).toEqual({ wait_ms: 1_000 });
  expect(meters('CS-3', '10.0.0.2').heard(200, 0)).toBeNull();
  // A house has one IPv6 network, however many addresses it takes from it.
  expect(meters('CS-4', '2001:db8::1').heard(1_000, 0)).toBeNull();
  expect(meters('CS-5', '2001:db8::2').heard(100, 0)).toEqual({ wait_ms: 1_000 });
  expect(meters('CS-1', '10.0.0.1').heard(100, 2_000)).toBeNull();
});

test('who is far ahead of its own allowance is cut off; for others at its address it waits', () => {
  const own = { ...none, framesOfStation: { burst: 1, perSecond: 0.01 }, flowAhead_s: 60 };
  const alone = openFlowMeters(own)('CS-1', '10.0.0.1');
  expect(alone.heard(1, 0)).toBeNull();
  expect(alone.heard(1, 0)).toBe('end');
  const shared = { ...none, framesOfAddress: { burst: 1, perSecond: 0.01 }, flowAhead_s: 60 };
  const meters = openFlowMeters(shared);
  expect(meters('CS-1', '10.0.0.1').heard(1, 0)).toBeNull();
  expect(meters('CS-2', '10.0.0.1').heard(1, 0)).toEqual({ wait_ms: 60_000 });
});
