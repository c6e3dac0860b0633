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

export const ESTIMATE = `query ($input: EstimateTransactionFeeInput!) {
  estimateTransactionFee(input: $input) {
    low { networkFee gasPrice } medium { networkFee gasPrice } high { networkFee gasPrice gasLimit }
  }
}`;

/** Input of `createTransaction` with a key of its own: a little to a one-time address. */
export function newTransfer(
  walletId: string,
  change: Record<string, unknown> = {},
): Record<string, unknown> {
  return { idempotencyKey: randomUUID(), ...movement(walletId, change) };
}

/** The same as input of `estimateTransactionFee`. */
export function movement(
  walletId: string,
  change: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    walletId,
    assetId: 'ETH_TEST5',
    amount: '0.001',
    destination: { type: 'ONE_TIME_ADDRESS', address: `0x${'ab'.repeat(20)}` },
    ...change,
  };
}

const address = { type: 'ONE_TIME_ADDRESS', address: '0xabc' };

/** What a movement must not be given, with the field that is named then. */
export const WRONG_MOVEMENTS: readonly [string, Record<string, unknown>][] = [
  ['input.walletId', { walletId: 'x' }],
  ['input.walletId', { walletId: '..' }],
  ['input.accountId', { accountId: '-1' }],
  ['input.accountId', { accountId: '01' }],
  ['input.accountId', { accountId: '..' }],
  ['input.assetId', { assetId: null }],
  ['input.assetId', { assetId: '' }],
  ['input.assetId', { assetId: '..' }],
  ['input.assetId', { assetId: 'A/B' }],
  ['input.amount', { amount: null }],
  ['input.amount', { amount: '0' }],
  ['input.amount', { amount: '0.000' }],
  ['input.destination', { destination: null }],
  ['input.destination.address', { destination: { type: 'ONE_TIME_ADDRESS' } }],
  ['input.destination.address', { destination: { ...address, address: '' } }],
  ['input.destination.address', { destination: { ...address, address: 'x'.repeat(257) } }],
  ['input.destination.address', { destination: { ...address, address: 'a\u0000b' } }],
  ['input.destination.tag', { destination: { ...address, tag: '' } }],
  ['input.destination.walletId', { destination: { type: 'END_USER_WALLET' } }],
  ['input.destination.walletId', { destination: { type: 'END_USER_WALLET', walletId: '.' } }],
  [
    'input.destination.id',
    { destination: { type: 'END_USER_WALLET', walletId: randomUUID(), id: 'x' } },
  ],
  ['input.destination.id', { destination: { type: 'VAULT_ACCOUNT' } }],
  ['input.destination.id', { destination: { type: 'INTERNAL_WALLET', id: '..' } }],
  ['input.destination.id', { destination: { type: 'EXTERNAL_WALLET', id: 'a/b' } }],
  ['input.destination.id', { destination: { type: 'CONTRACT', id: '' } }],
];
