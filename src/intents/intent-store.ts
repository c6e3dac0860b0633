import { randomUUID } from 'node:crypto';
import type { Caller } from '../api/caller';
import { GatewayError } from '../api/gateway-error';
import { isErrorCode } from '../api/error-codes';
import type { Prisma, PrismaClient } from '../database/generated/client';
import type { Clock } from '../shared/clock';
import {
  fingerprintOf,
  KEY_LIFETIME_MS,
  LEASE_MS,
  type Intent,
  type IntentOperation,
} from './intent';

export interface IntentRequest {
  caller: Caller;
  operation: IntentOperation;
  /** `client`: the key is an idempotency key of the client; else the gateway derived it. */
  scope: 'client' | IntentOperation;
  key: string;
  input: unknown;
  /** Runs in the transaction that writes a new intent, with the user's row locked. */
  guard?: (tx: Prisma.TransactionClient) => Promise<void>;
}

/** What {@link IntentStore.begin} found: work to do, or the outcome of work that was done. */
export type BegunIntent =
  { state: 'RUN'; intent: Intent; resumed: boolean } | { state: 'DONE'; entityId: string };

/**
 * Intent before effect: what is about to be made at Fireblocks is written down first, with a lease
 * and an attempt number, so that a crash leaves a trace and two runs of one key exclude each other.
 */
export class IntentStore {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly clock: Clock,
  ) {}

  async begin(request: IntentRequest): Promise<BegunIntent> {
    const fingerprint = fingerprintOf(request.operation, request.input);
    return this.prisma.$transaction(async (tx) => {
      // Locks the user's row: the same user's intents begin one after the other.
      await tx.$executeRaw`INSERT INTO users (id) VALUES (${request.caller.id}) ON CONFLICT (id) DO UPDATE SET id = excluded.id`;
      const { caller, scope, key } = request;
      const unique = { ownerId_scope_key: { ownerId: caller.id, scope, key } };
      const existing = await tx.intent.findUnique({ where: unique });
      if (existing && !this.isExpired(existing)) return this.revisit(tx, existing, fingerprint);
      if (existing) await tx.intent.delete({ where: { id: existing.id } });
      await request.guard?.(tx);
      const id = randomUUID();
      const intent = await tx.intent.create({
        data: {
          id,
          ownerId: caller.id,
          scope,
          key,
          operation: request.operation,
          fingerprint,
          upstreamKey: id,
          leaseUntil: this.leaseEnd(),
          createdAt: new Date(this.clock()),
        },
      });
      return { state: 'RUN', intent, resumed: false };
    });
  }

  /** Takes over an intent whose run has died; undefined when somebody else was quicker. */
  async takeOver(intent: Intent, tx: Prisma.TransactionClient = this.prisma) {
    const data = { attempt: intent.attempt + 1, leaseUntil: this.leaseEnd() };
    const { count } = await tx.intent.updateMany({
      where: { id: intent.id, attempt: intent.attempt, state: intent.state },
      data: { ...data, state: 'PENDING' },
    });
    return count === 1 ? { ...intent, ...data, state: 'PENDING' as const } : undefined;
  }

  /** Writes what has become known. Throws when another run has taken the intent over meanwhile. */
  async update(
    intent: Intent,
    data: Pick<Prisma.IntentUpdateManyMutationInput, 'state' | 'entityId' | 'upstreamKey'>,
    tx: Prisma.TransactionClient = this.prisma,
  ): Promise<void> {
    const { count } = await tx.intent.updateMany({
      where: { id: intent.id, attempt: intent.attempt },
      data,
    });
    if (count === 0) throw inProgress(LEASE_MS);
  }

  /**
   * A definitive refusal: the same key gives the same answer from now on. Only while nothing was
   * made; a half-made entity is completed later, whatever this answer was.
   */
  async fail(intent: Intent, { code }: GatewayError): Promise<void> {
    const { count } = await this.prisma.intent.updateMany({
      where: { id: intent.id, attempt: intent.attempt, entityId: null },
      data: { state: 'FAILED', errorCode: code },
    });
    if (count === 0) await this.release(intent);
  }

  /** Lets a retry with the same key continue at once. */
  async release(intent: Intent): Promise<void> {
    await this.prisma.intent.updateMany({
      where: { id: intent.id, attempt: intent.attempt },
      data: { leaseUntil: new Date(0) },
    });
  }

  /**
   * Ends every lease: for a start on a database that one process alone can open, where all runs
   * have died with the process before. A transfer that such a run had sent may still be on its way;
   * whoever sends it again gives it the same `externalTxId`, which Fireblocks accepts once.
   */
  async reclaim(): Promise<void> {
    await this.prisma.intent.updateMany({
      where: { state: 'PENDING' },
      data: { leaseUntil: new Date(0) },
    });
  }

  private async revisit(
    tx: Prisma.TransactionClient,
    intent: Intent,
    fingerprint: string,
  ): Promise<BegunIntent> {
    if (intent.fingerprint !== fingerprint) {
      throw new GatewayError(
        'IDEMPOTENCY_KEY_REUSED',
        'input.idempotencyKey was used before with another input; use a new key',
      );
    }
    if (intent.state === 'SUCCEEDED' && intent.entityId !== null) {
      return { state: 'DONE', entityId: intent.entityId };
    }
    if (intent.state === 'FAILED') throw replayedRefusal(intent);
    const remaining = intent.leaseUntil.getTime() - this.clock();
    if (intent.state === 'PENDING' && remaining > 0) throw inProgress(remaining);
    const taken = await this.takeOver(intent, tx);
    if (!taken) throw inProgress(LEASE_MS);
    return { state: 'RUN', intent: taken, resumed: true };
  }

  private isExpired({ state, createdAt }: Intent): boolean {
    const settled = state === 'SUCCEEDED' || state === 'FAILED';
    return settled && createdAt.getTime() + KEY_LIFETIME_MS < this.clock();
  }

  private leaseEnd(): Date {
    return new Date(this.clock() + LEASE_MS);
  }
}

/** A client cannot know when the other run ends; it is told to look again soon. */
const POLL_AFTER_MS = 1_000;

function inProgress(remainingMs: number): GatewayError {
  return new GatewayError(
    'IDEMPOTENCY_IN_PROGRESS',
    'the first request with this idempotency key is still running',
    { retryAfterMs: Math.min(remainingMs, POLL_AFTER_MS) },
  );
}

function replayedRefusal({ errorCode }: Intent): GatewayError {
  const code = isErrorCode(errorCode) ? errorCode : 'UPSTREAM_REJECTED';
  return new GatewayError(code, 'Fireblocks refused the request (first outcome of this key)');
}
