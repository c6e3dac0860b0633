import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { paginate } from '../http/pagination';
import { parse } from '../http/parse';
import { notificationStatus, type NotificationRecord } from '../state/webhook-records';
import { webhookOf } from './webhook.routes';

const LARGEST_PAGE = 100;
const several = <Item extends z.ZodType<string>>(item: Item) =>
  z.union([z.array(item), item.transform((one) => [one])]).optional();

export const notificationFilter = z.object({
  startTime: z.coerce.number().optional(),
  endTime: z.coerce.number().optional(),
  statuses: several(notificationStatus),
  events: several(z.string()),
  resourceId: z.string().optional(),
});
export type NotificationFilter = z.infer<typeof notificationFilter>;

const notificationParams = z.object({ notificationId: z.string() });
const dataQuery = z.object({ includeData: z.enum(['true', 'false']).optional() });

function view(row: NotificationRecord): Record<string, unknown> {
  const { id, createdAt, updatedAt, status, eventType, resourceId } = row;
  return { id, createdAt, updatedAt, status, eventType, resourceId };
}

/** The webhook's notifications that match, oldest first. */
export function notificationsOf(
  { store }: SimulatorContext,
  webhookId: string,
  filter: NotificationFilter,
): NotificationRecord[] {
  const { startTime = 0, endTime = Infinity, statuses, events, resourceId } = filter;
  return store.notifications
    .filter((row) => row.webhookId === webhookId)
    .filter(({ createdAt }) => createdAt >= startTime && createdAt <= endTime)
    .filter(({ status }) => statuses?.includes(status) ?? true)
    .filter(({ eventType }) => events?.includes(eventType) ?? true)
    .filter((row) => resourceId === undefined || row.resourceId === resourceId);
}

export function notificationOf(context: SimulatorContext, params: unknown): NotificationRecord {
  const { id } = webhookOf(context, params);
  const { notificationId } = parse(notificationParams, params);
  const row = context.store.notifications.get(notificationId);
  if (row?.webhookId !== id) throw new HttpError(404, 'Notification not found');
  return row;
}

/** What became of each notification. */
export function notificationRoutes(app: FastifyInstance, context: SimulatorContext): void {
  app.get('/webhooks/:webhookId/notifications', (request) => {
    const { id } = webhookOf(context, request.params);
    const rows = notificationsOf(context, id, parse(notificationFilter, request.query));
    const keyed = rows.map((row) => ({ key: row.id, row }));
    const page = paginate(keyed, request.query, ({ row }) => view(row), LARGEST_PAGE);
    return { ...page, total: rows.length };
  });
  app.get('/webhooks/:webhookId/notifications/:notificationId', (request) => {
    const row = notificationOf(context, request.params);
    const { includeData } = parse(dataQuery, request.query);
    const data: unknown = includeData === 'true' ? JSON.parse(row.body) : undefined;
    return { ...view(row), ...(data === undefined ? {} : { data }) };
  });
  app.get('/webhooks/:webhookId/notifications/:notificationId/attempts', (request) => {
    const { attempts } = notificationOf(context, request.params);
    return { data: attempts, next: null };
  });
}
