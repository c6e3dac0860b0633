import { setMaxListeners } from 'node:events';
import type { Clock } from '../../shared/clock';
import type { Logger } from '../../shared/logger';
import type { SimulatorSettings } from '../settings';
import type { Store } from '../state/store';
import type { NotificationRecord } from '../state/webhook-records';
import { Wakeups } from '../wakeups';
import type { Knobs } from './knobs';
import { isAccepted, isRetried, type Outcome, type Sender } from './sender';

/** Fireblocks' waits between attempts, in seconds; a notification fails after the last one. */
const RETRY_SECONDS = [10, 30, 120, 300, 900, 1800, 3600, 7200, 14_400];
const ATTEMPTS_KEPT = 20;
const LONGEST_HOLD_MS = 1000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Parts {
  store: Store;
  settings: SimulatorSettings;
  clock: Clock;
  logger: Logger;
  sender: Sender;
  knobs: Knobs;
}

/**
 * Delivers notifications, at least once. Those of one resource go to a webhook one after the
 * other: the next waits until the one before was accepted or has failed for good.
 */
export class Dispatcher {
  private readonly lanes = new Map<string, string[]>();
  /** Held back by the reorder knob, by webhook. */
  private readonly held = new Map<string, NotificationRecord>();
  private readonly wakeups = new Wakeups();
  private readonly stopping = new AbortController();

  constructor(private readonly parts: Parts) {
    // Each lane that waits listens to it; ten would bring a warning of Node.js.
    setMaxListeners(0, this.stopping.signal);
  }

  /** Takes up what was undelivered when the simulator last stopped. */
  resume(): void {
    const open = this.parts.store.notifications.filter(({ status }) => status === 'IN_PROGRESS');
    for (const notification of open) this.push(lane(notification), notification.id);
  }

  /** Ends deliveries between two attempts; the attempt that is under way is cut by the sender. */
  stop(): void {
    this.stopping.abort();
  }

  enqueue(notification: NotificationRecord): void {
    const { webhookId, id } = notification;
    if (!this.held.has(webhookId) && this.parts.knobs.take('reorder')) {
      this.held.set(webhookId, notification);
      void this.wakeups.wait(id, LONGEST_HOLD_MS, this.stopping.signal).then(() => {
        this.letGo(webhookId, id);
      });
      return;
    }
    this.push(lane(notification), id);
  }

  /** Delivers a notification anew, whatever became of it. */
  resend(notification: NotificationRecord): void {
    const now = this.parts.clock();
    const fresh = { status: 'IN_PROGRESS', tries: 0, nextAttemptAt: now, updatedAt: now } as const;
    this.parts.store.notifications.put(notification.id, { ...notification, ...fresh });
    if (notification.status === 'IN_PROGRESS') this.retryNow(notification.webhookId);
    else this.push(lane(notification), notification.id);
  }

  /** The receiver is known to be back: what waits for its next attempt has it now. */
  retryNow(webhookId: string): void {
    this.wakeups.wake(webhookId);
  }

  private stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private push(name: string, id: string): void {
    const running = this.lanes.get(name);
    if (running) {
      running.push(id);
      return;
    }
    const ids = [id];
    this.lanes.set(name, ids);
    this.run(name, ids).catch((error: unknown) => {
      this.parts.logger.error({ err: error }, 'webhook delivery broke off');
    });
  }

  private async run(name: string, ids: string[]): Promise<void> {
    for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
      while (!this.stopped()) if (await this.attempt(id)) break;
    }
    this.lanes.delete(name);
  }

  /** One attempt when it is due; true when the notification is over. */
  private async attempt(id: string): Promise<boolean> {
    const { store, clock, knobs, sender } = this.parts;
    const due = store.notifications.get(id);
    if (!due) return true;
    const { webhookId } = due;
    await this.pause(webhookId, due.nextAttemptAt - clock());
    if (knobs.delay > 0) await this.pause(id, knobs.delay);
    const webhook = store.webhooks.get(webhookId);
    if (this.stopped()) return false;
    if (webhook?.status !== 'ENABLED' || knobs.take('drop')) return this.finish(id, 'FAILED');

    const sentTime = clock();
    const outcome = await sender.send(webhook.url, due, knobs.take('badSignature'));
    if (this.stopped()) return false;
    const over = this.record(id, sentTime, outcome);
    if (isAccepted(outcome) && knobs.take('duplicate')) {
      await sender.send(webhook.url, due, false);
    }
    if (over) this.letGo(webhookId);
    return over;
  }

  private record(id: string, sentTime: number, outcome: Outcome): boolean {
    const { store, clock, settings } = this.parts;
    const before = store.notifications.get(id);
    if (!before) return true;
    const attempt = { sentTime, duration: clock() - sentTime, ...outcome };
    const attempts = [...before.attempts, attempt].slice(-ATTEMPTS_KEPT);
    const wait = RETRY_SECONDS[before.tries];
    const tries = before.tries + 1;
    store.notifications.put(id, { ...before, attempts, tries });
    if (isAccepted(outcome)) return this.finish(id, 'COMPLETED');
    if (!isRetried(outcome) || wait === undefined) return this.finish(id, 'FAILED');
    const nextAttemptAt = clock() + wait * 1000 * settings.webhookRetryScale;
    store.notifications.put(id, { ...before, attempts, tries, nextAttemptAt });
    return false;
  }

  private finish(id: string, status: 'COMPLETED' | 'FAILED'): true {
    const { store, clock } = this.parts;
    const before = store.notifications.get(id);
    if (before) store.notifications.put(id, { ...before, status, updatedAt: clock() });
    return true;
  }

  private pause(topic: string, ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return this.wakeups.wait(topic, Math.min(ms, LONGEST_TIMER_MS), this.stopping.signal);
  }

  private letGo(webhookId: string, onlyId?: string): void {
    const notification = this.held.get(webhookId);
    if (!notification || (onlyId !== undefined && notification.id !== onlyId)) return;
    this.held.delete(webhookId);
    this.push(`held ${notification.id}`, notification.id);
  }
}

function lane({ webhookId, resourceId }: NotificationRecord): string {
  return `${webhookId} ${resourceId}`;
}
