#!/usr/bin/env node
// The command `laddbok`: makes a fresh clone ready when needed, then hands over to dist/app/main.js.

// This file must run on any Node, so that one that is too old gets a sentence and no syntax error.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`laddbok needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(69);
}

// Every running query of the embedded store holds a thread of Node's pool, which is four by default
// and made before any module could ask for more: hence this, and hence CommonJS.
process.env.UV_THREADPOOL_SIZE ??= '16';

// A reader that has seen enough (`laddbok export … | head`) closes the pipe; that is no fault.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** Ends the process once everything written has left it. */
const leave = (code) =>
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));

import('./ready.js')
  .then(({ makeReady }) => makeReady())
  .then(() => import('../dist/app/main.js'))
  .then(({ main }) => main(process.argv.slice(2)))
  .then(leave)
  .catch((error) => {
    // Faults of operation have a sentence that is meant to be read; anything else is a bug.
    if (error?.name === 'AppError') console.error(`laddbok: ${error.message} (${error.code})`);
    else console.error(error?.exitCode === undefined ? error : error.message);
    leave(error?.exitCode ?? 70);
  });
