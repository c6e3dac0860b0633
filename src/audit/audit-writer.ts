import type { Prisma } from '../database/generated/client';
import type { AuditKey } from './audit-key';
import type { AuditRow } from './audit-row';

/** Puts rows into the record, each with its MAC, in the caller's transaction or on its own. */
export class AuditWriter {
  constructor(
    private readonly key: AuditKey,
    /** Called when rows are about to be there. */
    private readonly onWrite: () => void,
  ) {}

  /** Rows that are there already are left out: repeating is safe. */
  async write(db: Prisma.TransactionClient, rows: readonly AuditRow[]): Promise<void> {
    await db.auditEntry.createMany({
      data: rows.map((row) => ({
        ...row,
        upstreamRequestIds: [...row.upstreamRequestIds],
        mac: this.key.macOfRow(row),
      })),
      skipDuplicates: true,
    });
    this.onWrite();
  }
}
