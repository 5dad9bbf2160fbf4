// What the room `quality` promises.

import { test } from 'vitest';
import { given } from '../spec.ts';
import quality from './index.ts';

test('every doubt is a row that says where to find the frame', () => {
  given(quality)
    .when({ type: 'Doubted', at: 5, port: 2, code: 'value_unreadable', detail: '12,5' })
    .thenRows({
      code: 'value_unreadable',
      port: 2,
      detail: '12,5',
      event_id: 'c/0',
      concerns_at: 5,
    });
});
