import { FireblocksError } from '../fireblocks/fireblocks-error';
import type { FireblocksWebhooks } from '../fireblocks/webhooks';
import type { Logger } from '../shared/logger';

/** By this description the registration is found again when the gateway's port has changed. */
const DESCRIPTION = 'NCW Gateway (development)';

const EVENTS = [
  'transaction.created',
  'transaction.status.updated',
  'embedded_wallet.created',
  'embedded_wallet.status.updated',
  'embedded_wallet.account.created',
  'embedded_wallet.asset.added',
  'embedded_wallet.asset.balance_updated',
  'embedded_wallet.device.added',
];

const RETRY_MS = 1_000;

interface RegistrationOptions {
  webhooks: FireblocksWebhooks;
  /** Where the gateway takes webhooks. */
  url: string;
  log: Logger;
}

/**
 * Has the simulator send its webhooks here. With the real Fireblocks an administrator does it.
 * A simulator that runs by itself may come up later than the gateway: it is asked until it answers.
 */
export class WebhookRegistration {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: RegistrationOptions) {}

  /** Rejects when the simulator refuses, such as with the keys of another folder. */
  async start(): Promise<void> {
    try {
      await this.register();
    } catch (error) {
      if (!(error instanceof FireblocksError && error.kind === 'UNREACHABLE')) throw error;
      if (!this.closed) this.tryLater();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private tryLater(): void {
    const { log } = this.options;
    log.warn('the simulator does not answer yet; it is asked again for its webhooks');
    this.timer = setTimeout(() => {
      this.running = this.start().catch((error: unknown) => {
        log.error({ err: error }, 'the simulator refuses to send its webhooks here');
      });
    }, RETRY_MS);
    this.timer.unref();
  }

  private async register(): Promise<void> {
    const { webhooks, url, log } = this.options;
    const known = await webhooks.list();
    const own = known.find(({ description }) => description === DESCRIPTION);
    if (!own) await webhooks.register(url, EVENTS, DESCRIPTION);
    else if (own.url !== url) await webhooks.moveTo(own.id, url);
    log.info({ url }, 'the simulator sends its webhooks here');
  }
}
