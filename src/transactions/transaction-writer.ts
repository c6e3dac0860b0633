import type { Prisma, Transaction } from '../database/generated/client';
import { appendEvent } from '../events/event-log';
import {
  walletRoles,
  type FireblocksTransaction,
  type WalletRole,
} from '../fireblocks/transaction';
import { decideMerge, type MergeDecision } from './merge';
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
 * the wallets that it concerns, and one event for each of them when its status has changed.
 */
export async function writeTransaction(
  tx: Prisma.TransactionClient,
  report: FireblocksTransaction,
): Promise<WriteOutcome> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
    const current = await tx.transaction.findUnique({ where: { id: report.id } });
    const outcome = current ? await update(tx, current, report) : await insert(tx, report);
    if (outcome) return outcome;
  }
  throw new Error(`transaction ${report.id} is written by too many at once`);
}

/** Undefined when another writer was quicker. */
async function insert(
  tx: Prisma.TransactionClient,
  report: FireblocksTransaction,
): Promise<WriteOutcome | undefined> {
  const { count } = await tx.transaction.createMany({
    data: [toRow(report)],
    skipDuplicates: true,
  });
  if (count === 0) return undefined;
  const roles = await link(tx, report);
  return { changed: true, movedWallets: await appendEvents(tx, report, roles) };
}

/** Undefined when another writer was quicker. */
async function update(
  tx: Prisma.TransactionClient,
  current: Transaction,
  report: FireblocksTransaction,
): Promise<WriteOutcome | undefined> {
  const state = { ...current, lastUpdated: Number(current.lastUpdated) };
  const decision = decideMerge(state, { ...report, subStatus: report.subStatus ?? '' });
  const roles = await link(tx, report);
  if (decision === 'SUPERSEDED') return { changed: false, movedWallets: [] };
  const { count } = await tx.transaction.updateMany({
    where: { id: current.id, revision: current.revision },
    data: { ...changes(current, report, decision), revision: current.revision + 1 },
  });
  if (count === 0) return undefined;
  const statusMoved =
    decision === 'APPLY' &&
    (report.status !== current.status || (report.subStatus ?? '') !== current.subStatus);
  return { changed: true, movedWallets: statusMoved ? await appendEvents(tx, report, roles) : [] };
}

function changes(
  current: Transaction,
  report: FireblocksTransaction,
  decision: Exclude<MergeDecision, 'SUPERSEDED'>,
): Prisma.TransactionUpdateManyMutationInput {
  const { id: _id, createdAt, ...row } = toRow(report);
  const confirmations = Math.max(current.confirmations, report.numOfConfirmations);
  if (decision === 'DETAILS') {
    return { confirmations, txHash: row.txHash ?? current.txHash };
  }
  return {
    ...row,
    confirmations,
    // What we wrote ourselves carries our clock; Fireblocks' own time replaces it once.
    ...(current.lastUpdated === 0n && report.createdAt > 0 ? { createdAt } : {}),
    // A report may leave out what an earlier one told.
    txHash: row.txHash ?? current.txHash,
    note: row.note ?? current.note,
    externalTxId: row.externalTxId ?? current.externalTxId,
  };
}

async function link(
  tx: Prisma.TransactionClient,
  report: FireblocksTransaction,
): Promise<WalletRole[]> {
  const roles = walletRoles(report);
  if (roles.length > 0) {
    await tx.walletTransaction.createMany({
      data: roles.map((role) => ({ ...role, transactionId: report.id })),
      skipDuplicates: true,
    });
  }
  return roles;
}

/** One event for each wallet, as its source where it is both; in the order of ids (see appendEvent). */
async function appendEvents(
  tx: Prisma.TransactionClient,
  report: FireblocksTransaction,
  roles: readonly WalletRole[],
): Promise<string[]> {
  const sources = new Set(
    roles.filter(({ role }) => role === 'SOURCE').map(({ walletId }) => walletId),
  );
  const walletIds = [...new Set(roles.map(({ walletId }) => walletId))].sort();
  const moved: string[] = [];
  for (const walletId of walletIds) {
    const appended = await appendEvent(tx, walletId, {
      transactionId: report.id,
      role: sources.has(walletId) ? 'SOURCE' : 'DESTINATION',
      status: report.status,
      subStatus: report.subStatus ?? '',
      at: new Date(report.lastUpdated || report.createdAt),
    });
    if (appended) moved.push(walletId);
  }
  return moved;
}
