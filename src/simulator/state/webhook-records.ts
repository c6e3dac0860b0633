import { z } from 'zod';

export const webhookRecord = z.object({
  id: z.string(),
  url: z.string(),
  /** v2 event names; empty means every event. */
  events: z.array(z.string()),
  description: z.string(),
  status: z.enum(['ENABLED', 'DISABLED', 'SUSPENDED']),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type WebhookRecord = z.infer<typeof webhookRecord>;

export const notificationStatus = z.enum(['COMPLETED', 'FAILED', 'IN_PROGRESS', 'ON_HOLD']);

export const attemptRecord = z.object({
  sentTime: z.number(),
  duration: z.number(),
  responseCode: z.number().optional(),
  failureReason: z.enum(['TIMED_OUT', 'NO_RESPONSE']).optional(),
});
export type AttemptRecord = z.infer<typeof attemptRecord>;

export const notificationRecord = z.object({
  id: z.string(),
  webhookId: z.string(),
  eventType: z.string(),
  resourceId: z.string(),
  form: z.enum(['v2', 'v1']),
  /** The very bytes that are signed and sent, as UTF-8 text. */
  body: z.string(),
  status: notificationStatus,
  /** Attempts of the present delivery; a resend starts again at 0. */
  tries: z.number(),
  nextAttemptAt: z.number(),
  attempts: z.array(attemptRecord),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type NotificationRecord = z.infer<typeof notificationRecord>;
