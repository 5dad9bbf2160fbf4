// In which order answers leave, whatever the order in which they become durable.

import { expect, test } from 'vitest';
import { openDepartures } from './departures.ts';

test('an answer that is durable early waits for those before it', () => {
  const sent: string[] = [];
  const departures = openDepartures((text) => sent.push(text));
  const first = departures.queue('first');
  const second = departures.queue('second');
  const third = departures.queue('third');
  second();
  expect(sent).toEqual([]);
  first();
  expect(sent).toEqual(['first', 'second']);
  third();
  expect(sent).toEqual(['first', 'second', 'third']);
});

test('very many answers leave in order while some of them are still waited for', () => {
  const sent: string[] = [];
  const departures = openDepartures((text) => sent.push(text));
  const leave = Array.from({ length: 5_000 }, (_, i) => departures.queue(String(i)));
  for (const each of leave.slice(0, 3_000)) each();
  const late = departures.queue('late');
  late();
  for (const each of leave.slice(3_000)) each();
  expect(sent).toEqual([...Array.from({ length: 5_000 }, (_, i) => String(i)), 'late']);
});
