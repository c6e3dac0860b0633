import type { Prisma, Transaction } from '../database/generated/client';
import {
  walletRoles,
  type FireblocksTransaction,
  type WalletRole,
} from '../fireblocks/transaction';
import { decideMerge, type MergeDecision } from './merge';
import { appendToLogs } from './transaction-events';
import { mergeRows } from './merge-rows';
import { toRow } from './transaction-row';

export interface WriteOutcome {
  /** False when the report brought nothing new. */
  changed: boolean;
  /** Wallets whose log has grown: to be woken after the commit. */
  movedWallets: string[];
}

/** How often another writer may come first before something must be wrong. */
const MAX_CONFLICTS = 20;

/**
 * Brings one report of a transaction into the database, inside the caller's transaction: the row,
 * the wallets that it concerns, and one event for each of them when its status has changed, or
 * when it is the first that is known of the wallet's part in it.
 */
export async function writeTransaction(
  tx: Prisma.TransactionClient,
  report: FireblocksTransaction,
): Promise<WriteOutcome> {
  const newRoles: WalletRole[] = [];
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
    const current =
      (await tx.transaction.findUnique({ where: { id: report.id } })) ?? (await insert(tx, report));
    if (current) newRoles.push(...(await link(tx, report)));
    const outcome =
      current === 'INSERTED'
        ? { changed: true, movedWallets: await appendToLogs(tx, toRow(report), newRoles) }
        : current && (await update(tx, current, report, newRoles));
    if (outcome) return outcome;
  }
  throw new Error(`transaction ${report.id} is written by too many at once`);
}

/** Undefined when another writer was quicker. */
async function insert(
  tx: Prisma.TransactionClient,
  report: FireblocksTransaction,
): Promise<'INSERTED' | undefined> {
  const { count } = await tx.transaction.createMany({
    data: [toRow(report)],
    skipDuplicates: true,
  });
  return count === 0 ? undefined : 'INSERTED';
}

/** Undefined when another writer was quicker. */
async function update(
  tx: Prisma.TransactionClient,
  current: Transaction,
  report: FireblocksTransaction,
  newRoles: readonly WalletRole[],
): Promise<WriteOutcome | undefined> {
  const decision = decide(current, report);
  const merged = mergeRows(current, toRow(report), decision);
  if (merged) {
    const { count } = await tx.transaction.updateMany({
      where: { id: current.id, revision: current.revision },
      data: { ...merged, revision: current.revision + 1 },
    });
    if (count === 0) return undefined;
  }
  const row = { ...current, ...merged };
  const moved = row.status !== current.status || row.subStatus !== current.subStatus;
  // A report may leave out the wallets that an earlier one named.
  const told = moved ? await rolesOf(tx, current.id) : newRoles;
  return {
    changed: merged !== undefined || newRoles.length > 0,
    movedWallets: await appendToLogs(tx, row, told),
  };
}

function decide(current: Transaction, report: FireblocksTransaction): MergeDecision {
  const { subStatus, numOfConfirmations: confirmations } = report;
  return decideMerge(
    { ...current, lastUpdated: Number(current.lastUpdated) },
    { ...report, subStatus: subStatus ?? '', confirmations },
  );
}

/** Those of the report's roles that were not known before. */
function link(tx: Prisma.TransactionClient, report: FireblocksTransaction): Promise<WalletRole[]> {
  const data = walletRoles(report).map((role) => ({ ...role, transactionId: report.id }));
  if (data.length === 0) return Promise.resolve([]);
  return tx.walletTransaction.createManyAndReturn({
    data,
    skipDuplicates: true,
    select: { walletId: true, role: true, accountId: true },
  });
}

function rolesOf(tx: Prisma.TransactionClient, transactionId: string): Promise<WalletRole[]> {
  return tx.walletTransaction.findMany({
    where: { transactionId },
    select: { walletId: true, role: true, accountId: true },
  });
}
