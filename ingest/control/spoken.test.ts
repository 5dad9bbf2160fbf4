// What operators type, what they are told of it, and what is shown of it afterwards.

import { describe, expect, test } from 'vitest';
import { valuesOf } from './spoken.ts';
import { complaintsAbout, shownValues } from './vocabulary.ts';

describe('an operator', () => {
  test('is told what is wrong with a command', () => {
    expect(complaintsAbout('unlock', {})).toEqual([
      "The arguments must have required property 'port'.",
    ]);
    expect(complaintsAbout('unlock', { port: 1, prot: 2 })).toEqual([
      'The arguments must NOT have additional properties ("prot").',
    ]);
    expect(complaintsAbout('fly', {})[0]).toMatch(/^There is no command "fly". There are: remote-/);
  });

  test('never sees tokens, credentials or payloads of others again', () => {
    expect(shownValues('remote-start', { id_token: 'TAG', port: 1 })).toEqual({ port: 1 });
    expect(shownValues('update-firmware', { url: 'ftp://u:p@h/f', retries: 1 })).toEqual({
      retries: 1,
    });
  });

  test('types arguments as words', () => {
    const pairs = ['port=1', 'operative=false'];
    expect(valuesOf('availability', pairs, '{}')).toEqual({
      values: { port: 1, operative: false },
    });
    expect(valuesOf('get-variables', ['names=A.B,C.D'], '{}')).toEqual({
      values: { names: ['A.B', 'C.D'] },
    });
    expect(valuesOf('set-variables', ['values={"A.B":"1"}'], '{}')).toEqual({
      values: { values: { 'A.B': '1' } },
    });
    expect(valuesOf('unlock', ['port'], '{}')).toEqual({ problem: '"port" is no KEY=VALUE' });
    expect(valuesOf('unlock', [], '[1]')).toEqual({ problem: '--args is no JSON object' });
  });
});
