// Pages of lists: what is asked for, which part it is, and what the headers say of the rest.

import type { FastifyReply } from 'fastify';
import { readOcpiTime } from './values.ts';

/** Most objects of a page, and as many where nobody says how many. */
export const limitMax = 100;

/** The part of a list that is asked for: by time of the last update, from inclusive, to exclusive. */
export interface Page {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
  readonly limit: number;
}

export interface Paged<T> {
  readonly items: readonly T[];
  /** All that match, on whatever page. */
  readonly total: number;
}

export interface Asked {
  readonly date_from?: string;
  readonly date_to?: string;
  readonly offset?: string;
  readonly limit?: string;
}

const offsetMax = 1_000_000_000;

const wholeIn = (text: string | undefined, otherwise: number, max: number): number | null => {
  if (text === undefined) return otherwise;
  return /^\d{1,10}$/.test(text) ? Math.min(Number(text), max) : null;
};

const timeIn = (text: string | undefined, otherwise: number): number | null =>
  text === undefined ? otherwise : readOcpiTime(text);

/** Later than anything that was recorded. */
const lastTime = Date.UTC(2299, 0, 1);

/** The page that is asked for; a sentence where a parameter is none. */
export const pageOf = ({ date_from, date_to, offset, limit }: Asked): Page | string => {
  const [from, to] = [timeIn(date_from, 0), timeIn(date_to, lastTime)];
  if (from === null) return 'date_from is no DateTime in UTC, as 2026-03-01T00:00:00Z.';
  if (to === null) return 'date_to is no DateTime in UTC, as 2026-03-01T00:00:00Z.';
  const [skipped, most] = [wholeIn(offset, 0, offsetMax), wholeIn(limit, limitMax, limitMax)];
  if (skipped === null) return 'offset is no whole number from 0 on.';
  if (most === null || most === 0) return 'limit is no whole number from 1 on.';
  return { from: Math.max(from, 0), to: Math.min(to, lastTime), offset: skipped, limit: most };
};

/** The page of a list that is at hand. */
export const pageIn = <T extends { readonly last_updated: string }>(
  all: readonly T[],
  { from, to, offset, limit }: Page,
): Paged<T> => {
  const within = all.filter(({ last_updated }) => {
    const at = Date.parse(last_updated);
    return from <= at && at < to;
  });
  return { items: within.slice(offset, offset + limit), total: within.length };
};

/** Link, X-Total-Count and X-Limit. Source: OCPI 2.2.1 transport_and_format, pagination. */
export const addPageHeaders = (
  reply: FastifyReply,
  of: { readonly url: string; readonly asked: Asked; readonly page: Page; readonly total: number },
): void => {
  const { url, asked, page, total } = of;
  reply.header('x-total-count', String(total)).header('x-limit', String(limitMax));
  const offset = page.offset + page.limit;
  if (offset >= total) return;
  const { date_from, date_to } = asked;
  const query = new URLSearchParams({
    ...(date_from === undefined ? {} : { date_from }),
    ...(date_to === undefined ? {} : { date_to }),
    offset: String(offset),
    limit: String(page.limit),
  });
  reply.header('link', `<${url}?${query.toString()}>; rel="next"`);
};
