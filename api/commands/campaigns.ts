// The routes of firmware campaigns: plan one, look after it, pause, resume and cancel it.

import { Type, type Static } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../problems.ts';
import { type Desk, problemSchema, sendProblem } from '../route.ts';
import { tenantOf } from '../tenant.ts';
import { campaignRow, campaignRowOf, partRow, partRowOf } from './campaign-row.ts';
import { type Campaigning, type ShownCampaign, steerings } from './campaigning.ts';
import { stationsLike, updateStates } from './fleet.ts';
import { notAllowed, operatorOf } from './operator.ts';

const text = (description: string) => Type.String({ minLength: 1, maxLength: 255, description });
const asking = Type.Object({ tenant: Type.Optional(text('Whose campaign.')) });
const campaignPath = Type.Object({ campaign_id: text('Of the campaign.') });
const body_bytes_max = 1024 * 1024;

const plan = Type.Object(
  {
    title: text('What it is for.'),
    args: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Arguments of update-firmware: url, and what else is wanted.',
    }),
    stations: Type.Optional(Type.Array(text('A station.'), { maxItems: 2_000 })),
    vendor: Type.Optional(text('Stations of this vendor.')),
    model: Type.Optional(text('Stations of this model.')),
    firmware_version: Type.Optional(text('Stations that run this version.')),
    window: Type.Optional(
      Type.Object({
        from: text('As 22:00.'),
        to: text('As 05:00.'),
        zone: text('IANA time zone.'),
      }),
    ),
    at_most: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000, default: 5, description: 'At one time.' }),
    ),
    stop_after: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000, default: 3, description: 'So many failures.' }),
    ),
    patience_s: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 604_800, default: 14_400, description: 'Per update.' }),
    ),
  },
  { additionalProperties: false },
);

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

interface Errand {
  readonly desk: Desk;
  readonly campaigning: Campaigning;
}

const send = (reply: FastifyReply, status: number, data: unknown): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').send({ data });

const tenantIn = (request: FastifyRequest, { desk }: Errand): string =>
  tenantOf(request.query as Static<typeof asking>, desk.defaultTenant);

/** What only operators may do; they are given by name. */
const guarded =
  (
    act: (request: FastifyRequest, reply: FastifyReply, by: string) => Promise<FastifyReply>,
  ): Handler =>
  async (request, reply) => {
    const by = operatorOf(request);
    return by === null
      ? sendProblem(reply, problem('not_allowed', notAllowed))
      : act(request, reply, by);
  };

const planning = (errand: Errand): Handler =>
  guarded(async (request, reply, by) => {
    const tenant = tenantIn(request, errand);
    const wanted = request.body as Static<typeof plan>;
    const { vendor, model, firmware_version } = wanted;
    const fitting = await stationsLike(errand.desk.store, tenant, {
      ...(vendor === undefined ? {} : { vendor }),
      ...(model === undefined ? {} : { model }),
      ...(firmware_version === undefined ? {} : { firmware_version }),
    });
    const made = await errand.campaigning.plan({
      tenant,
      by,
      title: wanted.title,
      stations: [...(wanted.stations ?? []), ...fitting],
      values: wanted.args,
      window: wanted.window ?? null,
      atMost: wanted.at_most ?? 5,
      stopAfter: wanted.stop_after ?? 3,
      patience_ms: (wanted.patience_s ?? 14_400) * 1000,
    });
    if ('complaints' in made)
      return sendProblem(reply, problem('bad_command', made.complaints.join(' ')));
    reply.header('location', `/v1/campaigns/${made.campaignId}`);
    return send(reply, 201, campaignRowOf(made));
  });

/** A route about one campaign. */
const about = (
  errand: Errand,
  act: (campaign: ShownCampaign, reply: FastifyReply, by: string) => Promise<FastifyReply>,
): Handler =>
  guarded(async (request, reply, by) => {
    const { campaign_id } = request.params as Static<typeof campaignPath>;
    const campaign = errand.campaigning.find(tenantIn(request, errand), campaign_id);
    if (campaign === undefined)
      return sendProblem(reply, problem('not_found', 'There is no such campaign.'));
    return act(campaign, reply, by);
  });

const showing = (errand: Errand): Handler =>
  about(errand, async (campaign, reply) => {
    const parts = [...campaign.parts.values()];
    const ids = parts.map(({ updateId }) => updateId).filter((id) => id !== '');
    const states = await updateStates(errand.desk.store, campaign.tenant, ids);
    const stations = parts.map((part) => partRowOf(part, states.get(part.updateId) ?? ''));
    return send(reply, 200, { ...campaignRowOf(campaign), stations });
  });

const tags = ['control'];
const path = '/v1/campaigns';
const onePath = `${path}/:campaign_id`;
const answers = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema: Type.Object({ data: Type.Unsafe(schema) }) } },
});
const refusals = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** Registers what operators use to update the firmware of many stations. */
export const addCampaigns = (app: FastifyInstance, desk: Desk, campaigning: Campaigning): void => {
  const errand: Errand = { desk, campaigning };
  const missing = { 404: refusals('There is no such campaign.') };
  app.route({
    method: 'POST',
    url: path,
    config: { needs: 'control' },
    bodyLimit: body_bytes_max,
    schema: {
      operationId: 'plan-campaign',
      summary: 'Plans a firmware campaign',
      description:
        'Updates many stations, so many at a time, within times of day. Stations are named, or ' +
        'found by vendor, model and version as the tables know them now.',
      tags,
      querystring: asking,
      body: plan,
      response: {
        201: answers('It is in the log, and runs.', campaignRow),
        400: refusals('The plan is not right; the details say why.'),
      },
    },
    handler: planning(errand),
  });
  app.route({
    method: 'GET',
    url: path,
    config: { needs: 'control' },
    schema: { operationId: 'campaigns', summary: 'Firmware campaigns', tags, querystring: asking },
    handler: guarded(async (request, reply) =>
      send(reply, 200, campaigning.ofTenant(tenantIn(request, errand)).map(campaignRowOf)),
    ),
  });
  const withParts = Type.Intersect([campaignRow, Type.Object({ stations: Type.Array(partRow) })]);
  app.route({
    method: 'GET',
    url: onePath,
    config: { needs: 'control' },
    schema: {
      operationId: 'campaign',
      summary: 'One firmware campaign, station by station',
      tags,
      querystring: asking,
      params: campaignPath,
      response: { 200: answers('The campaign.', withParts), ...missing },
    },
    handler: showing(errand),
  });
  for (const how of steerings) {
    app.route({
      method: 'POST',
      url: `${onePath}/${how}`,
      config: { needs: 'control' },
      schema: {
        operationId: `${how}-campaign`,
        summary: `To ${how} a firmware campaign`,
        tags,
        querystring: asking,
        params: campaignPath,
        response: { 200: answers('As it is now.', campaignRow), ...missing },
      },
      handler: about(errand, async (campaign, reply, by) =>
        send(reply, 200, campaignRowOf(await campaigning.steer(campaign, how, by))),
      ),
    });
  }
};
