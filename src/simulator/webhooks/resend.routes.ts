import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { parse, parseBody } from '../http/parse';
import { rolesAllowed } from '../http/roles';
import { notificationStatus, type NotificationRecord } from '../state/webhook-records';
import {
  notificationFilter,
  notificationOf,
  notificationsOf,
  type NotificationFilter,
} from './notification.routes';
import { webhookOf } from './webhook.routes';

const resourceBody = z.object({
  resourceId: z.string(),
  excludeStatuses: z.array(notificationStatus).default([]),
});
const jobParams = z.object({ jobId: z.string() });
const transactionParams = z.object({ txId: z.string() });

/** Resends, and how far each job of them is; jobs are forgotten at a restart. */
class Resends {
  private readonly jobs = new Map<string, string[]>();

  constructor(private readonly context: SimulatorContext) {}

  start(rows: NotificationRecord[]): string {
    const jobId = randomUUID();
    this.jobs.set(
      jobId,
      rows.map(({ id }) => id),
    );
    for (const row of rows) this.context.dispatcher.resend(row);
    return jobId;
  }

  status(jobId: string): Record<string, unknown> {
    const ids = this.jobs.get(jobId);
    if (!ids) throw new HttpError(404, 'Job not found');
    const open = ids.filter(
      (id) => this.context.store.notifications.get(id)?.status === 'IN_PROGRESS',
    );
    const status = open.length === 0 ? 'COMPLETED' : 'IN_PROGRESS';
    return { jobId, status, processed: ids.length - open.length, total: ids.length };
  }
}

/** Sends notifications again: one, those of a resource, those that failed or that match. */
export function resendRoutes(app: FastifyInstance, context: SimulatorContext): void {
  const admin = rolesAllowed('admin');
  const resends = new Resends(context);
  const base = '/webhooks/:webhookId/notifications';

  const resendMatching = (params: unknown, filter: NotificationFilter, reply: FastifyReply) => {
    const { id } = webhookOf(context, params);
    const rows = notificationsOf(context, id, filter);
    if (rows.length === 0) return reply.code(200).send({ total: 0 });
    const kind = filter.statuses?.length === 1 ? 'resend_failed' : 'resend_by_query';
    const job = `/v1/webhooks/${id}/notifications/${kind}/jobs/${resends.start(rows)}`;
    return reply.code(202).header('location', job).send({ total: rows.length });
  };

  app.post(`${base}/:notificationId/resend`, admin, (request, reply) => {
    resends.start([notificationOf(context, request.params)]);
    return reply.code(202).send();
  });
  app.post(`${base}/resend_failed`, admin, (request, reply) => {
    const filter = parseBody(notificationFilter, request.body);
    return resendMatching(request.params, { ...filter, statuses: ['FAILED'] }, reply);
  });
  app.post(`${base}/resend_by_query`, admin, (request, reply) =>
    resendMatching(request.params, parseBody(notificationFilter, request.body), reply),
  );
  app.post(`${base}/resend_by_resource`, admin, (request, reply) => {
    const { resourceId, excludeStatuses } = parseBody(resourceBody, request.body);
    const { id } = webhookOf(context, request.params);
    const rows = notificationsOf(context, id, { resourceId });
    resends.start(rows.filter(({ status }) => !excludeStatuses.includes(status)));
    return reply.code(202).send();
  });
  for (const kind of ['resend_failed', 'resend_by_query']) {
    app.get(`${base}/${kind}/jobs/:jobId`, (request) =>
      resends.status(parse(jobParams, request.params).jobId),
    );
  }
  app.post('/webhooks/resend', admin, () => {
    const failed = context.store.notifications.filter(({ status }) => status === 'FAILED');
    resends.start(failed);
    return { messagesCount: failed.length };
  });
  app.post('/webhooks/resend/:txId', admin, (request) => {
    const { txId } = parse(transactionParams, request.params);
    resends.start(context.store.notifications.filter(({ resourceId }) => resourceId === txId));
    return { success: true };
  });
}
