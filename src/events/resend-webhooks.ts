import type { FireblocksWebhooks, ResendWindow } from '../fireblocks/webhooks';
import type { Logger } from '../shared/logger';
import { DAY_MS } from '../shared/durations';

/** Where every gateway takes webhooks, whatever its host is called outside. */
export const WEBHOOK_PATH = '/webhooks/fireblocks';

/** How far back Fireblocks sends again, and how much at once. */
export const LOOK_BACK_MS = 3 * DAY_MS;
const LONGEST_WINDOW_MS = DAY_MS;

export interface Resent {
  webhooks: number;
  notifications: number;
}

/**
 * Has Fireblocks send notifications of a time again, to those of the workspace's webhooks whose URL
 * has this gateway's path. What comes twice is recognised by its id.
 */
export class ResendWebhooks {
  constructor(
    private readonly webhooks: FireblocksWebhooks,
    private readonly log: Logger,
  ) {}

  /** @throws FireblocksError */
  async run(wanted: ResendWindow): Promise<Resent> {
    const all = await this.webhooks.list();
    const own = all.filter(
      ({ url }) => URL.canParse(url) && new URL(url).pathname === WEBHOOK_PATH,
    );
    let notifications = 0;
    for (const { id, status } of own) {
      if (status !== 'ENABLED') {
        this.log.error({ webhookId: id, status }, 'Fireblocks has stopped sending to this webhook');
      }
      for (const window of split(wanted)) notifications += await this.webhooks.resend(id, window);
    }
    return { webhooks: own.length, notifications };
  }
}

function split({ from, until, delivered }: ResendWindow): ResendWindow[] {
  const windows: ResendWindow[] = [];
  for (let start = from; start < until; start += LONGEST_WINDOW_MS) {
    windows.push({ from: start, until: Math.min(start + LONGEST_WINDOW_MS, until), delivered });
  }
  return windows;
}
