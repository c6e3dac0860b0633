import type { PrismaClient, Prisma, WalletEvent } from '../database/generated/client';
import type { TransactionRole } from '../database/generated/enums';

export type { WalletEvent };

export interface NewEvent {
  transactionId: string;
  role: TransactionRole;
  status: string;
  subStatus: string;
  at: Date;
}

/**
 * Appends one row to a wallet's log, inside the transaction that makes the change. The increment
 * of the wallet's `event_seq` locks the wallet's row until the commit, so that its rows have no
 * gaps and become visible in their order. Returns false for a wallet that is not known here.
 *
 * Who appends for several wallets does it in the order of their ids, or two writers may deadlock.
 */
export async function appendEvent(
  tx: Prisma.TransactionClient,
  walletId: string,
  event: NewEvent,
): Promise<boolean> {
  const rows = await tx.$executeRaw`
    WITH head AS (
      UPDATE wallets SET event_seq = event_seq + 1 WHERE id = ${walletId}::uuid RETURNING event_seq
    )
    INSERT INTO wallet_events (wallet_id, seq, transaction_id, role, status, sub_status, at)
    SELECT ${walletId}::uuid, head.event_seq, ${event.transactionId}::uuid,
           ${event.role}::"TransactionRole", ${event.status}, ${event.subStatus}, ${event.at}
      FROM head`;
  return rows === 1;
}

/** The wallet's rows after `seq`, in order. */
export function readEventsAfter(
  prisma: PrismaClient,
  walletId: string,
  seq: bigint,
  limit: number,
): Promise<WalletEvent[]> {
  return prisma.walletEvent.findMany({
    where: { walletId, seq: { gt: seq } },
    orderBy: { seq: 'asc' },
    take: limit,
  });
}

/** The name of this database's log: a cursor of another one means nothing here. */
export async function readLogEpoch(prisma: PrismaClient): Promise<string> {
  const { epoch } = await prisma.eventLog.findUniqueOrThrow({ where: { id: 1 } });
  return epoch;
}
