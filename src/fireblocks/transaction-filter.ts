import type { TransactionsApiGetTransactionsRequest } from '@fireblocks/ts-sdk/dist/api/transactions-api';
import { checkedWalletId } from './checked-ids';
import { present } from './present';

export interface TransactionFilter {
  /** Epoch ms of creation, whatever `orderBy` says. Fireblocks looks back 90 days if absent. */
  after?: number | undefined;
  before?: number | undefined;
  /** At most 500. */
  limit: number;
  status?: string | undefined;
  orderBy?: 'createdAt' | 'lastUpdated' | undefined;
  sort?: 'ASC' | 'DESC' | undefined;
  sourceWalletId?: string | undefined;
  destWalletId?: string | undefined;
  /** `next` of the page before. */
  next?: string | undefined;
}

const MAX_LIMIT = 500;

/** @throws FireblocksError `INVALID_ID` for a malformed wallet id */
export function transactionQuery(filter: TransactionFilter): TransactionsApiGetTransactionsRequest {
  return present({
    after: filter.after?.toString(),
    before: filter.before?.toString(),
    limit: Math.min(Math.max(1, Math.trunc(filter.limit)), MAX_LIMIT),
    status: filter.status,
    orderBy: filter.orderBy,
    sort: filter.sort,
    sourceWalletId: checkedOrAbsent(filter.sourceWalletId),
    destWalletId: checkedOrAbsent(filter.destWalletId),
    next: filter.next,
  });
}

function checkedOrAbsent(walletId: string | undefined): string | undefined {
  return walletId === undefined ? undefined : checkedWalletId(walletId);
}
