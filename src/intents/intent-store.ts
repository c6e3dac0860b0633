import { randomUUID } from 'node:crypto';
import type { Caller } from '../api/caller';
import { GatewayError } from '../api/gateway-error';
import type { AuditFacts, AuditTrail } from '../audit/audit-trail';
import { isErrorCode } from '../api/error-codes';
import type { Prisma, PrismaClient } from '../database/generated/client';
import type { Clock } from '../shared/clock';
import {
  fingerprintOf,
  KEY_LIFETIME_MS,
  LEASE_MS,
  RENEW_EVERY_MS,
  type Intent,
  type IntentProgress,
  type IntentOperation,
} from './intent';

export interface IntentRequest {
  caller: Caller;
  operation: IntentOperation;
  /** `client`: the key is an idempotency key of the client; else the gateway derived it. */
  scope: 'client' | IntentOperation;
  key: string;
  input: unknown;
  /** The wallet that it is for; undefined for what makes one. */
  walletId?: string;
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
    private readonly audit: AuditTrail,
  ) {}

  async begin(request: IntentRequest): Promise<BegunIntent> {
    const fingerprint = fingerprintOf(request.operation, request.input);
    return this.prisma.$transaction(async (tx) => {
      // Locks the user's row: the same user's intents begin one after the other. Not its key, or who
      // holds a wallet and writes it, which looks up its owner, would wait for this and this for it.
      await tx.$executeRaw`INSERT INTO users (id) VALUES (${request.caller.id}) ON CONFLICT (id) DO UPDATE SET created_at = users.created_at`;
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
          walletId: request.walletId ?? null,
          upstreamKey: id,
          leaseUntil: this.leaseEnd(),
          createdAt: new Date(this.clock()),
        },
      });
      await this.audit.record(tx, { outcome: 'BEGUN', operationId: id });
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

  /** Keeps the lease for as long as `work` runs. */
  async hold<Result>(intent: Intent, work: () => Promise<Result>): Promise<Result> {
    const timer = setInterval(() => {
      // One that fails is made up for by the next; where none succeeds, the run's outcome is fenced.
      this.renew(intent).catch(() => undefined);
    }, RENEW_EVERY_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  /** Writes what has become known. Throws when another run has taken the intent over meanwhile. */
  async update(intent: Intent, data: IntentProgress, tx?: Prisma.TransactionClient): Promise<void> {
    if (!tx) return this.prisma.$transaction((own) => this.update(intent, data, own));
    const { count } = await tx.intent.updateMany({
      where: { id: intent.id, attempt: intent.attempt },
      data,
    });
    if (count === 0) throw inProgress(LEASE_MS);
    const facts = auditFacts(intent, data);
    if (facts) await this.audit.record(tx, facts);
  }

  /**
   * A definitive refusal: the same key gives the same answer from now on. Only while nothing was
   * made; a half-made entity is completed later, whatever this answer was.
   */
  async fail(intent: Intent, { code }: GatewayError): Promise<void> {
    const failed = await this.prisma.$transaction(async (tx) => {
      const { count } = await tx.intent.updateMany({
        where: { id: intent.id, attempt: intent.attempt, entityId: null },
        data: { state: 'FAILED', errorCode: code },
      });
      if (count > 0) await this.audit.record(tx, { outcome: code, operationId: intent.id });
      return count > 0;
    });
    if (failed) this.audit.confirm(code);
    else await this.release(intent);
  }

  /** Lets a retry with the same key continue at once. */
  async release(intent: Intent): Promise<void> {
    await this.prisma.intent.updateMany({
      where: { id: intent.id, attempt: intent.attempt },
      data: { leaseUntil: new Date(this.clock()) },
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

  /** A lease that has been given up meanwhile stays so. */
  private async renew({ id, attempt }: Intent): Promise<void> {
    await this.prisma.intent.updateMany({
      where: { id, attempt, state: 'PENDING', leaseUntil: { gt: new Date(this.clock()) } },
      data: { leaseUntil: this.leaseEnd() },
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
    await this.audit.record(tx, { outcome: 'BEGUN', operationId: intent.id });
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

/** What of an intent's progress stands in the audit record; undefined: nothing is new to it. */
function auditFacts(
  { id: operationId, operation, entityId: known }: Intent,
  { state, entityId = known ?? undefined }: IntentProgress,
): AuditFacts | undefined {
  if (entityId === undefined && state === undefined) return undefined;
  const made = operation === 'createWallet' ? 'walletId' : 'resourceId';
  return {
    outcome: state ?? 'PROVISIONING',
    operationId,
    ...(entityId === undefined ? {} : { [made]: entityId }),
  };
}
