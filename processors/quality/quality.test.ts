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
      since: null,
      event_id: 'c/0',
      at: 5,
      concerns_at: 5,
    });
});

test('a doubt about a time that lasted says when that began', () => {
  given(quality)
    .when({ type: 'Doubted', at: 5, port: 2, code: 'end_inferred', detail: '', since: 3 })
    .thenRows({ code: 'end_inferred', since: 3, at: 5 });
});
