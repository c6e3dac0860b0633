import { isErrorCode } from '../api/error-codes';
import type { Prisma } from '../database/generated/client';
import type { Clock } from '../shared/clock';
import { occurrenceOf, requireAuditOperation } from './audit-operation';
import { toRow, type Occurrence, type Outcome } from './audit-row';
import type { AuditWriter } from './audit-writer';

/** What a transaction knows of its mutation; the rest is known from where the mutation came in. */
export type AuditFacts = { outcome: Outcome } & Partial<
  Pick<Occurrence, 'walletId' | 'deviceId' | 'resourceId' | 'reason' | 'operationId'>
>;

/** What the slices tell of their mutations, in the very transactions that make the changes. */
export class AuditTrail {
  constructor(
    private readonly writer: AuditWriter,
    private readonly clock: Clock,
  ) {}

  /** Puts a change down together with it: either both are there or neither is. */
  async record(tx: Prisma.TransactionClient, facts: AuditFacts): Promise<void> {
    const occurrence = { ...occurrenceOf(requireAuditOperation(), facts.outcome), ...facts };
    await this.writer.write(tx, [toRow(occurrence, new Date(this.clock()), 1)]);
    learn(facts);
  }

  /** A refusal was committed. (A success need not be confirmed: an error after it tells better.) */
  confirm(refusal: Outcome): void {
    requireAuditOperation().recorded = refusal;
  }
}

/** After a beginning the mutation's own end is still to come. */
function learn({ outcome, walletId, operationId }: AuditFacts): void {
  const operation = requireAuditOperation();
  operation.walletId ??= walletId ?? null;
  operation.operationId ??= operationId ?? null;
  if (outcome === 'BEGUN' || outcome === 'PROVISIONING') {
    operation.begun = true;
    operation.success = 'SUCCEEDED';
  } else if (!isErrorCode(outcome)) {
    operation.recorded = outcome;
  }
}
