// Runs another program: with its output shown or kept back, and a sentence when it fails.

import { spawn } from 'node:child_process';

const sign_of_life_ms = 10_000;

/** A step that must succeed before anything can run did not; the sentence says which. */
export class NotReady extends Error {
  exitCode = 69;
}

// Tools end a failure with pages of usage; what went wrong stands first.
const output_lines_max = 40;

const failed = (saying, code, output) =>
  new NotReady(
    `${saying}: failed (exit ${code}).\n${output.split('\n').slice(0, output_lines_max).join('\n')}`,
  );

const secondsSince = (start) => ((Date.now() - start) / 1000).toFixed(1);

/**
 * Starts a program without stdin; resolves with its exit code and everything it wrote that was not
 * shown. With `show: 'errors'` everything is shown on standard error.
 */
export const runChild = ({ command, args, cwd, env = process.env, show = false }) =>
  new Promise((resolve) => {
    const start = Date.now();
    const windows = process.platform === 'win32' && command === 'npm';
    const output = show === 'errors' ? 2 : show ? 'inherit' : 'pipe';
    const child = spawn(command, args, {
      cwd,
      env,
      shell: windows,
      stdio: ['ignore', output, output],
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    const done = (code) =>
      resolve({ code, output: Buffer.concat(chunks).toString(), seconds: secondsSince(start) });
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${command}: ${error.message}\n`));
      done(127);
    });
    child.on('close', (code, signal) => done(code ?? (signal === null ? 1 : 128)));
  });

/** Runs a long step, says what it is, gives a sign of life, and says how long it took. */
export const runWithProgress = async ({ saying, ...rest }) => {
  const start = Date.now();
  process.stderr.write(`${saying} …\n`);
  const timer = setInterval(
    () => process.stderr.write(`  … ${Math.round((Date.now() - start) / 1000)} s\n`),
    sign_of_life_ms,
  );
  const { code, output, seconds } = await runChild(rest);
  clearInterval(timer);
  if (code !== 0) throw failed(saying, code, output);
  process.stderr.write(`  done in ${seconds} s\n`);
};

/** Runs a short step and says nothing unless it fails, or a person is watching. */
export const runQuietly = async ({ saying, ...rest }) => {
  if (process.stderr.isTTY) process.stderr.write(`${saying} …\n`);
  const { code, output } = await runChild(rest);
  if (code !== 0) throw failed(saying, code, output);
};
