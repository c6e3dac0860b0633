import { randomUUID } from 'node:crypto';
import type { Clock } from '../../shared/clock';
import type { SimulatorSettings } from '../settings';
import type { Store } from '../state/store';
import type { NotificationRecord, WebhookRecord } from '../state/webhook-records';
import type { Dispatcher } from './dispatcher';
import { UNKNOWN_EVENT, v1Name } from './event-names';
import type { Knobs } from './knobs';

/** Notifications that are over are remembered for resending, so many at least and twice at most. */
const KEPT = 2000;

interface Parts {
  store: Store;
  settings: SimulatorSettings;
  clock: Clock;
  dispatcher: Dispatcher;
  knobs: Knobs;
  workspace: { workspaceId: string; tenantId: string };
}

/** Turns what happens into notifications for the webhooks that want to know. */
export class Publisher {
  private lastTime = 0;

  constructor(private readonly parts: Parts) {}

  /** `eventType` is the v2 name; `resourceId` the id of the transaction or wallet. */
  publish(eventType: string, resourceId: string, data: Record<string, unknown>): void {
    for (const webhook of this.parts.store.webhooks.all()) {
      if (!wants(webhook, eventType)) continue;
      if (this.parts.knobs.take('unknownEvent')) {
        this.notify(webhook, UNKNOWN_EVENT, resourceId, { note: 'Nobody knows this event.' });
      }
      this.notify(webhook, eventType, resourceId, data);
    }
    this.forgetOld();
  }

  private notify(
    webhook: WebhookRecord,
    eventType: string,
    resourceId: string,
    data: Record<string, unknown>,
  ): void {
    const { store, settings, clock, dispatcher } = this.parts;
    const now = clock();
    const id = randomUUID();
    const notification: NotificationRecord = {
      ...{ id, eventType, resourceId, webhookId: webhook.id, form: settings.webhookForm },
      body: this.body(id, webhook.id, eventType, resourceId, data),
      ...{ status: 'IN_PROGRESS', tries: 0, nextAttemptAt: now, attempts: [] },
      ...{ createdAt: now, updatedAt: now },
    };
    store.notifications.put(id, notification);
    dispatcher.enqueue(notification);
  }

  private body(
    id: string,
    webhookId: string,
    eventType: string,
    resourceId: string,
    data: Record<string, unknown>,
  ): string {
    const { settings, workspace } = this.parts;
    const createdAt = this.nextTime();
    if (settings.webhookForm === 'v1') {
      const { tenantId } = workspace;
      return JSON.stringify({
        ...{ type: v1Name(eventType, data), tenantId, timestamp: createdAt, data },
      });
    }
    const { workspaceId } = workspace;
    return JSON.stringify({
      ...{ id, eventType, resourceId, webhookId, workspaceId, createdAt, data },
    });
  }

  /** Two notifications never have the same time. */
  private nextTime(): number {
    this.lastTime = Math.max(this.parts.clock(), this.lastTime + 1);
    return this.lastTime;
  }

  private forgetOld(): void {
    const { notifications } = this.parts.store;
    if (notifications.size <= 2 * KEPT) return;
    const over = notifications.filter(({ status }) => status !== 'IN_PROGRESS');
    for (const { id } of over.slice(0, -KEPT)) notifications.remove(id);
  }
}

function wants({ status, events }: WebhookRecord, eventType: string): boolean {
  return status === 'ENABLED' && (events.length === 0 || events.includes(eventType));
}
