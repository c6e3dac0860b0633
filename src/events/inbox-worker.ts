import type { NotificationContent } from '../fireblocks/webhook-notification';
import { parseNotification } from '../fireblocks/webhook-notification';
import { causes, isDatabaseUnavailable } from '../database/errors';
import type { Logger } from '../shared/logger';
import type { Inbox, Notification } from './inbox';

/** Applies one notification. `IGNORED`: nothing here is about it. */
export type ApplyNotification = (
  content: NotificationContent,
) => Promise<'APPLIED' | 'SUPERSEDED' | 'IGNORED'>;

interface InboxWorkerOptions {
  inbox: Inbox;
  apply: ApplyNotification;
  log: Logger;
  /** Told of each applied notification: ms since it was received. */
  observeLag: (ms: number) => void;
}

const BATCH = 100;
const MAX_ATTEMPTS = 10;
const RETRY_MS = 1_000;
const SWEEP_MS = 15_000;

/**
 * Applies what waits in the inbox, oldest first. Two instances may apply the same one: the merge
 * rule lets only one of them change anything. What a crash left waiting is found at the start.
 */
export class InboxWorker {
  private running: Promise<void> | undefined;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly options: InboxWorkerOptions) {}

  /** Something may wait. Returns at once. */
  wake(): void {
    if (this.closed) return;
    this.again = true;
    this.running ??= this.drain().finally(() => {
      this.running = undefined;
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async drain(): Promise<void> {
    let delay = SWEEP_MS;
    try {
      while (this.again && !this.closed) {
        this.again = false;
        const batch = await this.options.inbox.waiting(BATCH);
        const settled = await this.applyAll(batch);
        if (settled < batch.length) delay = RETRY_MS;
        else if (batch.length === BATCH) this.again = true;
      }
    } catch (error) {
      this.options.log.warn({ err: error }, 'the webhook inbox cannot be read; it is tried again');
      delay = RETRY_MS;
    }
    if (this.closed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.wake();
    }, delay);
    this.timer.unref();
  }

  /** One after the other: a wallet's events keep the order in which they came. */
  private async applyAll(batch: readonly Notification[]): Promise<number> {
    let settled = 0;
    for (const notification of batch) {
      if (this.closed) break;
      if (await this.applyOne(notification)) settled += 1;
    }
    return settled;
  }

  private async applyOne({ id, body, attempts, receivedAt }: Notification): Promise<boolean> {
    const { inbox, apply, log, observeLag } = this.options;
    try {
      const { content } = parseNotification(Buffer.from(body));
      await inbox.settle(id, await apply(content));
      observeLag(Date.now() - receivedAt.getTime());
      return true;
    } catch (error) {
      // The database is away: nothing is wrong with this one, and none behind it may overtake it.
      if ([...causes(error)].some(isDatabaseUnavailable)) throw error;
      const last = attempts + 1 >= MAX_ATTEMPTS;
      const reason = error instanceof Error ? error.message : String(error);
      log[last ? 'error' : 'warn']({ err: error, notificationId: id }, 'notification not applied');
      await inbox.postpone(id, reason, last);
      return last;
    }
  }
}
