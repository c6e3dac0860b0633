import type { Transaction } from '../database/generated/client';
import type { MergeDecision } from './merge';
import { UNKNOWN_OPERATION, type TransactionRow } from './transaction-row';

/** What some reports of a transaction tell and others leave out. */
const LEFT_OUT_AT_TIMES = [
  ...(['assetId', 'amount', 'networkFee', 'feeAssetId', 'note', 'txHash'] as const),
  ...(['sourceAddress', 'destinationAddress', 'destinationTag', 'externalTxId'] as const),
] as const;

/**
 * The stored row after a report: the later one's word, and the earlier one's where that is silent,
 * so that the order in which they arrive makes no difference. Undefined: nothing changes.
 */
export function mergeRows(
  current: Transaction,
  report: TransactionRow,
  decision: MergeDecision,
): Partial<TransactionRow> | undefined {
  const [later, earlier] = decision === 'APPLY' ? [report, current] : [current, report];
  const details = {
    ...Object.fromEntries(
      LEFT_OUT_AT_TIMES.map((column) => [column, later[column] ?? earlier[column]] as const),
    ),
    operation: later.operation === UNKNOWN_OPERATION ? earlier.operation : later.operation,
    confirmations: Math.max(current.confirmations, report.confirmations),
  };
  if (decision === 'SUPERSEDED') return changesIn(current, details) ? details : undefined;
  const { status, subStatus, finished, lastUpdated, createdAt } = report;
  return {
    ...{ ...details, status, subStatus, finished, lastUpdated },
    // What we wrote ourselves carries our clock; Fireblocks' own time replaces it once.
    ...(current.lastUpdated === 0n && createdAt.getTime() > 0 ? { createdAt } : {}),
  };
}

function changesIn(current: Transaction, details: Partial<TransactionRow>): boolean {
  const known = new Map<string, unknown>(Object.entries(current));
  return Object.entries(details).some(([column, value]) => known.get(column) !== value);
}
