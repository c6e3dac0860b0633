import { WebhooksV2Api } from '@fireblocks/ts-sdk/dist/api/webhooks-v2-api';
import { NotificationStatus } from '@fireblocks/ts-sdk/dist/models/notification-status';
import { WebhookEvent } from '@fireblocks/ts-sdk/dist/models/webhook-event';
import { z } from 'zod';
import { FireblocksError } from './fireblocks-error';
import { pageOf } from './page';
import { textOrNull } from './lenient';
import type { TypedChannel } from './typed-channel';
import { checkedWebhookId } from './checked-ids';

const webhook = z.object({
  id: z.string().min(1),
  url: z.string(),
  events: z.array(z.string()),
  /** ENABLED, DISABLED, or SUSPENDED by Fireblocks after too many failures. */
  status: textOrNull,
  description: textOrNull,
});

/** Where Fireblocks sends which events. */
export type FireblocksWebhook = z.output<typeof webhook>;

/** The workspace's webhooks, of which Fireblocks allows ten. Every method throws FireblocksError. */
export interface FireblocksWebhooks {
  /** `events` are names such as `transaction.created`; one unknown to ts-sdk is `INVALID_ID`. */
  register(url: string, events: readonly string[], description: string): Promise<FireblocksWebhook>;
  list(): Promise<FireblocksWebhook[]>;
  /** What is still to be delivered goes to the new URL as well. */
  moveTo(id: string, url: string): Promise<FireblocksWebhook>;
  /** Answers how many notifications Fireblocks sends again; it does so at its own pace. */
  resend(id: string, window: ResendWindow): Promise<number>;
}

/** Notifications of a time: at most 24 hours of the last 72, which is what Fireblocks allows. */
export interface ResendWindow {
  /** Epoch ms, both. */
  from: number;
  until: number;
  /** Whether those that were acknowledged are sent again too. */
  delivered: boolean;
}

const UNDELIVERED = [
  NotificationStatus.Failed,
  NotificationStatus.OnHold,
  NotificationStatus.InProgress,
];

/** Absent where nothing was to be sent. */
const resent = z.object({ total: z.number().int().nonnegative().default(0) });

const knownEvents = z.array(z.enum(WebhookEvent));

/** More than a workspace may have: one page is the whole list. */
const PAGE_SIZE = 50;

export function createWebhooks(channel: TypedChannel): FireblocksWebhooks {
  const api = new WebhooksV2Api(channel.configuration, undefined, channel.axios);
  return {
    async register(url, events, description) {
      const request = { url, events: checkedEvents(events), description };
      return channel.value('registerWebhook', webhook, () =>
        api.createWebhook({ createWebhookRequest: request }),
      );
    },
    async list() {
      const { items } = await channel.value('listWebhooks', pageOf(webhook), () =>
        api.getWebhooks({ pageSize: PAGE_SIZE }),
      );
      return items;
    },
    async moveTo(id, url) {
      const webhookId = checkedWebhookId(id);
      return channel.value('moveWebhook', webhook, () =>
        api.updateWebhook({ webhookId, updateWebhookRequest: { url } }),
      );
    },
    async resend(id, { from, until, delivered }) {
      const webhookId = checkedWebhookId(id);
      const statuses = [...UNDELIVERED, ...(delivered ? [NotificationStatus.Completed] : [])];
      const { total } = await channel.value('resendNotifications', resent, () =>
        api.resendNotificationsByQuery({
          webhookId,
          resendByQueryRequest: { statuses, startTime: from, endTime: until },
        }),
      );
      return total;
    },
  };
}

function checkedEvents(events: readonly string[]): WebhookEvent[] {
  const parsed = knownEvents.safeParse(events);
  if (parsed.success) return parsed.data;
  throw new FireblocksError('INVALID_ID', { upstreamMessage: 'Not sent: unknown webhook event' });
}
