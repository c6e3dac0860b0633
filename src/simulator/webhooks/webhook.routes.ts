import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { paginate } from '../http/pagination';
import { parse, parseBody } from '../http/parse';
import { rolesAllowed } from '../http/roles';
import type { WebhookRecord } from '../state/webhook-records';

const MOST_WEBHOOKS = 10;
const LARGEST_PAGE = 100;

const fields = z.object({
  url: z.url().max(255),
  events: z.array(z.string()).min(1),
  description: z.string(),
  enabled: z.boolean(),
  status: z.enum(['ENABLED', 'DISABLED']),
});
const createBody = fields.partial().required({ url: true, events: true });
const updateBody = fields.partial();
export const webhookParams = z.object({ webhookId: z.string() });

export function webhookOf({ store }: SimulatorContext, params: unknown): WebhookRecord {
  const webhook = store.webhooks.get(parse(webhookParams, params).webhookId);
  if (!webhook) throw new HttpError(404, 'Webhook not found');
  return webhook;
}

function statusOf(
  { enabled, status }: z.infer<typeof updateBody>,
  before: WebhookRecord['status'],
) {
  if (status) return status;
  if (enabled === undefined) return before;
  return enabled ? 'ENABLED' : 'DISABLED';
}

function change(
  context: SimulatorContext,
  webhook: WebhookRecord,
  body: z.infer<typeof updateBody>,
): WebhookRecord {
  return context.store.webhooks.put(webhook.id, {
    ...webhook,
    url: body.url ?? webhook.url,
    events: body.events ?? webhook.events,
    description: body.description ?? webhook.description,
    status: statusOf(body, webhook.status),
    updatedAt: context.clock(),
  });
}

/** A URL is registered once: again, it only changes what was registered. */
function register(context: SimulatorContext, body: z.infer<typeof createBody>): WebhookRecord {
  const { store, clock, dispatcher } = context;
  const existing = store.webhooks.find(({ url }) => url === body.url);
  if (!existing && store.webhooks.size >= MOST_WEBHOOKS) {
    throw new HttpError(400, `A workspace has ${MOST_WEBHOOKS} webhooks at most`);
  }
  const now = clock();
  const blank: WebhookRecord = {
    ...{ id: randomUUID(), url: body.url, events: [], description: '', status: 'ENABLED' },
    ...{ createdAt: now, updatedAt: now },
  };
  const webhook = change(context, existing ?? blank, body);
  dispatcher.retryNow(webhook.id);
  return webhook;
}

/** Who is told of events. */
export function webhookRoutes(app: FastifyInstance, context: SimulatorContext): void {
  const { store } = context;
  const admin = rolesAllowed('admin');

  app.post('/webhooks', admin, (request, reply) =>
    reply.code(201).send(register(context, parseBody(createBody, request.body))),
  );
  app.get('/webhooks', (request) => {
    const keyed = store.webhooks.all().map((row) => ({ key: row.id, row }));
    return paginate(keyed, request.query, ({ row }) => row, LARGEST_PAGE);
  });
  app.get('/webhooks/:webhookId', (request) => webhookOf(context, request.params));
  app.patch('/webhooks/:webhookId', admin, (request) =>
    change(context, webhookOf(context, request.params), parseBody(updateBody, request.body)),
  );
  app.delete('/webhooks/:webhookId', admin, (request) => {
    const webhook = webhookOf(context, request.params);
    store.webhooks.remove(webhook.id);
    return webhook;
  });
  app.get('/webhooks/:webhookId/metrics/:metricName', (request) => {
    const { id } = webhookOf(context, request.params);
    const own = store.notifications.filter(({ webhookId }) => webhookId === id);
    const failed = own.filter(({ status }) => status === 'FAILED').length;
    return { value: String(own.length === 0 ? 0 : failed / own.length) };
  });
}
