import { inAuditOperation, newOperation } from '../audit/audit-operation';
import type { PrismaClient } from '../database/generated/client';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import { Rounds } from '../shared/rounds';
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

const ROUND_MS = 10_000;
const BATCH = 50;

/** After a failure that may pass, its client's own retry goes first and must not meet recovery. */
const RETRY_FIRST_MS = 10_000;

/**
 * Brings to an end what a crash or an outage left half done: at the start, and then again and
 * again. The lease tells that nobody is at it any more; taking it over is atomic, so that several
 * instances share the work.
 */
export class IntentRecovery {
  private readonly rounds: Rounds;

  constructor(private readonly options: IntentRecoveryOptions) {
    this.rounds = new Rounds({
      ...{ name: 'intent recovery', everyMs: ROUND_MS, log: options.log },
      round: (closed) => this.round(closed),
    });
  }

  start(): void {
    this.rounds.start();
  }

  close(): Promise<void> {
    return this.rounds.close();
  }

  private async round(closed: AbortSignal): Promise<void> {
    const { prisma, clock } = this.options;
    const now = clock();
    const stranded = await prisma.intent.findMany({
      where: {
        state: 'PENDING',
        leaseUntil: { lt: new Date(now - RETRY_FIRST_MS) },
        // Beyond this Fireblocks has forgotten the key: sending it again could make a second one.
        createdAt: { gt: new Date(now - KEY_LIFETIME_MS) },
      },
      orderBy: { createdAt: 'asc' },
      take: BATCH,
    });
    for (const intent of stranded) {
      if (closed.aborted) return;
      await this.recover(intent);
    }
  }

  private async recover(stranded: Intent): Promise<void> {
    const { intents, settle, log } = this.options;
    const { id: intentId, operation } = stranded;
    const intent = await intents.takeOver(stranded);
    if (!intent) return;
    try {
      if (!isOperation(operation, settle)) throw new Error(`unknown operation ${operation}`);
      const origin = await this.originOf(intent);
      await intents.hold(intent, () =>
        inAuditOperation(newOperation(origin), () => settle[operation](intent)),
      );
      log.info({ intentId, operation }, 'a stranded intent was settled');
    } catch (error) {
      log.warn({ err: error, intentId, operation }, 'a stranded intent could not be settled yet');
    }
  }

  /** What is put down of the recovery belongs to the call that has begun the intent. */
  private async originOf({ id, ownerId, operation }: Intent) {
    const begun = await this.options.prisma.auditEntry.findFirst({
      where: { operationId: id },
      orderBy: { seq: 'asc' },
      select: { requestId: true, clientAddress: true, walletId: true, resourceId: true },
    });
    const unknown = { requestId: null, clientAddress: null };
    return { actor: ownerId, action: operation, ...(begun ?? unknown) };
  }
}

function isOperation(name: string, known: object): name is IntentOperation {
  return Object.hasOwn(known, name);
}
