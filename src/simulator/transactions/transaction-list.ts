import { z } from 'zod';
import { HttpError } from '../http/http-error';
import { parse } from '../http/parse';
import type { Peer, TransactionView } from '../state/transaction-record';

const text = z.string().optional();
const milliseconds = z.coerce.number().int().min(0).optional();

const listQuery = z.object({
  before: milliseconds,
  after: milliseconds,
  status: text,
  orderBy: z.enum(['createdAt', 'lastUpdated']).optional(),
  sort: z.enum(['ASC', 'DESC']).default('DESC'),
  limit: z.coerce.number().int().min(1).max(500).default(200),
  ...{ sourceType: text, sourceId: text, sourceWalletId: text },
  ...{ destType: text, destId: text, destWalletId: text },
  ...{ assets: text, txHash: text, next: text, prev: text },
});
type ListQuery = z.infer<typeof listQuery>;

export interface TransactionPage {
  transactions: TransactionView[];
  next: string | undefined;
  prev: string | undefined;
}

function listed(value: string, wanted: string | undefined): boolean {
  return wanted === undefined || wanted.split(',').includes(value);
}

function isPeer(
  peer: Peer | null,
  type: string | undefined,
  id: string | undefined,
  walletId: string | undefined,
): boolean {
  if (type !== undefined && peer?.type !== type) return false;
  if (id !== undefined && peer?.id !== id) return false;
  return walletId === undefined || peer?.walletId === walletId;
}

function matches(view: TransactionView, query: ListQuery): boolean {
  if (query.after !== undefined && view.createdAt <= query.after) return false;
  if (query.before !== undefined && view.createdAt >= query.before) return false;
  return (
    listed(view.status, query.status) &&
    listed(view.assetId, query.assets) &&
    (query.txHash === undefined || view.txHash === query.txHash) &&
    isPeer(view.source, query.sourceType, query.sourceId, query.sourceWalletId) &&
    isPeer(view.destination, query.destType, query.destId, query.destWalletId)
  );
}

/** A cursor is the id of a row, alone or inside the address that the header gave. */
function cursorId(cursor: string, name: 'next' | 'prev'): string {
  if (!cursor.includes('/')) return cursor;
  return new URL(cursor, 'http://localhost').searchParams.get(name) ?? cursor;
}

function positionOf(rows: TransactionView[], cursor: string, name: 'next' | 'prev'): number {
  const id = cursorId(cursor, name);
  const index = rows.findIndex((view) => view.id === id);
  if (index < 0) throw new HttpError(400, 'Invalid page cursor');
  return index;
}

function startOf(rows: TransactionView[], query: ListQuery): number {
  if (query.next !== undefined) return positionOf(rows, query.next, 'next') + 1;
  if (query.prev === undefined) return 0;
  return Math.max(0, positionOf(rows, query.prev, 'prev') - query.limit);
}

/** One page of the transactions that match; in the order of `orderBy` there are no cursors. */
export function listTransactions(all: TransactionView[], rawQuery: unknown): TransactionPage {
  const query = parse(listQuery, rawQuery);
  const direction = query.sort === 'ASC' ? 1 : -1;
  const field = query.orderBy ?? 'createdAt';
  // Rows of one millisecond keep their order of creation, turned with the rest.
  const given = direction === 1 ? all : all.toReversed();
  const rows = given
    .filter((view) => matches(view, query))
    .sort((a, b) => (a[field] - b[field]) * direction);
  const start = startOf(rows, query);
  const transactions = rows.slice(start, start + query.limit);
  const paged = query.orderBy === undefined;
  const more = paged && start + query.limit < rows.length;
  return {
    transactions,
    next: more ? transactions.at(-1)?.id : undefined,
    prev: paged && start > 0 ? transactions[0]?.id : undefined,
  };
}
