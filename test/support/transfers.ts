import { randomUUID } from 'node:crypto';

/** What tests read of a transaction. */
export interface TransactionFields {
  id: string;
  direction: 'OUTGOING' | 'INCOMING';
  status: string;
  subStatus: string | null;
  accountId: string;
  assetId: string | null;
  amount: string | null;
  networkFee: string | null;
  feeAssetId: string | null;
  note: string | null;
  wallet: { id: string };
}

export interface CreatedTransaction {
  createTransaction: { transaction: TransactionFields };
}

export const TRANSACTION_FIELDS = `id direction status rawStatus subStatus accountId assetId amount
  networkFee feeAssetId note txHash confirmations destinationAddress updatedAt wallet { id }`;

export const CREATE = `mutation ($input: CreateTransactionInput!) {
  createTransaction(input: $input) { transaction { ${TRANSACTION_FIELDS} } }
}`;

export const CANCEL = `mutation ($input: CancelTransactionInput!) {
  cancelTransaction(input: $input) { transaction { ${TRANSACTION_FIELDS} } }
}`;

export const READ_TRANSACTION = `query ($id: ID!) { transaction(id: $id) { ${TRANSACTION_FIELDS} } }`;

/** Input of `createTransaction` with a key of its own: a little to a one-time address. */
export function newTransfer(
  walletId: string,
  change: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    idempotencyKey: randomUUID(),
    walletId,
    assetId: 'ETH_TEST5',
    amount: '0.001',
    destination: { type: 'ONE_TIME_ADDRESS', address: `0x${'ab'.repeat(20)}` },
    ...change,
  };
}
