import { readsEverything, type Caller } from '../api/caller';
import type { Context } from '../api/context';
import { toGatewayError } from '../api/error-map';
import type { PrismaClient } from '../database/generated/client';
import type { Clock } from '../shared/clock';
import type { AuditBacklog } from './audit-backlog';
import {
  inAuditOperation,
  newOperation,
  occurrenceOf,
  type AuditOperation,
} from './audit-operation';
import { auditedStream, isStream } from './audited-stream';
import { decisionOf, toRow, type Occurrence, type Outcome } from './audit-row';
import type { AuditWriter } from './audit-writer';
import { readSubject, type Subject } from './subject';
import { readView } from './views';

interface AccessAuditOptions {
  prisma: PrismaClient;
  writer: AuditWriter;
  backlog: AuditBacklog;
  clock: Clock;
}

export interface AuditedCall {
  /** The root field. */
  action: string;
  args: unknown;
  context: Context;
}

/** Sees every call of a root field, from outside of its permission check. */
export class AccessAudit {
  constructor(private readonly options: AccessAuditOptions) {}

  /** Puts down how a mutation ended, where its own transaction has not. */
  mutation(call: AuditedCall, run: () => unknown): Promise<unknown> {
    const operation = operationOf(call);
    return inAuditOperation(operation, async () => {
      try {
        const result = await run();
        // graphql-shield answers a refusal instead of throwing it.
        if (result instanceof Error) this.failed(operation, result);
        else if (operation.recorded === undefined) this.tell(operation, operation.success);
        return result;
      } catch (error) {
        this.failed(operation, error);
        throw error;
      }
    });
  }

  /**
   * Puts down a refusal to show something, and what support or an administrator was shown of
   * somebody else: that before it is shown, so that nothing is seen unrecorded.
   */
  async read(call: AuditedCall, run: () => unknown): Promise<unknown> {
    try {
      const result = await run();
      if (result instanceof Error) this.refused(call, result);
      else if (result === null) this.tell(operationOf(call), 'NOT_FOUND');
      else await this.view(call, result);
      return isStream(result) ? this.stream(call, result) : result;
    } catch (error) {
      this.refused(call, error);
      throw error;
    }
  }

  /** Whoever it was did not get as far as to a field. */
  turnedAway(
    action: 'authenticate' | 'connect',
    outcome: 'UNAUTHENTICATED' | 'FORBIDDEN',
    { requestId, clientAddress }: Pick<Occurrence, 'requestId' | 'clientAddress'>,
  ): void {
    this.tell(newOperation({ actor: null, action, requestId, clientAddress }), outcome);
  }

  /** An operation of the caller's was more than the allowance, before any of its fields was called. */
  limited(action: string, { caller, requestId, clientAddress }: Context): void {
    const actor = caller?.id ?? null;
    this.tell(newOperation({ actor, action, requestId, clientAddress }), 'RATE_LIMITED');
  }

  /** Also puts down when the caller loses the right to a stream that is open. */
  private stream(call: AuditedCall, stream: Parameters<typeof auditedStream>[0]) {
    return auditedStream(stream, (error) => {
      this.refused(call, error);
    });
  }

  private failed(operation: AuditOperation, error: unknown): void {
    const { code } = toGatewayError(error);
    if (operation.recorded !== code) this.tell(operation, code);
  }

  private refused(call: AuditedCall, error: unknown): void {
    const { code } = toGatewayError(error);
    if (decisionOf(code) === 'DENIED') this.tell(operationOf(call), code);
  }

  private async view(call: AuditedCall, result: unknown): Promise<void> {
    const { caller } = call.context;
    if (caller === null || !readsEverything(caller)) return;
    const view = readView(call.action, call.args, result);
    try {
      if (view !== undefined && !(await this.isOwn(caller, view)))
        await this.recordView(call, view);
    } catch (error) {
      // A stream that is not handed on would hold for ever what it reads from.
      if (isStream(result)) await result.return?.();
      throw error;
    }
  }

  private async recordView(call: AuditedCall, view: Subject): Promise<void> {
    const { prisma, writer, clock } = this.options;
    const occurrence = occurrenceOf({ ...operationOf(call), ...view }, 'SUCCEEDED');
    await writer.write(prisma, [toRow(occurrence, new Date(clock()), 1)]);
  }

  private async isOwn(caller: Caller, { walletId }: Subject): Promise<boolean> {
    if (walletId === null) return false;
    const where = { id: walletId, ownerId: caller.id };
    return (await this.options.prisma.wallet.count({ where })) > 0;
  }

  private tell(operation: AuditOperation, outcome: Outcome): void {
    const { backlog } = this.options;
    const occurrence = occurrenceOf(operation, outcome);
    if (operation.begun) backlog.addOutcome(occurrence);
    else if (occurrence.method !== null && isRelayed(outcome)) backlog.addRelay(occurrence);
    else if (occurrence.actor === null || outcome === 'RATE_LIMITED') backlog.count(occurrence);
    else backlog.add(occurrence);
  }
}

function isRelayed(outcome: Outcome): boolean {
  return outcome === 'SUCCEEDED' || outcome === 'NCW_ERROR';
}

function operationOf({ action, args, context }: AuditedCall): AuditOperation {
  const { caller, requestId, clientAddress } = context;
  const actor = caller?.id ?? null;
  return newOperation({
    ...{ actor, action, requestId, clientAddress },
    ...readSubject(action, args),
  });
}
