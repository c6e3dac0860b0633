import type { PrismaClient } from '../database/generated/client';
import type { StatusReport } from './signing-status-events';

interface SnapshotRow {
  head: bigint;
  transaction_id: string | null;
  status: string;
  sub_status: string;
  last_updated: bigint;
  created_at: Date;
}

export interface SigningSnapshot {
  /** Head of the log that the snapshot corresponds to. */
  head: bigint;
  unfinished: StatusReport[];
}

/**
 * The wallet's unfinished outgoing transactions together with the head of its log, oldest first.
 * One statement sees one state: what comes after `head` is not in the snapshot, and nothing else
 * is missing from it.
 */
export async function readSnapshot(
  prisma: PrismaClient,
  walletId: string,
  transactionId: string | undefined,
): Promise<SigningSnapshot> {
  const rows = await prisma.$queryRaw<SnapshotRow[]>`
    SELECT w.event_seq AS head, t.id AS transaction_id, t.status, t.sub_status, t.last_updated,
           t.created_at
      FROM wallets w
      LEFT JOIN wallet_transactions wt ON wt.wallet_id = w.id AND wt.role = 'SOURCE'
       AND (${transactionId ?? null}::uuid IS NULL OR wt.transaction_id = ${transactionId ?? null}::uuid)
      LEFT JOIN transactions t ON t.id = wt.transaction_id AND NOT t.finished
     WHERE w.id = ${walletId}::uuid
     ORDER BY t.created_at, t.id`;
  return { head: rows[0]?.head ?? 0n, unfinished: rows.flatMap(toReport) };
}

function toReport(row: SnapshotRow): StatusReport[] {
  if (row.transaction_id === null) return [];
  const at = row.last_updated === 0n ? row.created_at : new Date(Number(row.last_updated));
  return [{ transactionId: row.transaction_id, status: row.status, subStatus: row.sub_status, at }];
}
