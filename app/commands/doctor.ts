// `laddbok doctor`: looks at settings, disk, ports, log and store, and says what is wrong.

import type { Command } from '../command.ts';
import { shown } from '../config.ts';
import { examine } from '../doctor.ts';

export const doctor: Command = {
  usage: '',
  help: 'Prints the effective settings and checks what a start would need. Exit code 1: something is wrong.',
  flags: { json: { type: 'boolean', about: 'print the findings as JSON' } },
  run: async ({ config, logger, flags, print }) => {
    const findings = await examine(config, logger);
    const healthy = findings.every((finding) => finding.ok);
    if (flags['json'] === true) {
      print(JSON.stringify({ settings: Object.fromEntries(shown(config)), findings }));
      return healthy ? 0 : 1;
    }
    for (const [name, value] of shown(config)) print(`${name.padEnd(26)} ${value}`);
    print('');
    for (const { what, ok, detail } of findings) {
      print(`${ok ? 'ok   ' : 'WRONG'} ${what.padEnd(16)} ${detail}`);
    }
    return healthy ? 0 : 1;
  },
};
