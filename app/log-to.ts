// The operator's log: pino on standard error, people-readable on a terminal.

import { pino } from 'pino';
import type { Logger } from '../lib/logger.ts';

type Fields = Parameters<Logger['info']>[1];

/** One line as a person reads it: `12:00:00 warn message key=value`. */
const plainLine = (level: string, message: string, fields: Fields): string => {
  const values = Object.entries(fields ?? {}).map(([name, value]) => ` ${name}=${String(value)}`);
  return `${new Date().toISOString().slice(11, 19)} ${level.padEnd(5)} ${message}${values.join('')}\n`;
};

const levels = ['info', 'warn', 'error', 'silent'];

const plain = (least: string): Logger => {
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, fields?: Fields): void => {
      if (levels.indexOf(level) < levels.indexOf(least)) return;
      process.stderr.write(plainLine(level, message, fields));
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
};

const structured = (least: string): Logger => {
  const logger = pino({ level: least, base: null }, pino.destination({ dest: 2, sync: true }));
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
};

/** Lines for a person on a terminal, JSON for a machine elsewhere. */
export const openLogger = (least: string): Logger =>
  process.stderr.isTTY ? plain(least) : structured(least);
