import type { Transaction as Row } from '../database/generated/client';
import type { TransactionRole } from '../database/generated/enums';
import { toTransactionStatus } from './transaction-status.enum';
import { TransactionDirection, type Transaction } from './transaction.type';

/** How a wallet takes part in a transaction. */
export interface Participation {
  walletId: string;
  accountId: string;
  role: TransactionRole;
}

/** The transaction as seen from one of its wallets. The sender's own matters are the sender's. */
export function toView(row: Row, { walletId, accountId, role }: Participation): Transaction {
  const outgoing = role === 'SOURCE';
  return {
    id: row.id,
    direction: outgoing ? TransactionDirection.OUTGOING : TransactionDirection.INCOMING,
    status: toTransactionStatus(row.status),
    rawStatus: row.status,
    subStatus: row.subStatus === '' ? null : row.subStatus,
    operation: row.operation,
    accountId,
    assetId: row.assetId,
    amount: row.amount,
    networkFee: outgoing ? row.networkFee : null,
    feeAssetId: outgoing ? row.feeAssetId : null,
    note: outgoing ? row.note : null,
    txHash: row.txHash,
    confirmations: row.confirmations,
    sourceAddress: row.sourceAddress,
    destinationAddress: row.destinationAddress,
    destinationTag: row.destinationTag,
    createdAt: row.createdAt,
    updatedAt: row.lastUpdated === 0n ? null : new Date(Number(row.lastUpdated)),
    walletId,
  };
}

/** Of several ways to take part, the one that shows most. */
export function mostTelling(participations: readonly Participation[]): Participation | undefined {
  return participations.find(({ role }) => role === 'SOURCE') ?? participations[0];
}
