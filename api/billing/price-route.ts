// The route that explains a price: its lines, its tariff, and what speaks against a bill.

import { Type, type Static } from 'typebox';
import type { FastifyInstance } from 'fastify';
import { priceOf } from '../../lib/billing/bill.ts';
import type { Reason } from '../../lib/billing/unbillable.ts';
import { explained } from '../../lib/tariff/explained.ts';
import { asNumber, type Amount } from '../../lib/tariff/money.ts';
import type { PriceLine } from '../../lib/tariff/price.ts';
import { instantText } from '../../lib/time.ts';
import { problem } from '../problems.ts';
import { type Desk, problemSchema, sendProblem } from '../route.ts';
import { tenantOf } from '../tenant.ts';
import { billablesOf, sessionOf, type StoredSession } from './billables.ts';
import { readRegistry } from './registry.ts';

const path = Type.Object({
  session_id: Type.String({ minLength: 1, maxLength: 255, description: 'Of the session.' }),
});
const asking = Type.Object(
  { tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })) },
  { additionalProperties: false },
);

const amountOf = ({ excl_e4, incl_e4 }: Amount) => ({
  excl_vat: asNumber(excl_e4),
  incl_vat: asNumber(incl_e4),
});

/** Milliseconds of an hour, mWh of a kWh. */
const unitOf = { time: 3_600_000, energy: 1_000_000 } as const;

const lineOf = (line: PriceLine) => {
  if (line.component === null) return { kind: line.kind, ...amountOf(line) };
  const { kind, element, component, from, to, measured, billed } = line;
  const isFee = kind === 'FLAT' || kind === 'RESERVATION_FLAT';
  const unit = isFee ? 1 : unitOf[kind === 'ENERGY' ? 'energy' : 'time'];
  return {
    kind,
    element,
    from: instantText(from),
    to: instantText(to),
    unit: isFee ? 'once' : kind === 'ENERGY' ? 'kWh' : 'h',
    measured: measured / unit,
    billed: billed / unit,
    price: asNumber(component.price_e4),
    vat: component.vat_e4 === null ? null : asNumber(component.vat_e4),
    step_size: component.step_size,
    ...amountOf(line),
  };
};

const noPrice = ({ reason, says }: Reason) => ({ price: null, unbillable: { reason, says } });

/** The price as the CDR of the session has it; null with the reason where there can be none. */
export const priceAnswer = async ({ store }: Pick<Desk, 'store'>, session: StoredSession) => {
  const { tenant, session_id, started_at } = session;
  const when = { tenant, known_at: null, from: started_at, to: started_at + 1 };
  const registry = await readRegistry(store, when);
  const [billable] = await billablesOf(store, [session], registry.siteOf);
  if (billable === undefined) return null;
  const priced = priceOf(billable, registry);
  if ('reason' in priced) return { session_id, ...noPrice(priced) };
  const { price, version, doubt } = priced;
  const { tariff } = version;
  return {
    session_id,
    price: {
      currency: price.currency,
      ...amountOf(price.total),
      lines: price.lines.map(lineOf),
      explained: explained(price),
      tariff: {
        tariff_id: tariff.id,
        valid_from: instantText(version.valid_from),
        valid_to: version.valid_to === null ? null : instantText(version.valid_to),
        recorded_at: instantText(version.recorded_at),
      },
    },
    unbillable: doubt,
  };
};

const about =
  'The price of a session under the tariff that it is assigned, line by line: what was measured, ' +
  'what is billed, at which price, before tax and after it. The total is that of its CDR. Where a ' +
  'doubt forbids a bill, unbillable says which; where there can be no price, price is null.';

/** Registers `/v1/sessions/:session_id/price`. */
export const addPrice = (app: FastifyInstance, desk: Desk): void => {
  app.route({
    method: 'GET',
    url: '/v1/sessions/:session_id/price',
    config: { needs: 'billing' },
    schema: {
      operationId: 'session-price',
      summary: 'The price of a session',
      description: about,
      tags: ['questions'],
      params: path,
      querystring: asking,
      response: {
        200: { description: 'The price.', type: 'object', additionalProperties: true },
        404: {
          description: 'There is no such session.',
          content: { 'application/problem+json': { schema: problemSchema } },
        },
      },
    },
    handler: async (request, reply) => {
      const { session_id } = request.params as Static<typeof path>;
      const tenant = tenantOf(request.query as Static<typeof asking>, desk.defaultTenant);
      const session = await sessionOf(desk.store, tenant, session_id);
      const data = session === null ? null : await priceAnswer(desk, session);
      if (data === null)
        return sendProblem(reply, problem('not_found', `There is no session ${session_id}.`));
      return reply.header('cache-control', 'no-cache').send({ data });
    },
  });
};
