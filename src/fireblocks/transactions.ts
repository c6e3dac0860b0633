import { TransactionsApi } from '@fireblocks/ts-sdk/dist/api/transactions-api';
import { z } from 'zod';
import {
  checkedExternalTxId,
  checkedIdempotencyKey,
  checkedTransactionId,
  checkedWalletId,
} from './checked-ids';
import { feeEstimate, type FeeEstimate } from './fee-estimate';
import {
  toDraftRequest,
  toTransactionRequest,
  type NewTransaction,
  type TransactionDraft,
} from './new-transaction';
import { undefinedIfNotFound } from './not-found';
import type { Page } from './page';
import { transactionQuery, type TransactionFilter } from './transaction-filter';
import { transactionSchema, type FireblocksTransaction } from './transaction';
import type { TypedChannel } from './typed-channel';
import { uuid } from './wallet';

/** Transactions of end users' wallets. Every method throws FireblocksError. */
export interface FireblocksTransactions {
  /** Not idempotent by itself: `externalTxId` and the key make a second sending harmless. */
  create(
    transaction: NewTransaction,
    idempotencyKey: string,
  ): Promise<{ id: string; status: string }>;
  /** False when Fireblocks answers that it did not cancel. */
  cancel(id: string, walletId: string): Promise<boolean>;
  get(id: string): Promise<FireblocksTransaction>;
  /** Undefined when Fireblocks knows no such transaction. */
  findByExternalId(externalTxId: string): Promise<FireblocksTransaction | undefined>;
  /** `next` is absent on the last page, and always when `orderBy` is given. */
  list(filter: TransactionFilter): Promise<Page<FireblocksTransaction>>;
  estimateFee(draft: TransactionDraft): Promise<FeeEstimate>;
}

const created = z.object({ id: uuid, status: z.string().min(1) });
const cancelled = z.object({ success: z.boolean() });

export function createTransactions(channel: TypedChannel): FireblocksTransactions {
  const api = new TransactionsApi(channel.configuration, undefined, channel.axios);
  return {
    async create(transaction, key) {
      const request = {
        transactionRequest: toTransactionRequest(transaction),
        xEndUserWalletId: checkedWalletId(transaction.sourceWalletId),
        idempotencyKey: checkedIdempotencyKey(key),
      };
      return channel.value('createTransaction', created, () => api.createTransaction(request));
    },
    async cancel(id, walletId) {
      const request = {
        txId: checkedTransactionId(id),
        xEndUserWalletId: checkedWalletId(walletId),
      };
      const { success } = await channel.value('cancelTransaction', cancelled, () =>
        api.cancelTransaction(request),
      );
      return success;
    },
    async get(id) {
      const request = { txId: checkedTransactionId(id) };
      return channel.value('getTransaction', transactionSchema, () => api.getTransaction(request));
    },
    async findByExternalId(id) {
      const request = { externalTxId: checkedExternalTxId(id) };
      return undefinedIfNotFound(
        channel.value('findTransaction', transactionSchema, () =>
          api.getTransactionByExternalId(request),
        ),
      );
    },
    async list(filter) {
      const request = transactionQuery(filter);
      const { value: items, header } = await channel.call(
        'listTransactions',
        z.array(transactionSchema),
        () => api.getTransactions(request),
      );
      const next = header('next-page');
      return next ? { items, next } : { items };
    },
    estimateFee: (draft) => estimateFee(channel, draft),
  };
}

/** ts-sdk's own method cannot say whose wallet it is about. */
async function estimateFee(channel: TypedChannel, draft: TransactionDraft): Promise<FeeEstimate> {
  const answer = await channel.request('estimateFee', feeEstimate, {
    method: 'POST',
    path: '/transactions/estimate_fee',
    body: toDraftRequest(draft),
    headers: { 'X-End-User-Wallet-Id': checkedWalletId(draft.sourceWalletId) },
  });
  return answer.value;
}
