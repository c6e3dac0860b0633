import type { Prisma } from '../database/generated/client';
import { appendEvent } from '../events/event-log';
import type { WalletRole } from '../fireblocks/transaction';
import type { TransactionRow } from './transaction-row';

/**
 * Tells the wallets how the transaction stands: one event for each of them, as its source where it
 * is both; in the order of ids (see appendEvent). Returns those whose log has grown.
 */
export async function appendToLogs(
  tx: Prisma.TransactionClient,
  { id, status, subStatus, lastUpdated, createdAt }: TransactionRow,
  roles: readonly WalletRole[],
): Promise<string[]> {
  const sources = new Set(
    roles.filter(({ role }) => role === 'SOURCE').map(({ walletId }) => walletId),
  );
  const walletIds = [...new Set(roles.map(({ walletId }) => walletId))].sort();
  const moved: string[] = [];
  for (const walletId of walletIds) {
    const appended = await appendEvent(tx, walletId, {
      transactionId: id,
      role: sources.has(walletId) ? 'SOURCE' : 'DESTINATION',
      status,
      subStatus,
      at: lastUpdated > 0n ? new Date(Number(lastUpdated)) : createdAt,
    });
    if (appended) moved.push(walletId);
  }
  return moved;
}
