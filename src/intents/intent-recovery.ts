import type { PrismaClient } from '../database/generated/client';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import { KEY_LIFETIME_MS, type Intent, type IntentOperation } from './intent';
import type { IntentStore } from './intent-store';

interface IntentRecoveryOptions {
  prisma: PrismaClient;
  intents: IntentStore;
  /** Brings an intent to its end; what it throws leaves the intent for the next round. */
  settle: Record<IntentOperation, (intent: Intent) => Promise<unknown>>;
  clock: Clock;
  log: Logger;
}

const ROUND_MS = 30_000;
const BATCH = 50;

/**
 * Brings to an end what a crash or an outage left half done: at the start, and then again and
 * again. The lease tells that nobody is at it any more; taking it over is atomic, so that several
 * instances share the work.
 */
export class IntentRecovery {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: IntentRecoveryOptions) {}

  start(): void {
    this.running = this.round().finally(() => {
      if (this.closed) return;
      this.timer = setTimeout(() => {
        this.start();
      }, ROUND_MS);
      this.timer.unref();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async round(): Promise<void> {
    const { prisma, clock, log } = this.options;
    try {
      const now = clock();
      const stranded = await prisma.intent.findMany({
        where: {
          state: 'PENDING',
          leaseUntil: { lt: new Date(now) },
          // Beyond this Fireblocks has forgotten the key: sending it again could make a second one.
          createdAt: { gt: new Date(now - KEY_LIFETIME_MS) },
        },
        orderBy: { createdAt: 'asc' },
        take: BATCH,
      });
      for (const intent of stranded) {
        if (this.closed) return;
        await this.recover(intent);
      }
    } catch (error) {
      log.warn({ err: error }, 'the search for stranded intents failed; it is repeated');
    }
  }

  private async recover(stranded: Intent): Promise<void> {
    const { intents, settle, log } = this.options;
    const { id: intentId, operation } = stranded;
    const intent = await intents.takeOver(stranded);
    if (!intent) return;
    try {
      if (!isOperation(operation, settle)) throw new Error(`unknown operation ${operation}`);
      await settle[operation](intent);
      log.info({ intentId, operation }, 'a stranded intent was settled');
    } catch (error) {
      log.warn({ err: error, intentId, operation }, 'a stranded intent could not be settled yet');
    }
  }
}

function isOperation(name: string, known: object): name is IntentOperation {
  return Object.hasOwn(known, name);
}
