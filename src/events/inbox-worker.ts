import { z } from 'zod';
import type { NotificationContent } from '../fireblocks/webhook-notification';
import { parseNotification } from '../fireblocks/webhook-notification';
import { causes, isDatabaseUnavailable } from '../database/errors';
import type { Logger } from '../shared/logger';
import { WakeLoop } from '../shared/wake-loop';
import type { Inbox, Notification } from './inbox';

/** Applies one notification. `IGNORED`: nothing here is about it. */
export type ApplyNotification = (
  content: NotificationContent,
) => Promise<'APPLIED' | 'SUPERSEDED' | 'IGNORED'>;

/** Each in turn, until one has something to say about the notification. */
export function firstThatApplies(...appliers: readonly ApplyNotification[]): ApplyNotification {
  return async (content) => {
    for (const apply of appliers) {
      const outcome = await apply(content);
      if (outcome !== 'IGNORED') return outcome;
    }
    return 'IGNORED';
  };
}

interface InboxWorkerOptions {
  inbox: Inbox;
  apply: ApplyNotification;
  log: Logger;
  /** Told of each applied notification: ms since it was received. */
  observeLag: (ms: number) => void;
}

const KIND = z.object({
  name: z.string().max(100).optional(),
  code: z.string().max(20).optional().catch(undefined),
});

const BATCH = 100;
const MAX_ATTEMPTS = 10;
const RETRY_MS = 1_000;
const SWEEP_MS = 15_000;

/**
 * Applies what waits in the inbox, oldest first. Two instances may apply the same one: the merge
 * rule lets only one of them change anything. What a crash left waiting is found at the start.
 */
export class InboxWorker {
  private readonly loop: WakeLoop;

  constructor(private readonly options: InboxWorkerOptions) {
    this.loop = new WakeLoop({
      round: (closed) => this.applyWaiting(closed),
      failure: 'the webhook inbox cannot be read; it is tried again',
      retryMs: RETRY_MS,
      log: options.log,
    });
  }

  /** Something may wait. Returns at once. */
  wake(): void {
    this.loop.wake();
  }

  async close(): Promise<void> {
    await this.loop.close();
  }

  /**
   * One after the other: a wallet's events keep the order in which they came. Gives the ms until
   * the inbox is to be looked through again.
   */
  private async applyWaiting(closed: AbortSignal): Promise<number> {
    const batch = await this.options.inbox.waiting(BATCH);
    let settled = 0;
    for (const notification of batch) {
      if (closed.aborted) break;
      if (await this.applyOne(notification)) settled += 1;
    }
    if (settled < batch.length) return RETRY_MS;
    return batch.length === BATCH ? 0 : SWEEP_MS;
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
      log[last ? 'error' : 'warn']({ err: error, notificationId: id }, 'notification not applied');
      await inbox.postpone(id, errorClass(error), last);
      return last;
    }
  }
}

/** What kind of error it was. Its text may hold what the notification tells of users. */
function errorClass(error: unknown): string {
  const { name = 'Error', code = '' } = KIND.safeParse(error).data ?? {};
  return `${name} ${code}`.trim();
}
